import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import type { ConsumerEvent, Producer, PushConsumer } from '../../src/index.js'
import { Consumers, Inbox } from '../integration/consumers.js'
import { Producers } from '../integration/producers.js'
import { uniqueName } from '../integration/rocketmq-server.js'

const WITHIN_MS = 120_000
const QUICK = {
  routeRefreshIntervalMs: 1000,
  connection: { requestTimeoutMs: 2000, reconnect: { initialDelayMs: 50, maxDelayMs: 500 } },
}

/** Its own cluster: two brokers, two name servers. They are killed and frozen here. */
describe('a consumer outlives', () => {
  let server: RocketMQServer
  const producers = new Producers()
  const consumers = new Consumers()
  beforeAll(async () => {
    server = await createRocketMQ({
      brokers: 2,
      nameServers: 2,
      // What was stored a moment before a broker is killed must be there afterwards.
      brokerConfig: { flushDiskType: 'SYNC_FLUSH' },
    })
    await server.start()
  }, WITHIN_MS)
  afterEach(async () => {
    await consumers.closeAll()
    await producers.closeAll()
  })
  afterAll(() => server.dispose())

  async function setup(options: Parameters<Consumers['create']>[1] = {}) {
    const topic = uniqueName('faults')
    await server.createTopic(topic)
    const producer = await producers.start(server.nameServerAddress, {
      ...QUICK,
      sendTimeoutMs: 10_000,
    })
    const group = uniqueName('group')
    const consumer = consumers.create(server.nameServerAddress, { ...QUICK, group, ...options })
    return { topic, group, producer, consumer }
  }

  /** Sends one after the other until it is stopped. Returns what was stored. */
  function sendOn(producer: Producer, topic: string) {
    const state = { isStopped: false, next: 0 }
    const stored = new Set<string>()
    const line = (async () => {
      while (!state.isStopped) {
        const body = `m${state.next++}`
        // What could not be sent is none of the consumer's business.
        await producer.send({ topic, body }).then(
          () => stored.add(body),
          () => undefined,
        )
      }
    })()
    const stop = async () => {
      state.isStopped = true
      await line
      return stored
    }
    return { stored, stop }
  }

  const next = (consumer: PushConsumer, fits: (event: ConsumerEvent) => boolean) =>
    new Promise<ConsumerEvent>((resolve) => {
      const off = consumer.on((event) => {
        if (!fits(event)) return
        off()
        resolve(event)
      })
    })

  const allOf = (inbox: Inbox, wanted: ReadonlySet<string>) =>
    inbox.until(() => {
      const got = new Set(inbox.bodies)
      return [...wanted].every((body) => got.has(body))
    })

  it(
    'the death and return of both brokers, one after the other: nothing that was stored is lost',
    async () => {
      const { topic, producer, consumer } = await setup({ offsetPersistIntervalMs: 100 })
      const inbox = new Inbox()
      consumer.subscribe(topic, inbox.listener)
      await consumer.start()
      const sending = sendOn(producer, topic)
      await inbox.count(50)
      for (const broker of server.brokers) {
        const failed = next(consumer, ({ type }) => type === 'pullFailed')
        await broker.kill()
        await failed
        await broker.restart()
        const before = inbox.messages.length
        await inbox.count(before + 50)
      }
      await allOf(inbox, await sending.stop())
    },
    WITHIN_MS,
  )

  it(
    'a frozen broker: the other one is read on, and the frozen one again when it wakes up',
    async () => {
      const { topic, producer, consumer } = await setup({
        suspendTimeoutMs: 500,
        pullTimeoutMs: 1000,
      })
      const inbox = new Inbox()
      consumer.subscribe(topic, inbox.listener)
      await consumer.start()
      const sending = sendOn(producer, topic)
      await inbox.count(20)
      const [first] = server.brokers
      const failed = next(consumer, ({ type }) => type === 'pullFailed')
      first.pause()
      await failed
      first.resume()
      const before = inbox.messages.length
      await inbox.count(before + 50)
      await allOf(inbox, await sending.stop())
    },
    WITHIN_MS,
  )

  it(
    'the death of all name servers: it goes on consuming',
    async () => {
      const { topic, producer, consumer } = await setup()
      const inbox = new Inbox()
      consumer.subscribe(topic, inbox.listener)
      await consumer.start()
      await producer.send({ topic, body: 'before' })
      await inbox.count(1)
      await Promise.all(server.nameServers.map((nameServer) => nameServer.kill()))
      await producer.send({ topic, body: 'after' })
      await inbox.count(2)
      await Promise.all(server.nameServers.map((nameServer) => nameServer.restart()))
    },
    WITHIN_MS,
  )

  it(
    'its start before any server: it consumes once they are there',
    async () => {
      const { topic, producer, consumer } = await setup()
      await producer.send({ topic, body: 'early' })
      const inbox = new Inbox()
      consumer.subscribe(topic, inbox.listener)
      const all = [...server.nameServers, ...server.brokers]
      await Promise.all(all.map((one) => one.kill()))
      await consumer.start()
      expect(consumer.queues()).toEqual([])
      for (const one of all) await one.restart()
      await inbox.count(1)
      expect(inbox.bodies).toEqual(['early'])
    },
    WITHIN_MS,
  )
})
