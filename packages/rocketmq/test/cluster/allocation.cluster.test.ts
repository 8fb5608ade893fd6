import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import {
  type Admin,
  allocateAveragely,
  allocateByCircle,
  allocateByConfig,
  allocateByConsistentHash,
  allocateByMachineRoom,
  allocateNearby,
  type AllocationStrategy,
  createAdmin,
  type OwnClientConsumerOptions,
  type PushConsumer,
} from '../../src/index.js'
import { Consumers, Inbox, queueCount } from '../integration/consumers.js'
import { Producers } from '../integration/producers.js'
import { uniqueName } from '../integration/rocketmq-server.js'
import { JavaPeer } from '../peer/java-peer.js'

const WITHIN_MS = 120_000
const QUEUES = 9
const ROOM = 'room1'

/** Its own broker, whose name says in which machine room it is. */
describe.each(['5.3.3', '5.5.0'] as const)('a group at RocketMQ %s', (version) => {
  let server: RocketMQServer
  let nameServers: string
  let java: JavaPeer
  let admin: Admin
  const producers = new Producers()
  const consumers = new Consumers()
  beforeAll(async () => {
    server = await createRocketMQ({ version, brokerConfig: { brokerName: `${ROOM}@broker-a` } })
    await server.start()
    nameServers = server.nameServerAddress
    java = await JavaPeer.start({ nameServerAddress: nameServers, version })
    admin = createAdmin({ nameServers })
  }, WITHIN_MS)
  afterEach(async () => {
    await consumers.closeAll()
    await producers.closeAll()
  })
  afterAll(async () => {
    await admin.close()
    await java.close()
    await server.dispose()
  })

  async function setup() {
    const topic = uniqueName('allocated')
    const group = uniqueName('group')
    await server.createTopic(topic, { queues: QUEUES })
    const inbox = new Inbox()
    const join = async (options: Partial<OwnClientConsumerOptions>): Promise<PushConsumer> => {
      const consumer = consumers.create(nameServers, { group, ...options })
      consumer.subscribe(topic, inbox.listener)
      await consumer.start()
      return consumer
    }
    return { topic, group, inbox, join }
  }

  const own = (consumer: PushConsumer, topic: string) =>
    consumer
      .queues()
      .filter((queue) => queue.topic === topic)
      .map(({ queueId }) => queueId)
      .sort((one, other) => one - other)

  /** Which queues a member says that it has: ours and Java's are asked in the same way, by the broker. */
  async function queuesOf(group: string, clientId: string, topic: string): Promise<number[]> {
    const { queues } = await admin.groups.runningInfo(group, clientId)
    const ids = queues.filter(([queue]) => queue.topic === topic).map(([{ queueId }]) => queueId)
    return ids.sort((one, other) => one - other)
  }

  it.each([
    ['AVG', allocateAveragely, { allocationStrategy: 'AVG' }],
    ['AVG_BY_CIRCLE', allocateByCircle, { allocationStrategy: 'AVG_BY_CIRCLE' }],
    ['CONSISTENT_HASH', allocateByConsistentHash(), { allocationStrategy: 'CONSISTENT_HASH' }],
    ['MACHINE_ROOM', allocateByMachineRoom([ROOM]), { allocation: allocateByMachineRoom([ROOM]) }],
  ] as const)(
    'whose members use %s, Java’s too, has each queue once, as that strategy says',
    async (strategy, expected: AllocationStrategy, options) => {
      const { topic, group, inbox, join } = await setup()
      const ours = [await join(options), await join(options)]
      const theirs = java.consume({ topic, group, strategy, room: ROOM, withinMs: WITHIN_MS })
      await theirs.started
      const membersOf = async () => {
        const { members } = await admin.groups.connections(group)
        return members.map(({ clientId }) => clientId).sort()
      }
      let clientIds = await membersOf()
      while (clientIds.length < 3) clientIds = await membersOf()

      const producer = await producers.start(nameServers)
      const queues = await producer.queues(topic)
      const wanted = clientIds.map((clientId) =>
        expected
          .allocate({ group, clientId, queues, clientIds })
          .map(({ queueId }) => queueId)
          .sort((one, other) => one - other),
      )
      const present = () =>
        Promise.all(clientIds.map((clientId) => queuesOf(group, clientId, topic)))
      let divided = await present()
      while (JSON.stringify(divided) !== JSON.stringify(wanted)) divided = await present()
      expect(divided.flat().sort((one, other) => one - other)).toEqual(
        queues.map(({ queueId }) => queueId),
      )
      expect(ours.every(({ clientId }) => clientIds.includes(clientId))).toBe(true)

      for (const queue of queues) {
        await producer.send({ topic, body: `${queue.queueId}` }, { queue })
      }
      const all = () => [...inbox.bodies, ...theirs.messages.map(({ body }) => body.toString())]
      // Told by either side: both are looked at whenever one has got something.
      while (new Set(all()).size < QUEUES) {
        await Promise.race([
          inbox.count(inbox.messages.length + 1),
          new Promise((resolve) => setImmediate(resolve)),
        ])
      }
      expect(all().sort()).toEqual(queues.map(({ queueId }) => `${queueId}`))
      await theirs.stop()
    },
    WITHIN_MS,
  )

  it(
    'whose members are given queues by hand has exactly these, and no other is consumed',
    async () => {
      const { topic, inbox, join } = await setup()
      const producer = await producers.start(nameServers)
      const queues = await producer.queues(topic)
      const first = await join({ allocation: allocateByConfig(queues.slice(0, 2)) })
      const second = await join({ allocation: allocateByConfig(queues.slice(2, 8)) })
      await queueCount(first, 2)
      await queueCount(second, 6)
      expect(own(first, topic)).toEqual([0, 1])
      expect(own(second, topic)).toEqual([2, 3, 4, 5, 6, 7])
      for (const queue of queues) {
        await producer.send({ topic, body: `${queue.queueId}` }, { queue })
      }
      await inbox.count(8)
      expect([...inbox.bodies].sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7'])
    },
    WITHIN_MS,
  )

  it(
    'is read in its own machine room, and by the others only where nobody of that room is there',
    async () => {
      const { topic, join } = await setup()
      const roomOf = (name: string) => name.split('@')[0] ?? ''
      const near = allocateNearby(allocateAveragely, {
        roomOfQueue: ({ brokerName }) => roomOf(brokerName),
        roomOfMember: (clientId) => (clientId.startsWith('10.1.') ? ROOM : 'room2'),
      })
      const away = await join({ allocation: near, clientIp: '10.2.0.1' })
      await queueCount(away, QUEUES)
      const home = await join({ allocation: near, clientIp: '10.1.0.1' })
      await queueCount(home, QUEUES)
      await queueCount(away, 0)
      await home.close()
      await queueCount(away, QUEUES)
    },
    WITHIN_MS,
  )
})
