import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { createAdmin, createPullConsumer, type MessageQueue } from '../../src/index.js'
import { Consumers, Inbox, queueCount } from '../integration/consumers.js'
import { Producers } from '../integration/producers.js'
import { uniqueName } from '../integration/rocketmq-server.js'
import { JavaPeer } from '../peer/java-peer.js'
import { mqadmin } from '../peer/mqadmin.js'

const WITHIN_MS = 120_000
const QUEUES = 4
/** The broker name that queues of a static topic carry: no broker has it. */
const LOGICAL_BROKER = '__syslo__global__'

const numbered = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`)

/** Static topics: queues that keep their ids while brokers come and go. Two brokers, so that queues can move. */
describe.each(['5.3.3', '5.5.0'] as const)('a static topic, at RocketMQ %s', (version) => {
  let server: RocketMQServer
  let nameServers: string
  let java: JavaPeer
  beforeAll(async () => {
    server = await createRocketMQ({ version, brokers: 2 })
    await server.start()
    nameServers = server.nameServerAddress
    java = await JavaPeer.start({ nameServerAddress: nameServers, version })
  }, WITHIN_MS)
  const producers = new Producers()
  const consumers = new Consumers()
  afterEach(async () => {
    await consumers.closeAll()
    await producers.closeAll()
  })
  afterAll(async () => {
    await java.close()
    await server.dispose()
  })

  /** @param brokers who hosts the queues */
  async function createStatic(brokers: readonly string[]) {
    const topic = uniqueName('static')
    await mqadmin(
      nameServers,
      ...['updateStaticTopic', '-t', topic, '-qn', String(QUEUES), '-b', brokers.join(',')],
    )
    return topic
  }

  const moveTo = (topic: string, brokers: readonly string[]) =>
    mqadmin(nameServers, 'remappingStaticTopic', '-t', topic, '-b', brokers.join(','))

  it(
    'is sent to and consumed by its logical queues, with Java on either side',
    async () => {
      const topic = await createStatic(['broker-a', 'broker-b'])
      const producer = await producers.start(nameServers)
      const queues = await producer.queues(topic)
      expect(queues).toEqual(
        Array.from({ length: QUEUES }, (_, queueId) => ({
          ...{ topic, brokerName: LOGICAL_BROKER, queueId },
        })),
      )
      const sent = await Promise.all(
        queues.flatMap((queue) =>
          numbered(`${queue.queueId}/`, 3).map((body) => producer.send({ topic, body }, { queue })),
        ),
      )
      expect(sent.map(({ queue }) => queue.queueId)).toEqual(
        queues.flatMap(({ queueId }) => [queueId, queueId, queueId]),
      )
      const fromJava = await java.produce({ messages: [{ topic, body: 'from Java' }] })
      expect(fromJava).toMatchObject([{ status: 'SEND_OK' }])

      const ours = new Inbox()
      const consumer = consumers.create(nameServers, { group: uniqueName('group') })
      consumer.subscribe(topic, ours.listener)
      await consumer.start()
      await ours.count(13)
      const theirs = await java.consume({ topic, group: uniqueName('group'), count: 13 }).done
      expect([...ours.bodies].sort()).toEqual(theirs.map(({ body }) => body.toString()).sort())
      const places = ours.messages.map(({ queueId, body }) => [queueId, body.toString()] as const)
      for (const [queueId, body] of places) {
        if (body !== 'from Java') expect(body).toMatch(new RegExp(`^${queueId}/`))
      }
    },
    WITHIN_MS,
  )

  it(
    'whose queues move to another broker loses nothing, and keeps offsets and order',
    async () => {
      const topic = await createStatic(['broker-a'])
      const group = uniqueName('group')
      const producer = await producers.start(nameServers, { strategy: 'MESSAGE_HASH' })
      const inbox = new Inbox()
      const consumer = consumers.create(nameServers, { group, routeRefreshIntervalMs: 1000 })
      consumer.subscribe(topic, inbox.listener)
      await consumer.start()
      await queueCount(consumer, QUEUES)
      const sendAll = async (bodies: readonly string[]) => {
        const offsets: bigint[] = []
        for (const body of bodies) {
          const { queueOffset } = await producer.send({ topic, body, shardingKey: 'one' })
          offsets.push(queueOffset)
        }
        return offsets
      }
      await sendAll(numbered('before ', 20))
      await inbox.count(20)
      await moveTo(topic, ['broker-b'])
      // Sent from an old route first: the old broker says that it hosts the queue no longer.
      const offsets = await sendAll(numbered('after ', 20))
      expect(producer.stats()).toMatchObject({ failed: 0 })
      await inbox.until((messages) => new Set(messages.map(({ msgId }) => msgId)).size >= 40)
      const ordered = [...offsets].sort((one, other) => Number(one - other))
      expect(offsets).toEqual(ordered)
      expect(new Set(offsets).size).toBe(20)
      expect(new Set(inbox.bodies)).toEqual(
        new Set([...numbered('before ', 20), ...numbered('after ', 20)]),
      )
      await consumers.closeAll()
      const second = new Inbox()
      const again = consumers.create(nameServers, { group })
      again.subscribe(topic, second.listener)
      await again.start()
      await sendAll(['last'])
      await second.count(1)
      expect(second.bodies).toEqual(['last'])
    },
    WITHIN_MS,
  )

  it(
    'is read by a pull consumer and shown to administrators',
    async () => {
      const topic = await createStatic(['broker-a', 'broker-b'])
      const producer = await producers.start(nameServers, { strategy: 'MESSAGE_HASH' })
      for (const body of numbered('m', 8)) await producer.send({ topic, body, shardingKey: body })
      const reader = createPullConsumer({
        ...{ nameServers, group: uniqueName('group'), consumeFrom: 'first' },
      })
      await reader.start()
      const queues: readonly MessageQueue[] = await reader.queuesOf(topic)
      expect(queues.map(({ queueId }) => queueId)).toEqual([0, 1, 2, 3])
      await reader.assign(queues)
      const bodies: string[] = []
      while (bodies.length < 8) {
        for (const { body } of await reader.poll()) bodies.push(body.toString())
      }
      await reader.close()
      expect([...bodies].sort()).toEqual(numbered('m', 8))

      const admin = createAdmin({ nameServers })
      const { queues: stats } = await admin.topics.stats(topic)
      expect(stats.reduce((sum, { maxOffset, minOffset }) => sum + maxOffset - minOffset, 0n)).toBe(
        8n,
      )
      await admin.close()
    },
    WITHIN_MS,
  )
})
