import { afterEach, describe, expect, it } from '@jest/globals'

import type { BatchFailed, MessageInput, SendResult } from '../../src/index.js'
import { decodeBatch } from '../../src/protocol/batch.js'
import { offsetId, ScriptedCluster, SEND, SEND_BATCH } from './cluster.js'

let cluster: ScriptedCluster
afterEach(() => cluster.close())

async function setup(settings: Parameters<ScriptedCluster['producer']>[0] = {}) {
  cluster = await ScriptedCluster.start({ queues: 4, topics: ['T', 'U'] })
  const producer = await cluster.producer(settings)
  const broker = cluster.broker()
  const bodies = () =>
    broker.sends.map(({ code, body }) =>
      code === SEND_BATCH ? decodeBatch(body).map((each) => each.body.toString()) : body.toString(),
    )
  return { producer, broker, bodies }
}

const message = (body: string, change: Partial<MessageInput> = {}): MessageInput => ({
  topic: 'T',
  body,
  ...change,
})

describe('a list', () => {
  it('goes in one send, and each message has its own ids and offset', async () => {
    const { producer, broker } = await setup()
    const results = await producer.sendBatch([message('a'), message('b', { tags: 't', flag: 3 })])
    const [sent] = broker.sends
    const members = decodeBatch(sent!.body)

    expect(sent).toMatchObject({ code: SEND_BATCH, extFields: { m: 'true', f: '0' } })
    // Brokers append the batch's own properties to those of each member.
    expect(sent!.extFields['i']).toBe('WAIT\u0001true\u0002')
    expect(members.map(({ body, flag }) => [body.toString(), flag])).toEqual([
      ['a', 0],
      ['b', 3],
    ])
    expect(results).toMatchObject([
      { offsetMsgId: offsetId(0), queueOffset: 0n, status: 'SEND_OK' },
      { offsetMsgId: offsetId(1), queueOffset: 1n, status: 'SEND_OK' },
    ])
    members.forEach(({ properties }, index) => {
      expect(properties).toContain(`UNIQ_KEY\u0001${results[index]!.msgId}\u0002`)
    })
    expect(producer.stats()).toMatchObject({ sent: 2, batched: 2 })
  })

  it('is split by size, topic and delay, and the results keep the order of the list', async () => {
    const { producer, bodies } = await setup({ maxMessageBytes: 400 })
    const list = [
      message('1'.repeat(150)),
      message('u', { topic: 'U' }),
      message('2'.repeat(150)),
      message('later', { delayLevel: 1 }),
      message('3'.repeat(150)),
    ]
    const results = await producer.sendBatch(list)
    expect(results.map(({ queue }) => queue.topic)).toEqual(['T', 'U', 'T', 'T', 'T'])
    expect(new Set(results.map(({ msgId }) => msgId)).size).toBe(5)
    expect(bodies().flat().sort()).toEqual(list.map(({ body }) => body).sort())
    expect(bodies()).toContain('later')
  })

  it('that is stored as one record has its place for all of them', async () => {
    const { producer, broker } = await setup()
    broker.script = () => ({ ext: { msgId: offsetId(5), queueId: '0', queueOffset: '50' } })
    await expect(producer.sendBatch([message('a'), message('b')])).resolves.toMatchObject([
      { offsetMsgId: offsetId(5), queueOffset: 50n },
      { offsetMsgId: offsetId(5), queueOffset: 51n },
    ])
  })

  it('is put together by queue where messages have keys of order', async () => {
    const { producer, broker } = await setup({ strategy: 'MESSAGE_HASH' })
    const keys = ['k1', 'k2', 'k3', 'k4', 'k5', 'k6']
    const alone: SendResult[] = []
    for (const shardingKey of keys) alone.push(await producer.send(message('x', { shardingKey })))
    const before = broker.sends.length
    const list = [...keys, ...keys].map((shardingKey) => message('y', { shardingKey }))
    const results = await producer.sendBatch(list)
    const queueIds = alone.map(({ queue }) => queue.queueId)
    expect(results.map(({ queue }) => queue.queueId)).toEqual([...queueIds, ...queueIds])
    expect(broker.sends.length - before).toBe(new Set(queueIds).size)
  })

  it('names the message that may not be sent, and then sends none', async () => {
    const { producer, broker } = await setup()
    await expect(producer.sendBatch([message('a'), message('')])).rejects.toMatchObject({
      code: 'ROCKETMQ_BATCH_INVALID',
      details: { index: 1 },
      message: expect.stringContaining('body'),
    })
    await expect(producer.sendBatch([])).rejects.toMatchObject({ code: 'ROCKETMQ_BATCH_INVALID' })
    expect(broker.sends).toHaveLength(0)
  })

  it('that failed in part tells what became of each message', async () => {
    const { producer, broker } = await setup()
    const { script } = broker
    broker.script = (request, place) =>
      request.extFields['b'] === 'U' ? { code: 13, remark: 'no' } : script(request, place)
    const error = await producer
      .sendBatch([message('a'), message('u', { topic: 'U' }), message('b')])
      .catch((caught: unknown) => caught as BatchFailed<SendResult>)
    expect(error).toMatchObject({
      code: 'ROCKETMQ_BATCH_FAILED',
      results: [{ status: 'SEND_OK' }, undefined, { status: 'SEND_OK' }],
      errors: [undefined, { code: 'ROCKETMQ_MESSAGE_REFUSED' }, undefined],
    })
    broker.script = () => ({ code: 13 })
    await expect(producer.sendBatch([message('a'), message('b')])).rejects.toMatchObject({
      code: 'ROCKETMQ_MESSAGE_REFUSED',
    })
  })

  it('stops in a queue whose order would break, and goes on in the others', async () => {
    const { producer, broker, bodies } = await setup({ maxMessageBytes: 300 })
    const [queue] = await producer.queues('T')
    const { script } = broker
    broker.script = (request, place) => (place === 0 ? { code: 13 } : script(request, place))
    const list = ['a', 'b', 'c'].map((body) => message(body.repeat(150)))
    await expect(producer.sendBatch(list, { queue: queue! })).rejects.toMatchObject({
      code: 'ROCKETMQ_BATCH_FAILED',
      results: [undefined, undefined, undefined],
    })
    expect(bodies()).toHaveLength(1)
    expect(producer.stats()).toMatchObject({ sent: 0, inFlight: 0 })
  })

  it('goes one way too', async () => {
    const { producer, broker } = await setup()
    await producer.sendBatchOneway([message('a'), message('b'), message('u', { topic: 'U' })])
    await broker.untilSends(2)
    expect(broker.sends.map(({ code, flag }) => [code, flag & 2])).toEqual([
      [SEND_BATCH, 2],
      [SEND, 2],
    ])
  })
})

