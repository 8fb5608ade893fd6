import { inflateSync } from 'node:zlib'

import { afterEach, describe, expect, it } from '@jest/globals'

import { createProducer, type ProducerEvent, type SelectQueue } from '../../src/index.js'
import { nameServerScript, routeBody } from '../scripted-cluster.js'
import { type ClusterOptions, offsetId, ScriptedCluster } from './cluster.js'

let cluster: ScriptedCluster
afterEach(() => cluster.close())

async function setup(
  options: ClusterOptions = {},
  settings: Parameters<ScriptedCluster['producer']>[0] = {},
) {
  cluster = await ScriptedCluster.start(options)
  return { producer: await cluster.producer(settings), broker: cluster.broker() }
}

const MESSAGE = { topic: 'T', body: '订单', tags: 'paid', keys: ['k1', 'k2'] }

describe('a send', () => {
  it('carries the message with its id, and resolves with where it is stored', async () => {
    const { producer, broker } = await setup()
    const result = await producer.send({ ...MESSAGE, flag: 7, properties: { 颜色: '红' } })
    const [sent] = broker.sends

    expect(result).toEqual({
      status: 'SEND_OK',
      msgId: expect.stringMatching(/^0A010203[\dA-F]{24}$/),
      offsetMsgId: offsetId(0),
      queue: { topic: 'T', brokerName: 'a', queueId: 0 },
      queueOffset: 0n,
      transactionId: 'T',
      recallHandle: undefined,
      regionId: 'R',
      isTraceOn: true,
      brokerAddress: broker.address,
      attempts: 1,
    })
    expect(sent?.body.toString()).toBe('订单')
    expect(sent?.extFields).toMatchObject({
      a: 'G',
      b: 'T',
      c: 'TBW102',
      d: '4',
      e: '0',
      f: '0',
      h: '7',
      i: `颜色\u0001红\u0002TAGS\u0001paid\u0002KEYS\u0001k1 k2\u0002UNIQ_KEY\u0001${result.msgId}\u0002`,
      k: 'false',
      m: 'false',
      n: 'a',
    })
    expect(sent?.extFields['lo']).toBeUndefined()
  })

  it('goes round the queues, and begins anew when the route changes', async () => {
    const { producer, broker } = await setup({ queues: 3 }, { routeRefreshIntervalMs: 100 })
    const ids: number[] = []
    const send = async () => ids.push((await producer.send(MESSAGE)).queue.queueId)
    for (let count = 0; count < 5; count++) await send()
    const wider = routeBody({ a: broker.address }, 5)
    cluster.nameServer.use(nameServerScript(new Map([['T', wider]])))
    while ((await producer.queues('T')).length < 5) await new Promise(setImmediate)
    for (let count = 0; count < 6; count++) await send()
    expect(ids).toEqual([0, 1, 2, 0, 1, 0, 1, 2, 3, 4, 0])
  })

  it('goes to the queue that was chosen, by hand or by a selector', async () => {
    const { producer } = await setup()
    const queues = await producer.queues('T')
    expect(queues.map(({ queueId }) => queueId)).toEqual([0, 1, 2, 3])
    const byHand = await producer.send(MESSAGE, { queue: { ...queues[2]! } })
    const byRule = await producer.send(MESSAGE, { selector: (all, { keys }) => all[keys.length]! })
    expect([byHand.queue.queueId, byRule.queue.queueId]).toEqual([2, 2])
    await expect(
      producer.send(MESSAGE, { queue: { topic: 'T', brokerName: 'a', queueId: 9 } }),
    ).rejects.toMatchObject({ code: 'ROCKETMQ_QUEUE_INVALID' })
    await expect(
      producer.send(MESSAGE, {
        selector: () => {
          throw new TypeError('mine')
        },
      }),
    ).rejects.toThrow('mine')
    expect(producer.stats()).toMatchObject({ sent: 2, failed: 2, inFlight: 0 })
  })

  it('goes to one queue for one sharding key, the one that Java chooses', async () => {
    const { producer } = await setup({ queues: 8 }, { strategy: 'MESSAGE_HASH' })
    // "order-1".hashCode() is -1207111310 in Java; % 8 is -6.
    const keyed = { topic: 'T', body: 'x', shardingKey: 'order-1' }
    const ids = [await producer.send(keyed), await producer.send(keyed)].map((r) => r.queue.queueId)
    expect(new Set(ids).size).toBe(1)
    expect(ids[0]).toBe(6)
  })

  it('compresses large bodies, and only those that become smaller', async () => {
    const { producer, broker } = await setup()
    const large = 'compress me '.repeat(1000)
    const random = Buffer.from(Array.from({ length: 5000 }, () => Math.floor(Math.random() * 256)))
    const huge = 'y'.repeat(200_000)
    await producer.send({ topic: 'T', body: large })
    await producer.send({ topic: 'T', body: random })
    await producer.send({ topic: 'T', body: huge })
    await producer.send({ topic: 'T', body: 'z'.repeat(4095) })
    const [first, second, third, fourth] = broker.sends

    expect(Number(first?.extFields['f'])).toBe(0x301)
    expect(inflateSync(first!.body).toString()).toBe(large)
    expect([second?.extFields['f'], second?.body.equals(random)]).toEqual(['0', true])
    expect(inflateSync(third!.body).toString()).toBe(huge)
    expect(fourth?.extFields['f']).toBe('0')
  })

  it('uses the codec that was given, and refuses one that is missing', async () => {
    const { producer, broker } = await setup(
      {},
      {
        compression: { type: 'zstd' },
        compressionCodecs: [
          { type: 'zstd', compress: (body) => body.subarray(0, 3), decompress: (body) => body },
        ],
      },
    )
    await producer.send({ topic: 'T', body: 'abc'.repeat(2000) })
    expect([broker.sends[0]?.body.toString(), broker.sends[0]?.extFields['f']]).toEqual([
      'abc',
      String(0x201),
    ])
    expect(() =>
      createProducer({ nameServers: 'h:1', group: 'G', compression: { type: 'lz4' } }),
    ).toThrow('compressionCodecs')
  })

  it('puts topic and group into the namespace, and results out of it', async () => {
    const { producer, broker } = await setup({ topics: ['shop%T'] }, { namespace: 'shop' })
    const result = await producer.send(MESSAGE)
    const queues = await producer.queues('T')
    expect(broker.sends[0]?.extFields).toMatchObject({ a: 'shop%G', b: 'shop%T' })
    expect([result.queue.topic, queues[0]?.topic]).toEqual(['T', 'T'])
    await expect(producer.send(MESSAGE, { queue: queues[1]! })).resolves.toMatchObject({
      queue: { topic: 'T', queueId: 1 },
    })
  })

  it('shows a selector the topic without the namespace, in a single send and in a list', async () => {
    const { producer, broker } = await setup({ topics: ['shop%T'] }, { namespace: 'shop' })
    const seen = new Set<string>()
    const selector: SelectQueue = (queues, { topic }) => {
      for (const queue of queues) seen.add(queue.topic)
      seen.add(topic)
      return queues[topic.length]!
    }
    await producer.send(MESSAGE, { selector })
    await producer.sendBatch([MESSAGE, MESSAGE], { selector })

    expect([...seen]).toEqual(['T'])
    expect(broker.sends.map(({ extFields }) => [extFields['b'], extFields['e']])).toEqual([
      ['shop%T', '1'],
      ['shop%T', '1'],
    ])
  })

  it('says in the header what it is told: unit, delay, whether to wait for the store', async () => {
    const { producer, broker } = await setup({}, { unitMode: true })
    await producer.send({ topic: 'T', body: 'x', delayLevel: 3, waitStoreOk: false })
    await producer.send({ topic: 'T', body: 'x', deliverAtMs: 1234 })
    await producer.send({ topic: 'T', body: 'x', delayMs: 500 })
    const [first, second, third] = broker.sends.map(({ extFields }) => extFields)
    expect(first?.['k']).toBe('true')
    expect(first?.['i']).toContain('DELAY\u00013\u0002WAIT\u0001false\u0002')
    expect(second?.['i']).toContain('TIMER_DELIVER_MS\u00011234\u0002')
    expect(third?.['i']).toContain('TIMER_DELAY_MS\u0001500\u0002')
  })

  it('is checked before anything is sent, all of it at once', async () => {
    const { producer, broker } = await setup()
    await expect(
      producer.send({ topic: 'no spaces', body: '', properties: { KEYS: 'x' } }),
    ).rejects.toMatchObject({
      code: 'ROCKETMQ_MESSAGE_INVALID',
      message: expect.stringMatching(/topic.*body.*KEYS/s),
    })
    await expect(producer.send(MESSAGE, { timeoutMs: -1 })).rejects.toThrow('timeoutMs')
    expect(broker.sends).toHaveLength(0)
  })

  it('one way is handed over and not answered', async () => {
    const { producer, broker } = await setup()
    await expect(producer.sendOneway(MESSAGE)).resolves.toBeUndefined()
    await broker.untilSends(1)
    expect(broker.sends[0]!.flag & 2).toBe(2)
    expect(producer.stats()).toMatchObject({ sent: 1, inFlight: 0 })
  })
})

