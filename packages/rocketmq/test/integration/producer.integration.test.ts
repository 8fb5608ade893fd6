import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { parseRecallHandle, type Producer } from '../../src/index.js'
import type { JavaMessage } from '../peer/java-messages.js'
import { JavaPeer } from '../peer/java-peer.js'
import { Producers, sendRecalled } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

let java: JavaPeer
beforeAll(async () => {
  java = await JavaPeer.start({ nameServerAddress: sharedNameServer() })
})
afterAll(() => java.close())

const producers = new Producers()
afterEach(() => producers.closeAll())

async function setup(options: Parameters<Producers['start']>[1] = {}) {
  const producer = await producers.start(sharedNameServer(), options)
  const topic = uniqueName('producer')
  const read = (count: number, isOrderly = false) =>
    java.consume({ topic, group: uniqueName('readers'), count, isOrderly }).done
  return { producer, topic, read }
}

const textsOf = (messages: readonly JavaMessage[]) =>
  messages.map(({ body }) => body.toString()).sort()

describe('the official Java consumer reads from us', () => {
  it('an ordinary message byte by byte, with all its properties and both ids', async () => {
    const { producer, topic, read } = await setup()
    const sent = await producer.send({
      topic,
      body: '消息 😀 ümlaut',
      tags: '标签',
      keys: ['k1', 'k2'],
      flag: 7,
      properties: { 颜色: '红 😀', plain: 'x' },
    })
    const [message] = await read(1)
    expect(sent.status).toBe('SEND_OK')
    expect(message).toMatchObject({
      ...{ topic, tags: '标签', keys: 'k1 k2', flag: 7, msgId: sent.msgId },
      ...{ offsetMsgId: sent.offsetMsgId, queueId: sent.queue.queueId },
      queueOffset: Number(sent.queueOffset),
      properties: { 颜色: '红 😀', plain: 'x' },
    })
    expect(message?.body.toString()).toBe('消息 😀 ümlaut')
  })

  it('a compressed one, one of a single byte and one of 4 MiB', async () => {
    const { producer, topic, read } = await setup()
    const large = Buffer.alloc(100_000, 'compress me ')
    const largest = Buffer.alloc(4 * 1024 * 1024)
    for (let at = 0; at < largest.length; at += 4)
      largest.writeUInt32LE((at * 2_654_435_761) >>> 0, at)
    for (const body of [large, Buffer.from('x'), largest]) await producer.send({ topic, body })
    const bodies = (await read(3)).map(({ body }) => body).sort((a, b) => a.length - b.length)
    expect(bodies.map(({ length }) => length)).toEqual([1, large.length, largest.length])
    expect(bodies[1]?.equals(large)).toBe(true)
    expect(bodies[2]?.equals(largest)).toBe(true)
  })

  it('all of a list, each under its own id and offset', async () => {
    const { producer, topic, read } = await setup({ maxMessageBytes: 20_000 })
    const bodies = Array.from({ length: 300 }, (_, index) => `消息 ${index} ${'x'.repeat(100)}`)
    const results = await producer.sendBatch(bodies.map((body) => ({ topic, body, tags: 'b' })))
    const messages = await read(300)
    expect(textsOf(messages)).toEqual([...bodies].sort())
    const sent = new Map(results.map((result) => [result.msgId, result]))
    for (const { msgId, offsetMsgId, queueOffset, queueId } of messages) {
      const result = sent.get(msgId)
      expect([result?.offsetMsgId, Number(result?.queueOffset), result?.queue.queueId]).toEqual([
        offsetMsgId,
        queueOffset,
        queueId,
      ])
    }
  })

  it('what automatic batches carry, and what went one way', async () => {
    const { producer, topic, read } = await setup({ autoBatch: { lingerMs: 20 } })
    const bodies = Array.from({ length: 50 }, (_, index) => `auto ${index}`)
    const results = await Promise.all(bodies.map((body) => producer.send({ topic, body })))
    await producer.sendOneway({ topic, body: 'one way' })
    const messages = await read(51)
    expect(textsOf(messages)).toEqual([...bodies, 'one way'].sort())
    expect(messages.map(({ msgId }) => msgId)).toEqual(
      expect.arrayContaining(results.map(({ msgId }) => msgId)),
    )
    expect(producer.stats().batched).toBe(50)
  })

  it('messages of a sharding key in order, from the queue that Java chooses for it', async () => {
    const { producer, topic, read } = await setup({ strategy: 'MESSAGE_HASH' })
    const keys = ['order-1', '订单-2', 'c', 'dd', 'e'.repeat(100)]
    const ours = new Map<string, number>()
    for (let round = 0; round < 4; round++) {
      for (const shardingKey of keys) {
        const body = `${shardingKey}/${round}`
        const { queue } = await producer.send({ topic, body, shardingKey })
        ours.set(shardingKey, queue.queueId)
      }
    }
    const theirs = await java.produce({
      messages: keys.map((shardingKey) => ({ topic, body: `${shardingKey}/9`, shardingKey })),
    })
    expect(theirs.map(({ queueId }) => queueId)).toEqual(keys.map((key) => ours.get(key)))
    const messages = await read(25, true)
    for (const key of keys) {
      const ofKey = messages
        .map(({ body }) => body.toString())
        .filter((b) => b.startsWith(`${key}/`))
      expect(ofKey).toEqual([0, 1, 2, 3, 9].map((round) => `${key}/${round}`))
    }
  })

  it('delayed ones when they are due: by level, by delay and by time', async () => {
    const { producer, topic, read } = await setup()
    const begin = Date.now()
    await producer.send({ topic, body: 'level', delayLevel: 1 })
    const { recallHandle } = await producer.send({ topic, body: 'delay', delayMs: 1500 })
    await producer.send({ topic, body: 'time', deliverAtMs: begin + 1500 })
    const messages = await read(3)
    expect(textsOf(messages)).toEqual(['delay', 'level', 'time'])
    // Stored in the topic no earlier than they are due; brokers are punctual to a tenth of a second.
    for (const { body, storeTimestamp } of messages) {
      const dueAfterMs = body.toString() === 'level' ? 1000 : 1500
      expect(storeTimestamp - begin).toBeGreaterThanOrEqual(dueAfterMs - 100)
    }
    expect(parseRecallHandle(recallHandle!)).toMatchObject({ topic, brokerName: 'broker-a' })
  })

  it('not what was recalled', async () => {
    const { producer, topic } = await setup()
    const recalled = await sendRecalled(producer, topic)
    const reader = java.consume({ topic, group: uniqueName('readers') })
    // Both are due in this order.
    await producer.send({ topic, body: 'kept', deliverAtMs: recalled.deliverAtMs + 500 })
    await reader.first(({ body }) => body.toString() === 'kept')
    expect((await reader.stop()).map(({ msgId }) => msgId)).not.toContain(recalled.msgId)
    await expect(producer.recall('nonsense')).rejects.toMatchObject({
      code: 'ROCKETMQ_DECODE_FAILED',
    })
  })

  it('what is in a namespace, under its full name', async () => {
    const { producer, topic } = await setup({ namespace: 'shop' })
    const sent = await producer.send({ topic, body: 'x' })
    expect(sent.queue.topic).toBe(topic)
    const group = uniqueName('readers')
    const [message] = await java.consume({ topic: `shop%${topic}`, group, count: 1 }).done
    expect(message?.msgId).toBe(sent.msgId)
  })

  it('what was sent to a chosen queue', async () => {
    const { producer, topic, read } = await setup()
    await producer.send({ topic, body: 'first' })
    const queue = (await producer.queues(topic))[2]!
    for (const body of ['a', 'b']) await producer.send({ topic, body }, { queue })
    const messages = (await read(3)).filter(({ queueId }) => queueId === queue.queueId)
    expect(textsOf(messages)).toEqual(expect.arrayContaining(['a', 'b']))
  })
})