describe('automatic batches', () => {
  const autoBatch = { lingerMs: 5, maxMessages: 3 }

  it('carry single sends together, and each caller gets its own result', async () => {
    const { producer, bodies } = await setup({ autoBatch })
    const results = await Promise.all(
      ['a', 'b', 'c', 'd'].map((body) => producer.send(message(body))),
    )
    expect(bodies()).toEqual([['a', 'b', 'c'], 'd'])
    expect(new Set(results.map(({ msgId }) => msgId)).size).toBe(4)
    expect(results.slice(0, 3).map(({ queueOffset }) => queueOffset)).toEqual([0n, 1n, 2n])
  })

  it('leave alone what may not travel with others, or has options of its own', async () => {
    const { producer, bodies } = await setup({ autoBatch: { lingerMs: 5, maxBytes: 500 } })
    await Promise.all([
      producer.send(message('later', { delayLevel: 1 })),
      producer.send(message('large'.repeat(200))),
      producer.send(message('own'), { retries: 0 }),
      producer.send(message('a')),
      producer.send(message('b')),
    ])
    expect(bodies().filter((each) => Array.isArray(each))).toEqual([['a', 'b']])
  })

  it('leave as soon as they are large enough', async () => {
    const { producer, bodies } = await setup({ autoBatch: { lingerMs: 60_000, maxBytes: 600 } })
    const half = 'x'.repeat(250)
    const sends = [half, half, half].map((body) => producer.send(message(body)))
    await cluster.broker().untilSends(1)
    const closed = producer.close()
    await Promise.all(sends)
    await closed
    expect(bodies().flat()).toHaveLength(3)
  })

  it('are sent when the producer closes, also those that were accepted and wait for their route', async () => {
    const { producer, bodies } = await setup({
      ...{ autoBatch: { lingerMs: 60_000 }, strategy: 'MESSAGE_HASH' },
    })
    const sends = ['a', 'b'].map((body) => producer.send(message(body, { shardingKey: body })))
    const closed = producer.close()
    await expect(producer.send(message('late'))).rejects.toMatchObject({ code: 'ROCKETMQ_CLOSED' })
    await Promise.all([...sends, closed])
    expect(bodies().flat().sort()).toEqual(['a', 'b'])
  })

  it('keep the order of keys, and fail no neighbour for a message that is wrong', async () => {
    const { producer, broker } = await setup({ autoBatch, strategy: 'MESSAGE_HASH' })
    const good = [1, 2].map((n) => producer.send(message(`g${n}`, { shardingKey: 'one' })))
    const bad = producer.send(message('', { shardingKey: 'one' }))
    await expect(bad).rejects.toMatchObject({ code: 'ROCKETMQ_MESSAGE_INVALID' })
    const [first, second] = await Promise.all(good)
    expect(first?.queue).toEqual(second?.queue)
    expect(broker.sends).toHaveLength(1)
  })

  it('that fail reject all their callers', async () => {
    const { producer, broker } = await setup({ autoBatch, retries: 0 })
    broker.script = () => ({ code: 2, remark: 'busy' })
    const outcomes = await Promise.allSettled(
      ['a', 'b'].map((body) => producer.send(message(body))),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(producer.stats()).toMatchObject({ failed: 2, inFlight: 0 })
  })
})