describe('hooks', () => {
  it('see each attempt with queue, broker, result and duration, and may not break a send', async () => {
    cluster = await ScriptedCluster.start()
    const seen: string[] = []
    const producer = await cluster.producer({
      sendHooks: [
        {
          beforeSend: ({ attempt, queue, brokerAddress, msgIds }) => {
            seen.push(`before ${attempt} ${queue.queueId} ${brokerAddress} ${msgIds.length}`)
          },
          afterSend: (_, outcome) => {
            seen.push('results' in outcome ? outcome.results[0]!.status : 'error')
            throw new Error('a defect of the hook')
          },
        },
      ],
    })
    await producer.send(MESSAGE)
    expect(seen).toEqual([`before 1 0 ${cluster.broker().address} 1`, 'SEND_OK'])
  })
})

describe('the life of a producer', () => {
  it('begins with start and ends with close; what was accepted is still sent', async () => {
    cluster = await ScriptedCluster.start()
    const producer = createProducer({ nameServers: cluster.nameServer.address, group: 'G' })
    const events: ProducerEvent['type'][] = []
    producer.on(({ type }) => events.push(type))
    await expect(producer.send(MESSAGE)).rejects.toMatchObject({ code: 'ROCKETMQ_NOT_STARTED' })
    await producer.start()
    // The broker hears of the producer as soon as its topic is known.
    await producer.send(MESSAGE)
    await cluster.broker().server.until((requests) => requests.some(({ code }) => code === 34))
    await producer.send(MESSAGE)
    const sends = Promise.all(Array.from({ length: 50 }, () => producer.send(MESSAGE)))
    const closed = producer.close()
    await expect(producer.send(MESSAGE)).rejects.toMatchObject({ code: 'ROCKETMQ_CLOSED' })
    await expect(sends).resolves.toHaveLength(50)
    await closed
    await expect(producer.close()).resolves.toBeUndefined()
    await expect(producer.start()).rejects.toMatchObject({ code: 'ROCKETMQ_CLOSED' })
    expect(events).toEqual(['started', 'closing', 'closed'])
    expect(cluster.broker().server.requests.filter(({ code }) => code === 35)).toHaveLength(1)
  })

  it('tells each wrong setting by name, with the nearest right one', () => {
    const wrong = { nameServers: 'h:1', group: 'bad group', retires: 1 }
    expect(() => createProducer(wrong)).toThrow(/group.*retires.*did you mean retries/s)
  })
})

