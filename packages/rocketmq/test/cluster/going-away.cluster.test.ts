import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { type Admin, ClientInstance, createAdmin, createProducer } from '../../src/index.js'
import { Consumers, Inbox, queueCount } from '../integration/consumers.js'
import { uniqueName } from '../integration/rocketmq-server.js'

const WITHIN_MS = 120_000
const QUEUES = 4

/** Two brokers of its own, which say GO_AWAY (1500) to their clients before they stop. */
describe.each(['5.3.3', '5.5.0'] as const)('brokers of RocketMQ %s', (version) => {
  let server: RocketMQServer
  let nameServers: string
  let admin: Admin
  const consumers = new Consumers()
  const open: { close(): Promise<unknown> }[] = []
  beforeAll(async () => {
    server = await createRocketMQ({
      ...{ version, brokers: 2 },
      brokerConfig: { enableShutdownGracefully: 'true', shutdownWaitTimeSeconds: '3' },
    })
    await server.start()
    nameServers = server.nameServerAddress
    admin = createAdmin({ nameServers })
  }, WITHIN_MS)
  afterEach(async () => {
    await consumers.closeAll()
    await Promise.all(open.splice(0).map((one) => one.close()))
  })
  afterAll(async () => {
    await admin.close()
    await server.dispose()
  })

  /** The expression of a topic that brokers know of the group. */
  async function expressionAt(group: string, topic: string): Promise<string | undefined> {
    const { subscriptions } = await admin.groups.connections(group)
    return subscriptions.find((one) => one.topic === topic)?.subString
  }

  it(
    'are told of changed subscriptions by the next heartbeat, and of all after their restart',
    async () => {
      const topic = uniqueName('beats')
      const group = uniqueName('group')
      await server.createTopic(topic, { queues: QUEUES })
      const inbox = new Inbox()
      const consumer = consumers.create(nameServers, { group, heartbeatIntervalMs: 500 })
      consumer.subscribe(topic, inbox.listener, { tags: ['a'] })
      await consumer.start()
      await queueCount(consumer, 2 * QUEUES)
      expect(await expressionAt(group, topic)).toBe('a')
      // Heartbeats of version 2 leave the subscriptions out while they are the same.
      consumer.subscribe(topic, inbox.listener, { tags: ['a', 'b'] })
      while ((await expressionAt(group, topic)) !== 'a || b');
      const [broker] = server.brokers
      await broker.kill()
      await broker.restart()
      // The broker knows nobody now: a heartbeat that leaves them out does not do.
      const client = new ClientInstance({ nameServers })
      open.push({ close: client.acquire() })
      let known: readonly string[] = []
      while (!known.includes(consumer.clientId)) {
        known = await client.brokers.consumersOf(broker.address, group).catch(() => [])
      }
      const producer = createProducer({ nameServers, group: uniqueName('producers') })
      open.push(producer)
      await producer.start()
      for (const queue of await producer.queues(topic)) {
        await producer.send(
          { topic, body: `${queue.brokerName}/${queue.queueId}`, tags: 'b' },
          { queue },
        )
      }
      await inbox.until(
        (messages) => new Set(messages.map(({ msgId }) => msgId)).size === 2 * QUEUES,
      )
    },
    WITHIN_MS,
  )

  it(
    'that stop in order are left by producers and consumers, and nothing is lost or refused',
    async () => {
      const topic = uniqueName('going')
      await server.createTopic(topic, { queues: QUEUES })
      const inbox = new Inbox()
      const consumer = consumers.create(nameServers, { group: uniqueName('group') })
      consumer.subscribe(topic, inbox.listener)
      await consumer.start()
      await queueCount(consumer, 2 * QUEUES)
      const client = new ClientInstance({ nameServers })
      open.push({ close: client.acquire() })
      const goAways = new Set<string>()
      client.remoting.on(({ type, address }) => {
        if (type === 'goAway') goAways.add(address)
      })
      const producer = createProducer({
        ...{ client, group: uniqueName('producers') },
        // Else it would leave that broker alone after the first refusal, whatever that was.
        latencyAvoidance: false,
      })
      open.push(producer)
      await producer.start()
      const [, broker] = server.brokers
      const sent: string[] = []
      // Both are in use before one stops: it leaves the name servers first, and a route of later would not name it.
      for (const queue of await producer.queues(topic)) {
        const body = `m${sent.length}`
        await producer.send({ topic, body }, { queue })
        sent.push(body)
      }
      const state = { isStopped: false }
      const stopping = broker!.stop().then(() => (state.isStopped = true))
      while (!state.isStopped) {
        const body = `m${sent.length}`
        await producer.send({ topic, body })
        sent.push(body)
        // The process’s end must have a chance to be noticed.
        await new Promise(setImmediate)
      }
      await stopping
      expect(goAways).toEqual(new Set([broker!.address]))
      expect(producer.stats()).toMatchObject({ failed: 0 })
      await broker!.restart()
      await inbox.until(
        (messages) => new Set(messages.map(({ msgId }) => msgId)).size >= sent.length,
      )
      expect(new Set(inbox.bodies)).toEqual(new Set(sent))
    },
    WITHIN_MS,
  )
})
