import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import {
  type Admin,
  createAdmin,
  createLiteConsumer,
  createSimpleConsumer,
  type LiteConsumer,
  type MessageExt,
  type OwnClientLiteConsumerOptions,
} from '../../src/index.js'
import { Consumers, Inbox } from './consumers.js'
import { Producers } from './producers.js'
import { uniqueName } from './rocketmq-server.js'

const WITHIN_MS = 120_000

/** RocketMQ 5.4 has priorities, 5.5 lite topics. */
const describeInFull = isFullRun ? describe : describe.skip

describe('RocketMQ 5.5.0 with two brokers', () => {
  let server: RocketMQServer
  let admin: Admin
  const producers = new Producers()
  const consumers = new Consumers()
  const open: LiteConsumer[] = []
  beforeAll(async () => {
    // Without these two a broker takes messages of lite topics, and dispatches them to no lite topic.
    const brokerConfig = { enableLmq: 'true', enableMultiDispatch: 'true' }
    server = await createRocketMQ({ version: '5.5.0', brokers: 2, brokerConfig })
    await server.start()
    // Brokers that have just started, beside other suites, take seconds for their first topic.
    const connection = { requestTimeoutMs: 20_000 }
    admin = createAdmin({ nameServers: server.nameServerAddress, connection })
  }, WITHIN_MS)
  afterEach(async () => {
    await Promise.all(open.splice(0).map((consumer) => consumer.close()))
    await consumers.closeAll()
    await producers.closeAll()
  })
  afterAll(async () => {
    await admin.close()
    await server.dispose()
  })

  const textsOf = (messages: readonly MessageExt[]) => messages.map(({ body }) => body.toString())

  async function receiveCount(consumer: LiteConsumer, count: number): Promise<MessageExt[]> {
    const messages: MessageExt[] = []
    while (messages.length < count) messages.push(...(await consumer.receive()))
    return messages
  }

  describe('priorities', () => {
    it('come in their order to a consumer that pops, the highest first', async () => {
      const topic = uniqueName('priority')
      // At one broker: there is no order between several.
      const attributes = { 'message.type': 'PRIORITY' }
      const settings = { readQueueNums: 4, writeQueueNums: 4, attributes }
      await admin.topics.create(topic, settings, { broker: 'broker-a' })
      const producer = await producers.start(server.nameServerAddress)
      const sent = []
      for (const priority of [0, 3, 1, 2, 9, 0, 3]) {
        sent.push(await producer.send({ topic, body: `p${priority}`, priority }))
      }
      // They are in the log of the broker first: only what is in the queues can come in order.
      while ((await admin.topics.stats(topic)).messages < BigInt(sent.length));
      // The broker chooses the queue by it, the last one for all beyond.
      expect(sent.map(({ queue }) => queue.queueId)).toEqual([0, 3, 1, 2, 3, 0, 3])
      await using consumer = createSimpleConsumer({
        ...{ nameServers: server.nameServerAddress, group: uniqueName('group') },
        consumeFrom: 'first',
      })
      await consumer.subscribe(topic)
      await consumer.start()
      const received: MessageExt[] = []
      while (received.length < sent.length) {
        received.push(...(await consumer.receive({ maxMessages: 1 })))
      }
      expect(received.map(({ priority }) => priority)).toEqual([3, 9, 3, 2, 1, 0, 0])
    }, 25_000)
  })

  describeInFull('lite topics', () => {
    async function setup(attributes: Readonly<Record<string, string>> = {}) {
      const topic = uniqueName('lite')
      const group = uniqueName('group')
      await admin.topics.create(topic, { attributes: { 'message.type': 'LITE' } })
      await admin.groups.create(group, { attributes: { 'lite.bind.topic': topic, ...attributes } })
      const producer = await producers.start(server.nameServerAddress)
      const send = async (liteTopic: string, ...bodies: string[]) => {
        for (const body of bodies) await producer.send({ topic, liteTopic, body })
      }
      const start = async (options: Partial<OwnClientLiteConsumerOptions> = {}) => {
        const consumer = createLiteConsumer({
          ...{ nameServers: server.nameServerAddress, group, topic, ...options },
        })
        open.push(consumer)
        await consumer.start()
        return consumer
      }
      return { topic, group, send, start, producer }
    }

    it('are received in order, each for itself, by who subscribes to them', async () => {
      const { topic, send, start } = await setup()
      const consumer = await start({ invisibleMs: 300_000 })
      const names = Array.from({ length: 6 }, (_, index) => `chat-${index}`)
      await consumer.subscribe(names)
      expect(consumer.subscriptions()).toEqual(names)
      await Promise.all([...names, 'other'].map((name) => send(name, 'm0', 'm1', 'm2')))
      const received = new Map<string, string[]>()
      while ([...received.values()].flat().length < names.length * 3) {
        for (const message of await consumer.receive()) {
          expect(message.topic).toBe(topic)
          const { liteTopic = '-' } = message
          received.set(liteTopic, [...(received.get(liteTopic) ?? []), message.body.toString()])
          await consumer.ack(message)
        }
      }
      const all = Object.fromEntries(names.map((name) => [name, ['m0', 'm1', 'm2']]))
      expect(Object.fromEntries(received)).toEqual(all)
    }, 25_000)

    it('are kept at one broker each', async () => {
      const { send, producer, topic } = await setup()
      const placesOf = async (liteTopic: string) => {
        await send(liteTopic, 'first')
        const { queue } = await producer.send({ topic, liteTopic, body: 'x' })
        const again = await producer.send({ topic, liteTopic, body: 'x' })
        expect(again.queue).toEqual(queue)
        return queue.brokerName
      }
      const names = Array.from({ length: 12 }, (_, index) => `l${index}`)
      const brokers = await Promise.all(names.map(placesOf))
      expect(new Set(brokers)).toEqual(new Set(['broker-a', 'broker-b']))
    }, 25_000)

    it('wait for a message that is not settled, which comes again with its count', async () => {
      const { send, start } = await setup()
      const consumer = await start({ invisibleMs: 300_000 })
      await consumer.subscribe('a')
      await send('a', 'm0')
      const [first] = await receiveCount(consumer, 1)
      await send('a', 'm1')
      expect(await consumer.receive({ timeoutMs: 1000 })).toEqual([])
      await consumer.changeInvisible(first!, 1000)
      const again = await receiveCount(consumer, 1)
      expect(again[0]).toMatchObject({ msgId: first?.msgId, reconsumeTimes: 1, liteTopic: 'a' })
      for (const message of again) await consumer.ack(message)
      if (again.length === 1) {
        expect(textsOf(await receiveCount(consumer, 1))).toEqual(['m1'])
      }
    }, 25_000)

    it('go to the dead letters what came too often', async () => {
      const { group, send, start } = await setup()
      const consumer = await start({ invisibleMs: 1000, maxReconsumeTimes: 0 })
      await consumer.subscribe('a')
      await send('a', 'm0')
      await receiveCount(consumer, 1)
      const dead = new Inbox()
      const reader = consumers.create(server.nameServerAddress, { group: uniqueName('readers') })
      reader.subscribe(`%DLQ%${group}`, dead.listener)
      await reader.start()
      const stop = new AbortController()
      const receiving = (async () => {
        // Hidden for long, now that its time is over once: else it comes again while it is put among the dead letters.
        const options = { timeoutMs: 1000, invisibleMs: 300_000 }
        while (!stop.signal.aborted) await consumer.receive(options)
      })()
      await dead.count(1)
      stop.abort()
      await receiving
      expect(dead.bodies).toEqual(['m0'])
    }, 25_000)

    it('that are exclusive go to the last who subscribes; the one before is told', async () => {
      const { send, start } = await setup({ 'lite.sub.model': 'Exclusive' })
      const [first, second] = [await start(), await start()]
      await first.subscribe(['a', 'b'])
      const lost = new Promise<string>((resolve) => {
        first.on(({ liteTopic }) => resolve(liteTopic))
      })
      await second.subscribe('a')
      await expect(lost).resolves.toBe('a')
      expect(first.subscriptions()).toEqual(['b'])
      await send('a', 'm0')
      expect(textsOf(await receiveCount(second, 1))).toEqual(['m0'])
    }, 25_000)

    it('begin where a subscription says', async () => {
      const { send, start, group } = await setup()
      await send('a', 'm0', 'm1', 'm2')
      const consumer = await start()
      await consumer.subscribe('a', { start: { offset: 1n } })
      const received = await receiveCount(consumer, 2)
      expect(textsOf(received)).toEqual(['m1', 'm2'])
      for (const message of received) await consumer.ack(message)
      await consumer.unsubscribe('a')
      await consumer.subscribe('a', { start: 'first' })
      expect(textsOf(await receiveCount(consumer, 3))).toEqual(['m0', 'm1', 'm2'])
      expect(consumer.isRunning && group).toBe(group)
    }, 25_000)

    it('are suspended, however often, without counting as further failures', async () => {
      const { send, start } = await setup()
      const consumer = await start({ invisibleMs: 300_000 })
      await consumer.subscribe('a')
      await send('a', 'm0')
      const [first] = await receiveCount(consumer, 1)
      expect(first).toMatchObject({ reconsumeTimes: 0 })
      await consumer.suspend(first!, 500)
      await expect(consumer.ack(first!)).rejects.toThrow('settled already')
      // The broker takes one off before it counts the next pop, and nothing off at the first: there is nothing yet.
      let [again] = await receiveCount(consumer, 1)
      for (let round = 0; round < 2; round++) {
        expect(again).toMatchObject({ msgId: first?.msgId, reconsumeTimes: 1 })
        await consumer.suspend(again!, 500)
        ;[again] = await receiveCount(consumer, 1)
      }
      expect(again).toMatchObject({ msgId: first?.msgId, reconsumeTimes: 1 })
      // The same wait by another invisible time does count.
      await consumer.changeInvisible(again!, 500)
      const [counted] = await receiveCount(consumer, 1)
      expect(counted).toMatchObject({ msgId: first?.msgId, reconsumeTimes: 2 })
    }, 25_000)

    it('are all received by the members of a group with a wildcard', async () => {
      const { send, start, topic, group } = await setup({ 'lite.sub.wildcard': 'true' })
      await send('before', 'm0')
      const consumer = await start({ invisibleMs: 300_000 })
      await expect(consumer.subscribe('a')).rejects.toMatchObject({
        code: 'ROCKETMQ_REQUEST_REFUSED',
      })
      await consumer.subscribeAll()
      await send('after', 'm1')
      // By itself a broker looks for what was there before a member 5 s after it came.
      await admin.lite.dispatch(group)
      const received = await receiveCount(consumer, 2)
      for (const message of received) await consumer.ack(message)
      expect(received.map(({ liteTopic }) => liteTopic).sort()).toEqual(['after', 'before'])
      const figures = await admin.lite.liteTopic(topic, 'after')
      expect(figures.some(({ subscribers }) => subscribers[0]?.clientId === '*')).toBe(true)

      const plain = await setup()
      const single = await plain.start()
      await expect(single.subscribeAll()).rejects.toThrow('lite.sub.wildcard')
    }, 25_000)

    it('are counted for administrators', async () => {
      const { send, start, topic, group } = await setup()
      const consumer = await start({ invisibleMs: 300_000 })
      await consumer.subscribe(['a', 'b'])
      await send('a', 'm0', 'm1', 'm2')
      // What was received is not yet consumed.
      await receiveCount(consumer, 1)
      // The broker counts them a moment after it has taken them.
      const isCounted = async () =>
        (await admin.lite.liteTopic(topic, 'a')).some(({ maxOffset }) => maxOffset === 3n)
      while (!(await isCounted()));

      const total = (await admin.lite.topic(topic)).reduce((sum, one) => sum + one.liteTopics, 0)
      expect(total).toBe(1)
      expect(await admin.lite.topic(topic)).toMatchObject([
        { groups: [group] },
        { groups: [group] },
      ])
      const home = (await admin.lite.liteTopic(topic, 'a')).filter(({ isHome }) => isHome)
      expect(home).toMatchObject([
        { maxOffset: 3n, subscribers: [{ clientId: consumer.clientId, group }] },
      ])
      const { clientId } = consumer
      // Each broker keeps the subscriptions to the lite topics that belong to it.
      const client = await admin.lite.client({ topic, group, clientId })
      expect(client.flatMap(({ liteTopics = [] }) => liteTopics).sort()).toEqual(['a', 'b'])
      expect(client.reduce((sum, { count }) => sum + count, 0)).toBe(2)
      const [behind] = (await admin.lite.group(group, { liteTopic: 'a' })).filter(
        ({ lag }) => lag !== undefined,
      )
      expect(behind).toMatchObject({ group, topic, lag: 3n })
      const brokers = await admin.lite.brokers()
      expect(brokers.map(({ brokerName }) => brokerName)).toEqual(['broker-a', 'broker-b'])
      expect(brokers[0]!.groups.get(topic)).toEqual([group])
      expect(brokers[0]!.topics.has(topic)).toBe(true)
      await admin.lite.dispatch(group)
      await admin.lite.dispatch(group, { clientId })
      await expect(admin.lite.topic('TBW102')).rejects.toMatchObject({ failures: { length: 2 } })
    }, 25_000)

    it('are subscribed to again after a restart of the broker', async () => {
      const { send, start } = await setup()
      const consumer = await start({ syncIntervalMs: 60_000, invisibleMs: 300_000 })
      const names = ['a', 'b', 'c', 'd', 'e', 'f']
      await consumer.subscribe(names)
      const receiving = receiveCount(consumer, names.length)
      await server.brokers[0].kill()
      await server.brokers[0].restart()
      for (const name of names) await send(name, `to ${name}`)
      expect(textsOf(await receiving).sort()).toEqual(names.map((name) => `to ${name}`))
    }, 60_000)

    it('say what is wrong', async () => {
      const { topic, start, producer } = await setup()
      const consumer = await start()
      await expect(consumer.subscribe('a$b')).rejects.toMatchObject({
        code: 'ROCKETMQ_CONFIG_INVALID',
      })
      await expect(producer.send({ topic, body: 'x', liteTopic: 'a$b' })).rejects.toMatchObject({
        code: 'ROCKETMQ_MESSAGE_INVALID',
      })
      const both = { topic, body: 'x', liteTopic: 'a', shardingKey: 's' }
      await expect(producer.send(both)).rejects.toThrow('only one of liteTopic and shardingKey')
      const unbound = await start({ group: uniqueName('unbound') })
      await unbound.subscribe('a')
      await expect(unbound.receive()).rejects.toMatchObject({ isRetriable: false })
    }, 25_000)
  })
})
