import { afterEach, describe, expect, it } from '@jest/globals'

import { ClientInstance, type ClientInstanceOptions } from '../../src/client/client-instance.js'
import { untilTopicKnown } from './known-topics.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

const LIMITS = { timeoutMs: 5000 }
const GET_PRODUCER_CONNECTION_LIST = 204

const instances: ClientInstance[] = []
afterEach(async () => {
  await Promise.all(instances.splice(0).map((instance) => instance.close()))
})

function setup(options: Partial<ClientInstanceOptions> = {}) {
  const instance = new ClientInstance({ nameServers: sharedNameServer(), ...options })
  instances.push(instance)
  instance.acquire()
  return instance
}

/** The master of the only broker. */
async function masterOf(instance: ClientInstance): Promise<string> {
  const { data } = await instance.routes.route('TBW102')
  return instance.routes.masterAddress(data.brokerDatas[0]!.brokerName)
}

/** The client ids that a broker knows in a producer group. */
async function producersOf(instance: ClientInstance, address: string, producerGroup: string) {
  const request = { code: GET_PRODUCER_CONNECTION_LIST, ext: { producerGroup } }
  const { code, body } = await instance.remoting.invoke(address, request, LIMITS)
  if (code !== 0) return []
  const { connectionSet } = JSON.parse(body.toString()) as {
    connectionSet: readonly { clientId: string; language: string; version: number }[]
  }
  return connectionSet
}

describe('a real name server', () => {
  it('knows the key topic, its queues and its broker', async () => {
    const { data, publish } = await setup().routes.route('TBW102')

    expect(data.brokerDatas[0]?.brokerAddrs.get(0)).toMatch(/^127\.0\.0\.1:\d+$/)
    expect(publish.queues.length).toBeGreaterThan(0)
  })

  it('lists brokers, clusters and topics', async () => {
    const { nameServers } = setup()
    const { brokers, clusters } = await nameServers.clusterInfo()
    const [cluster] = clusters.keys()
    const topics = await nameServers.topics()

    expect([...brokers.keys()]).toEqual(clusters.get(cluster!))
    expect(topics).toContain('TBW102')
    await expect(nameServers.topics(cluster)).resolves.toContain('TBW102')
  })

  it('does not know a topic that nobody made', async () => {
    const instance = setup()
    const topic = uniqueName('unknown')

    await expect(instance.nameServers.topicRoute(topic)).resolves.toBeUndefined()
    await expect(instance.routes.route(topic)).rejects.toMatchObject({
      code: 'ROCKETMQ_TOPIC_NOT_FOUND',
      message: expect.stringContaining(sharedNameServer()),
    })
    await expect(instance.routes.publishRoute(topic)).resolves.toMatchObject({
      isProvisional: true,
    })
  })

  it('keeps key-value entries until they are deleted', async () => {
    const { nameServers } = setup()
    const namespace = uniqueName('kv')
    const get = () => nameServers.ask((client) => client.kvConfig(namespace, 'k'))
    await expect(get()).resolves.toBeUndefined()

    await nameServers.atEach((client) => client.putKvConfig({ namespace, key: 'k', value: 'v é' }))
    await expect(get()).resolves.toBe('v é')

    await nameServers.atEach((client) => client.deleteKvConfig(namespace, 'k'))
    await expect(get()).resolves.toBeUndefined()
  })
})

describe('a real broker', () => {
  it.each(['json', 'binary'] as const)('understands %s headers', async (headerForm) => {
    const instance = setup({ connection: { headerForm } })
    const address = await masterOf(instance)
    const topic = uniqueName('topic')
    const config = { topic, readQueueNums: 3, writeQueueNums: 2 }
    await instance.brokers.createTopic(address, config)
    await untilTopicKnown(sharedNameServer(), topic)

    const { publish, subscribe } = await instance.routes.route(topic)
    expect(publish.queues).toHaveLength(2)
    expect(subscribe).toHaveLength(3)
    await expect(instance.brokers.maxOffset(address, { topic, queueId: 0 })).resolves.toBe(0n)

    await instance.brokers.deleteTopic(address, topic)
    await instance.nameServers.atEach((client) => client.deleteTopic(topic))
    await expect(instance.nameServers.topicRoute(topic)).resolves.toBeUndefined()
  })

  it('says 3 to a request that it does not know', async () => {
    const instance = setup()
    const response = await instance.remoting.invoke(
      await masterOf(instance),
      { code: 31_999 },
      LIMITS,
    )

    expect(response).toMatchObject({ code: 3, remark: expect.stringContaining('31999') })
  })

  it('knows a producer group from the heartbeat on, and no longer after its good-bye', async () => {
    const instance = setup({ unitName: 'unit' })
    const address = await masterOf(instance)
    const group = uniqueName('producers')
    const unregister = instance.registerProducer(group)
    await expect(instance.heartbeat()).resolves.toEqual({ reached: [address], failed: [] })

    await expect(producersOf(instance, address, group)).resolves.toEqual([
      expect.objectContaining({ clientId: instance.clientId, version: 479 }),
    ])
    await unregister()
    await expect(producersOf(instance, address, group)).resolves.toEqual([])
  })

  it('is told the subscriptions again only when they changed (heartbeat version 2)', async () => {
    const instance = setup()
    const address = await masterOf(instance)
    const group = uniqueName('consumers')
    const sent: unknown[] = []
    const { brokers } = instance
    const original = brokers.heartbeat.bind(brokers)
    brokers.heartbeat = async (to, data, kind) => {
      const answer = await original(to, data, kind)
      sent.push([kind, answer.supportsVersion2])
      return answer
    }
    instance.registerConsumer(group, () => ({
      groupName: group,
      consumeType: 'CONSUME_PASSIVELY',
      messageModel: 'CLUSTERING',
      consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
      unitMode: false,
      subscriptions: [],
    }))
    for (let beat = 0; beat < 3; beat += 1) await instance.heartbeat()

    expect(sent).toEqual([
      ['plain', true],
      ['full', true],
      ['withoutSubscriptions', true],
    ])
    await expect(instance.brokers.consumersOf(address, group)).resolves.toEqual([instance.clientId])
  })
})
