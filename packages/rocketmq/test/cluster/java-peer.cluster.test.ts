import { randomUUID } from 'node:crypto'

import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import type { JavaPeerOptions } from '../peer/java-peer.js'
import { JavaPeer } from '../peer/java-peer.js'

const peers: JavaPeer[] = []
const start = async (options: JavaPeerOptions = {}) => {
  const { nameServerAddress } = shared
  const started = await JavaPeer.start({ nameServerAddress, ...options })
  peers.push(started)
  return started
}

let shared: RocketMQServer
let peer: JavaPeer
beforeAll(async () => {
  shared = await createRocketMQ()
  await shared.start()
  peer = await start()
}, 120_000)
afterAll(async () => {
  await Promise.all(peers.map((started) => started.close()))
  await shared.dispose()
})

const unique = (name: string) => `${name}-${randomUUID()}`

describe('the Java peer', () => {
  it('tells everything about a message that it sent and got', async () => {
    const topic = unique('peer')
    const [sent] = await peer.produce({
      messages: [{ topic, body: 'höllo', tags: 'a', keys: 'k1 k2', properties: { x: '1' } }],
    })
    expect(sent).toMatchObject({ status: 'SEND_OK', brokerName: 'broker-a', queueOffset: 0 })

    const [message] = await peer.consume({ topic, group: unique('group'), count: 1 }).done
    expect(message).toMatchObject({
      ...{ topic, tags: 'a', keys: 'k1 k2', msgId: sent?.msgId, offsetMsgId: sent?.offsetMsgId },
      ...{ queueId: sent?.queueId, reconsumeTimes: 0, sysFlag: 0 },
      properties: { TAGS: 'a', KEYS: 'k1 k2', x: '1', UNIQ_KEY: sent?.msgId },
    })
    expect(message?.body.toString()).toBe('höllo')
    expect(message?.bornHost).toMatch(/^\/127\.0\.0\.1:\d+$/)
  })

  it('takes what a filter lets through, and ends when stopped', async () => {
    const topic = unique('peer')
    await peer.produce({
      messages: ['a', 'b', 'c'].map((tags) => ({ topic, body: tags, tags })),
    })
    const byTag = peer.consume({ topic, group: unique('group'), tags: 'a || c', count: 2 })
    const got = await byTag.done
    expect(got.map(({ tags }) => tags).sort()).toEqual(['a', 'c'])

    const nothing = peer.consume({ topic, group: unique('group'), tags: 'z' })
    await nothing.started
    expect(await nothing.stop()).toEqual([])
  })

  it('keeps the order of each queue and sends one key to one queue', async () => {
    const topic = unique('peer')
    const bodies = Array.from({ length: 20 }, (_, index) => String(index))
    const sent = await peer.produce({
      messages: bodies.map((body) => ({ topic, body, shardingKey: 'order-1' })),
    })
    expect(new Set(sent.map(({ queueId }) => queueId)).size).toBe(1)
    const group = unique('group')
    const got = await peer.consume({ topic, group, isOrderly: true, count: 20 }).done
    expect(got.map(({ body }) => body.toString())).toEqual(bodies)
  })

  it('sends batches, and bodies compressed in each way', async () => {
    const topic = unique('peer')
    const messages = ['1', '2', '3'].map((body) => ({ topic, body }))
    const batch = await peer.produce({ mode: 'batch', messages })
    expect(batch[0]?.msgId.split(',')).toHaveLength(3)
    const body = 'x'.repeat(1_000)
    for (const compression of ['ZLIB', 'LZ4', 'ZSTD'] as const) {
      await peer.produce({ compression, compressOver: 100, messages: [{ topic, body }] })
    }
    const got = await peer.consume({ topic, group: unique('group'), count: 6 }).done
    const flags = got.filter((message) => message.body.length === 1_000).map((m) => m.sysFlag)
    expect(flags.map((flag) => (flag >> 8) & 7).sort()).toEqual([1, 2, 3])
  })

  it('refuses a message as often as it is told', async () => {
    const topic = unique('peer')
    await peer.produce({ messages: [{ topic, body: 'again' }] })
    const group = unique('group')
    const again = peer.consume({ topic, group, refusals: 1, count: 2, isOrderly: true })
    const got = await again.done
    expect(got.map(({ body }) => body.toString())).toEqual(['again', 'again'])
  })

  it('sends in transactions, and says what it was asked about', async () => {
    const topic = unique('peer')
    const { sent, checked } = await peer.transact({
      ...{ group: unique('group'), localState: 'UNKNOW', checkState: 'COMMIT_MESSAGE', checks: 1 },
      messages: [{ topic, body: 'pay' }],
    })
    expect(sent[0]).toMatchObject({ localState: 'UNKNOW', transactionId: sent[0]?.msgId })
    expect(checked.map(({ properties }) => properties['UNIQ_KEY'])).toEqual([sent[0]?.msgId])
    const got = await peer.consume({ topic, group: unique('group'), count: 1 }).done
    expect(got[0]?.transactionId).toBe(sent[0]?.msgId)
  })

  it('looks a message up by its id and by its key', async () => {
    const topic = unique('peer')
    const key = unique('key')
    const [sent] = await peer.produce({ messages: [{ topic, body: 'found', keys: key }] })
    // Once it was handed out the index has it too: both are made from the log, in this order.
    await peer.consume({ topic, group: unique('group'), count: 1 }).done
    expect((await peer.view(topic, sent!.offsetMsgId!)).body.toString()).toBe('found')
    expect((await peer.find(topic, key)).map(({ msgId }) => msgId)).toEqual([sent?.msgId])
  })

  it('delays a message, and takes it back', async () => {
    const topic = unique('peer')
    const [late] = await peer.produce({ messages: [{ topic, body: 'late', delayMs: 60_000 }] })
    expect(await peer.recall(topic, late!.recallHandle!)).toBe(late?.msgId)
    await peer.produce({ messages: [{ topic, body: 'soon', delayMs: 1_000 }] })
    const got = await peer.consume({ topic, group: unique('group'), count: 1 }).done
    expect(got[0]!.storeTimestamp - got[0]!.bornTimestamp).toBeGreaterThanOrEqual(1_000)
  })

  it('reads traces', async () => {
    const topic = unique('peer')
    const traces = peer.consume({ topic: 'RMQ_SYS_TRACE_TOPIC', group: unique('group') })
    await traces.started
    const [sent] = await peer.produce({ isTraced: true, messages: [{ topic, body: 'traced' }] })
    // The key of a trace is the id of what it is about.
    const trace = await traces.first(({ keys }) => keys?.includes(sent!.msgId) ?? false)
    const contexts = await peer.decodeTrace(trace.body.toString())
    expect(contexts[0]).toMatchObject({
      ...{ type: 'Pub', isSuccess: true },
      messages: [{ topic, msgId: sent?.msgId, bodyLength: 6, msgType: 'Normal_Msg' }],
    })
    await traces.stop()
  })

  it('says why something failed', async () => {
    const topic = 'not a topic'
    await expect(peer.produce({ messages: [{ topic, body: '' }] })).rejects.toThrow(
      /MQClientException: /,
    )
  })

  it('gets in where TLS and a signature are asked for', async () => {
    const server = await createRocketMQ({ acl: true, tls: true })
    try {
      await server.start()
      const { nameServerAddress, credentials, tls } = server
      const guest = await start({ nameServerAddress, credentials, tls, version: '5.5.0' })
      const topic = unique('peer')
      await guest.produce({ messages: [{ topic, body: 'secret' }] })
      const got = await guest.consume({ topic, group: unique('group'), count: 1 }).done
      expect(got[0]?.body.toString()).toBe('secret')

      const stranger = await start({ nameServerAddress, tls })
      await expect(stranger.produce({ messages: [{ topic, body: 'x' }] })).rejects.toThrow(
        /CODE: 16 /,
      )
    } finally {
      await server.dispose()
    }
  }, 120_000)

  it('rejects what it was still asked when it ends', async () => {
    const other = await start()
    const consumption = other.consume({ topic: unique('peer'), group: unique('group') })
    await consumption.started
    await other.close()
    await expect(consumption.done).rejects.toThrow(/java ended/)
    await expect(other.view('a', 'b')).rejects.toThrow(/java ended/)
  })

  it('measures sending', async () => {
    const topic = unique('bench')
    const measured = await peer.bench({ topic, count: 200, warmUp: 10, outstanding: 20 })
    expect(measured).toMatchObject({ count: 200, failed: 0 })
    expect(measured.messagesPerSecond).toBeGreaterThan(0)
    expect(measured.cpuMicrosecondsPerMessage).toBeGreaterThan(0)
  })
})
