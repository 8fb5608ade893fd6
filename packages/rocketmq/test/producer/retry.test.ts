import { afterEach, describe, expect, it } from '@jest/globals'

import type { ProducerEvent, SendFailed } from '../../src/index.js'
import { ScriptedCluster, storedAnswer } from './cluster.js'

let cluster: ScriptedCluster
afterEach(() => cluster.close())

const MESSAGE = { topic: 'T', body: 'x' }
const busy = () => ({ code: 2, remark: 'too many requests' })

async function setup(
  settings: Parameters<ScriptedCluster['producer']>[0] = {},
  brokers = ['a', 'b'],
) {
  cluster = await ScriptedCluster.start({ brokers, queues: 2 })
  const producer = await cluster.producer({ retryBackoffMs: 1, ...settings })
  const events: ProducerEvent[] = []
  producer.on((event) => events.push(event))
  return { producer, events, a: cluster.broker('a') }
}

describe('a send that fails', () => {
  it('is repeated at another broker, under the same id', async () => {
    const { producer, events, a } = await setup()
    a.script = busy
    const result = await producer.send(MESSAGE)
    const [first, second] = [a.sends[0]!, cluster.broker('b').sends[0]!]

    expect(result).toMatchObject({ attempts: 2, queue: { brokerName: 'b' } })
    expect(first.extFields['i']).toBe(second.extFields['i'])
    expect(events.find(({ type }) => type === 'retrying')).toMatchObject({
      brokerName: 'a',
      address: a.address,
      attempt: 1,
      msgId: result.msgId,
      error: { code: 'ROCKETMQ_BROKER_BUSY' },
    })
    expect(producer.stats()).toMatchObject({ sent: 1, failed: 0, retried: 1, inFlight: 0 })
  })

  it('leaves a broker that failed alone for a while, and says so', async () => {
    const { producer, events, a } = await setup()
    a.script = busy
    await producer.send(MESSAGE)
    for (let count = 0; count < 4; count++) await producer.send(MESSAGE)
    expect(a.sends).toHaveLength(1)
    expect(events).toContainEqual({ type: 'brokerAvoided', brokerName: 'a' })
  })

  it('without latency avoidance tries each broker in its turn', async () => {
    const { producer, a } = await setup({ latencyAvoidance: false })
    a.script = busy
    for (let count = 0; count < 4; count++) await producer.send(MESSAGE)
    expect(a.sends.length).toBeGreaterThan(1)
  })

  it('is repeated at the only broker after a pause, as often as set', async () => {
    const { producer, a } = await setup({ retries: 3 }, ['a'])
    a.script = (request, place) => (place < 3 ? busy() : storedAnswer(request, place))
    await expect(producer.send(MESSAGE)).resolves.toMatchObject({ attempts: 4 })
  })

  it('follows a queue that has moved, by a new route, also where one attempt is all', async () => {
    const { producer, a } = await setup({ strategy: 'MESSAGE_HASH' }, ['a'])
    a.script = (request, place) => (place < 2 ? { code: 501 } : storedAnswer(request, place))
    const asked = cluster.nameServer.requests.length
    const result = await producer.send({ ...MESSAGE, shardingKey: 'k' })
    expect(result).toMatchObject({ attempts: 3 })
    expect(cluster.nameServer.requests.length).toBeGreaterThanOrEqual(asked + 2)
    // Nothing was stored, and nobody was slow: the broker is not left alone.
    await expect(producer.send(MESSAGE)).resolves.toMatchObject({ attempts: 1 })
  })

  it('ends with every attempt named, and says whether it may be stored', async () => {
    const { producer, a } = await setup()
    a.script = () => undefined
    cluster.broker('b').script = busy
    const error = await producer
      .send(MESSAGE, { timeoutMs: 400, retries: 1 })
      .catch((caught: unknown) => caught as SendFailed)
    expect(error).toMatchObject({
      code: 'ROCKETMQ_SEND_FAILED',
      mayBeStored: true,
      isRetriable: true,
      attempts: [{ brokerName: 'a', error: { code: 'ROCKETMQ_REQUEST_TIMEOUT' } }],
    })
    expect((error as SendFailed).message).toContain(`a (${a.address})`)
    expect((error as SendFailed).message).toContain('topic T')

    a.script = busy
    await expect(producer.send(MESSAGE)).rejects.toMatchObject({
      code: 'ROCKETMQ_SEND_FAILED',
      mayBeStored: false,
      attempts: { length: 3 },
    })
    expect(producer.stats().inFlight).toBe(0)
  })

  it('gives one attempt only a part of the time where that is set, so that another broker gets the rest', async () => {
    const { producer, a } = await setup({ attemptTimeoutMs: 50 })
    a.script = () => undefined
    await expect(producer.send(MESSAGE)).resolves.toMatchObject({
      attempts: 2,
      queue: { brokerName: 'b' },
    })
  })

  it('is not repeated when the broker refuses the message itself', async () => {
    const { producer, a } = await setup()
    a.script = () => ({ code: 13, remark: 'the message is illegal' })
    await expect(producer.send(MESSAGE)).rejects.toMatchObject({
      code: 'ROCKETMQ_MESSAGE_REFUSED',
      responseCode: 13,
    })
    expect(a.sends).toHaveLength(1)
  })

  it('to a chosen queue, or by its key, is not repeated unless the caller says so', async () => {
    const { producer, a } = await setup({ strategy: 'MESSAGE_HASH' })
    a.script = busy
    const [queue] = await producer.queues('T')
    await expect(producer.send(MESSAGE, { queue: queue! })).rejects.toMatchObject({
      attempts: { length: 1 },
    })
    await expect(producer.send(MESSAGE, { queue: queue!, retries: 2 })).rejects.toMatchObject({
      attempts: [{ brokerName: 'a' }, { brokerName: 'a' }, { brokerName: 'a' }],
    })
    cluster.broker('b').script = busy
    await expect(producer.send({ ...MESSAGE, shardingKey: 'k' })).rejects.toMatchObject({
      attempts: { length: 1 },
    })
  })

  it('is repeated elsewhere for a weaker store only where that is wanted; what is stored stays a success', async () => {
    const weak = (request: Parameters<typeof storedAnswer>[0], place: number) => ({
      ...storedAnswer(request, place),
      code: 10,
    })
    const { producer, a } = await setup({ retryWhenNotStoreOk: true })
    a.script = weak
    await expect(producer.send(MESSAGE)).resolves.toMatchObject({
      status: 'SEND_OK',
      queue: { brokerName: 'b' },
    })
    cluster.broker('b').script = weak
    await expect(producer.send(MESSAGE)).resolves.toMatchObject({ status: 'FLUSH_DISK_TIMEOUT' })
    const plain = await cluster.producer()
    await expect(plain.send(MESSAGE)).resolves.toMatchObject({
      status: 'FLUSH_DISK_TIMEOUT',
      attempts: 1,
    })
  })

  it('goes on at the other broker when one is gone', async () => {
    const { producer, a } = await setup()
    await a.server.stop()
    const results = await Promise.all(Array.from({ length: 20 }, () => producer.send(MESSAGE)))
    expect(new Set(results.map(({ queue }) => queue.brokerName))).toEqual(new Set(['b']))
  })

  it('is told by its signal to stop, before or after it was sent', async () => {
    const { producer, a } = await setup()
    a.script = () => undefined
    const controller = new AbortController()
    const waiting = producer.send(MESSAGE, { signal: controller.signal })
    await a.untilSends(1)
    controller.abort()
    await expect(waiting).rejects.toMatchObject({
      code: 'ROCKETMQ_REQUEST_ABORTED',
      details: { isSent: true },
    })
    await expect(producer.send(MESSAGE, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ROCKETMQ_REQUEST_ABORTED',
    })
    expect(a.sends).toHaveLength(1)
  })

  it('that is stopped between attempts says that an earlier one may have stored it', async () => {
    const { producer, events, a } = await setup({ retryBackoffMs: 60_000, attemptTimeoutMs: 30 }, [
      'a',
    ])
    a.script = () => undefined
    const controller = new AbortController()
    const timeoutMs = 600_000
    const sent = producer.send(MESSAGE, { signal: controller.signal, timeoutMs })
    while (!events.some(({ type }) => type === 'retrying')) await new Promise(setImmediate)
    controller.abort()
    await expect(sent).rejects.toMatchObject({
      code: 'ROCKETMQ_REQUEST_ABORTED',
      details: { isSent: true },
      message: expect.stringContaining('unknown'),
    })
  })

  it('that is stored weakly stays a success when the better attempt comes to nothing', async () => {
    const { producer, a } = await setup({ retryWhenNotStoreOk: true })
    a.script = (request, place) => ({ ...storedAnswer(request, place), code: 12 })
    cluster.broker('b').script = () => ({ code: 13, remark: 'no' })
    await expect(producer.send(MESSAGE)).resolves.toMatchObject({ status: 'FLUSH_SLAVE_TIMEOUT' })
    expect(producer.stats()).toMatchObject({ sent: 1, failed: 0, inFlight: 0 })
  })

  it('names a topic that does not exist, and what to do', async () => {
    const { producer } = await setup()
    await expect(producer.send({ topic: 'Unknown', body: 'x' })).rejects.toThrow(
      /topic Unknown.*Create the topic, or set autoCreateTopicEnable/,
    )
  })

  it('ends in time when the name server is silent', async () => {
    const { producer } = await setup()
    cluster.nameServer.use({ onRequest: () => undefined })
    await expect(producer.send(MESSAGE, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'ROCKETMQ_SEND_TIMEOUT',
      message: expect.stringContaining('name servers'),
    })
  })
})
