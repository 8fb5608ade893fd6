import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { isRocketMQError, type Producer, type SendResult } from '../../src/index.js'
import { Producers } from '../integration/producers.js'
import { uniqueName } from '../integration/rocketmq-server.js'
import { JavaPeer } from '../peer/java-peer.js'

/** A cluster of its own: two brokers, two name servers. They are killed and frozen here. */
describe('a producer outlives', () => {
  let server: RocketMQServer
  const producers = new Producers()
  beforeAll(async () => {
    server = await createRocketMQ({ brokers: 2, nameServers: 2 })
    await server.start()
  }, 180_000)
  afterEach(() => producers.closeAll())
  afterAll(() => server.dispose())

  async function setup(options: Parameters<Producers['start']>[1] = {}) {
    const topic = uniqueName('faults')
    await server.createTopic(topic)
    const producer = await producers.start(server.nameServerAddress, {
      connection: { reconnect: { initialDelayMs: 50, maxDelayMs: 500 } },
      ...options,
    })
    await producer.send({ topic, body: 'first' })
    return { producer, topic }
  }

  /** Sends one after the other on ten lines at once, until `stop` is called. */
  function sendOn(producer: Producer, topic: string) {
    const state = { isStopped: false, next: 0 }
    const stored = new Map<string, SendResult>()
    const failed: unknown[] = []
    const line = async () => {
      while (!state.isStopped) {
        const body = `message ${state.next++}`
        try {
          stored.set(body, await producer.send({ topic, body }))
        } catch (error) {
          failed.push(error)
        }
      }
    }
    const lines = Promise.all(Array.from({ length: 10 }, line))
    const untilStored = async (fits: (result: SendResult) => boolean) => {
      while (![...stored.values()].some(fits)) await new Promise(setImmediate)
    }
    const stop = async () => {
      state.isStopped = true
      await lines
    }
    return { stored, failed, untilStored, stop }
  }

  it('the death of one of two brokers: no send fails, and none waits for the dead one', async () => {
    const { producer, topic } = await setup()
    const [first, second] = server.brokers
    const avoided: string[] = []
    producer.on((event) => event.type === 'brokerAvoided' && avoided.push(event.brokerName))
    const sending = sendOn(producer, topic)
    await sending.untilStored(({ queue }) => queue.brokerName === first.name)
    await sending.untilStored(({ queue }) => queue.brokerName === second?.name)
    await first.kill()
    sending.stored.clear()
    await sending.untilStored(({ queue }) => queue.brokerName === second?.name)
    while (sending.stored.size < 500) await new Promise(setImmediate)
    await sending.stop()

    expect(sending.failed).toEqual([])
    expect(avoided).toContain(first.name)
    expect(producer.stats()).toMatchObject({ failed: 0, inFlight: 0, waiting: 0 })
    await first.restart()
  }, 180_000)

  it('a frozen broker: what it leaves unanswered is repeated at the other one', async () => {
    const { producer, topic } = await setup({ attemptTimeoutMs: 500, sendTimeoutMs: 5000 })
    const [first, second] = server.brokers
    first.pause()
    try {
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) => producer.send({ topic, body: `frozen ${index}` })),
      )
      expect(new Set(results.map(({ queue }) => queue.brokerName))).toEqual(new Set([second?.name]))
    } finally {
      first.resume()
    }
  }, 60_000)

  it('the restart of both brokers: sends go on afterwards, and all that were stored are read', async () => {
    const { producer, topic } = await setup({ sendTimeoutMs: 2000 })
    const sending = sendOn(producer, topic)
    await sending.untilStored(() => true)
    const [first, second] = server.brokers
    await Promise.all([first.kill(), second?.kill()])
    await Promise.all([first.restart(), second?.restart()])
    const before = sending.stored.size
    while (sending.stored.size < before + 200) await new Promise(setImmediate)
    await sending.stop()

    for (const error of sending.failed) {
      expect(isRocketMQError(error) && error.isRetriable).toBe(true)
    }
    const java = await JavaPeer.start({ nameServerAddress: server.nameServerAddress })
    const reader = java.consume({ topic, group: uniqueName('readers') })
    const wanted = new Set([...sending.stored.values()].map(({ msgId }) => msgId))
    // What a broker had stored a moment before it was killed may not have been on its disk (ASYNC_FLUSH).
    const after = [...sending.stored.values()].slice(before).map(({ msgId }) => msgId)
    const missing = new Set(after)
    while (missing.size > 0) {
      await reader.first(({ msgId }) => missing.has(msgId))
      for (const { msgId } of reader.messages) missing.delete(msgId)
    }
    const ids = (await reader.stop()).map(({ msgId }) => msgId)
    await java.close()
    // Those that were repeated may be there twice, under one id.
    expect(ids.filter((id) => wanted.has(id)).length).toBeGreaterThanOrEqual(after.length)
  }, 180_000)

  it('the death of the name servers: known topics are sent to, unknown ones say why not', async () => {
    const { producer, topic } = await setup()
    const [first, second] = server.nameServers
    await first.kill()
    await expect(producer.queues(uniqueName('other'))).resolves.toHaveLength(8)
    await second?.kill()
    await expect(producer.send({ topic, body: 'x' })).resolves.toMatchObject({ status: 'SEND_OK' })
    await expect(producer.send({ topic: uniqueName('new'), body: 'x' })).rejects.toMatchObject({
      code: expect.stringMatching(/ROCKETMQ_(NO_NAME_SERVER|SEND_TIMEOUT)/),
      message: expect.stringMatching(/name server/i),
    })
    await Promise.all([first.restart(), second?.restart()])
    await expect(producer.send({ topic: uniqueName('new'), body: 'x' })).resolves.toMatchObject({
      status: 'SEND_OK',
    })
  }, 180_000)

  it('being closed while brokers are down: every send ends, and close does', async () => {
    const { producer, topic } = await setup({ sendTimeoutMs: 1000 })
    const [first, second] = server.brokers
    await Promise.all([first.kill(), second?.kill()])
    const sends = Promise.allSettled(
      Array.from({ length: 50 }, () => producer.send({ topic, body: 'x' })),
    )
    await producer.close()
    const outcomes = await sends
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
    await Promise.all([first.restart(), second?.restart()])
  }, 180_000)
})