describe('a producer whose room is bounded', () => {
  const send = (producer: Producer, topic: string, count: number) =>
    Promise.allSettled(
      Array.from({ length: count }, (_, index) => producer.send({ topic, body: `m${index}` })),
    )

  it('never has more under way than it may, and sends all of it', async () => {
    let most = 0
    const { producer, topic } = await setup({
      inFlight: { maxMessages: 4 },
      sendHooks: [
        {
          beforeSend: () => {
            most = Math.max(most, producer.stats().inFlight)
          },
        },
      ],
    })
    const sent = await send(producer, topic, 200)
    expect(sent.filter(({ status }) => status === 'fulfilled')).toHaveLength(200)
    expect(most).toBe(4)
    expect(producer.stats()).toMatchObject({ sent: 200, inFlight: 0, inFlightBytes: 0, waiting: 0 })
  })

  it('rejects what it has no room for where it shall not wait, and sends none of it', async () => {
    const { producer, topic, read } = await setup({
      inFlight: { maxMessages: 3, whenFull: 'reject' },
    })
    const ends = await send(producer, topic, 10)
    const refused = ends.flatMap((end) =>
      end.status === 'rejected' ? [end.reason as unknown] : [],
    )
    expect(refused).toHaveLength(7)
    for (const error of refused) expect(error).toMatchObject({ code: 'ROCKETMQ_SEND_BUFFER_FULL' })
    await producer.send({ topic, body: 'last' })
    expect(textsOf(await read(4))).toEqual(['last', 'm0', 'm1', 'm2'])
  })

  it('lets go of a send that waits for room when its signal aborts', async () => {
    const { producer, topic, read } = await setup({ inFlight: { maxMessages: 1 } })
    const first = producer.send({ topic, body: 'first' })
    const stop = new AbortController()
    const waiting = producer.send({ topic, body: 'waiting' }, { signal: stop.signal })
    expect(producer.stats()).toMatchObject({ inFlight: 1, waiting: 1 })
    stop.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'ROCKETMQ_REQUEST_ABORTED' })
    await first
    await producer.send({ topic, body: 'last' })
    expect(textsOf(await read(2))).toEqual(['first', 'last'])
  })
})

describe('a real broker', () => {
  it('refuses in its own words, and the error says what to do', async () => {
    const { producer, topic } = await setup({ maxMessageBytes: 8 * 1024 * 1024 })
    const tooLarge = Buffer.from(Array.from({ length: 4_400_000 }, () => Math.random() * 256))
    await expect(producer.send({ topic, body: tooLarge })).rejects.toMatchObject({
      code: 'ROCKETMQ_MESSAGE_REFUSED',
      responseCode: 13,
      message: expect.stringContaining(topic),
    })
    await expect(
      producer.send({ topic, body: 'x', delayMs: 10 * 24 * 3600 * 1000 }),
    ).rejects.toMatchObject({ code: 'ROCKETMQ_MESSAGE_REFUSED' })
  })

  it('gets a thousand messages at a time from several producers, each once', async () => {
    const topic = uniqueName('producer')
    const all = await Promise.all([1, 2].map(() => producers.start(sharedNameServer())))
    const send = (producer: Producer, index: number) =>
      producer.send({ topic, body: `message ${index}` })
    const results = await Promise.all(
      Array.from({ length: 1000 }, (_, index) => send(all[index % 2]!, index)),
    )
    expect(new Set(results.map(({ offsetMsgId }) => offsetMsgId)).size).toBe(1000)
    expect(new Set(results.map(({ queue }) => queue.queueId)).size).toBe(4)
  })
})