describe('a static topic', () => {
  it('is sent to by its logical queues, at the broker that hosts each', async () => {
    cluster = await ScriptedCluster.start({ brokers: ['a', 'b'] })
    const addresses = { a: cluster.broker('a').address, b: cluster.broker('b').address }
    const mapping = (bname: string, currIdMap: Record<string, number>) => ({
      topic: 'T',
      totalQueues: 2,
      bname,
      epoch: 1,
      currIdMap,
    })
    const route = {
      ...(JSON.parse(routeBody(addresses).toString()) as object),
      topicQueueMappingByBroker: { a: mapping('a', { 0: 3 }), b: mapping('b', { 1: 2 }) },
    }
    cluster.nameServer.use(nameServerScript(new Map([['T', Buffer.from(JSON.stringify(route))]])))
    const producer = await cluster.producer()
    const results = [await producer.send(MESSAGE), await producer.send(MESSAGE)]

    expect(results.map(({ queue }) => queue)).toEqual([
      { topic: 'T', brokerName: '__syslo__global__', queueId: 0 },
      { topic: 'T', brokerName: '__syslo__global__', queueId: 1 },
    ])
    for (const [index, name] of ['a', 'b'].entries()) {
      const [sent] = cluster.broker(name).sends
      expect(sent?.extFields).toMatchObject({ e: String(index), n: name, lo: 'true' })
    }
  })
})
