import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import {
  createLiteConsumer,
  createPullConsumer,
  createSimpleConsumer,
  type OwnClientOptions,
  reconsumeLater,
  suspend,
} from '../../src/index.js'
import { Consumers, Inbox } from '../integration/consumers.js'
import { Producers, sendRecalled } from '../integration/producers.js'
import { uniqueName } from '../integration/rocketmq-server.js'
import { commitRollbackAsk } from '../integration/transactions.js'
import { JavaPeer } from '../peer/java-peer.js'

/** 5.3.3 is the one that all other tests use. */
const VERSIONS = [
  // ACL 1.0, by its file of accounts.
  { version: '4.9.7', peerVersion: '5.3.3', how: { acl: true } },
  // With all that a server may ask of its clients: users, and headers in the binary form.
  { version: '5.5.0', peerVersion: '5.5.0', how: { acl: true, binaryHeader: true } },
] as const

describe.each(VERSIONS)('RocketMQ $version', ({ version, peerVersion, how }) => {
  let server: RocketMQServer
  let java: JavaPeer
  const producers = new Producers()
  const consumers = new Consumers()
  beforeAll(async () => {
    server = await createRocketMQ({ version, ...how })
    await server.start()
    const { nameServerAddress, credentials } = server
    java = await JavaPeer.start({ version: peerVersion, nameServerAddress, credentials })
  }, 180_000)
  afterEach(async () => {
    await consumers.closeAll()
    await producers.closeAll()
  })
  afterAll(async () => {
    await java.close()
    await server.dispose()
  })

  const connection = (): OwnClientOptions['connection'] =>
    server.credentials && { acl: server.credentials, headerForm: 'binary' }

  async function setup() {
    const producer = await producers.start(server.nameServerAddress, { connection: connection() })
    const topic = uniqueName('versions')
    const read = (count: number) =>
      java.consume({ topic, group: uniqueName('readers'), count }).done
    return { producer, topic, read }
  }

  it('takes ordinary, compressed, one-way, batch and keyed sends', async () => {
    const { producer, topic, read } = await setup()
    const large = 'compress 我 '.repeat(2000)
    await producer.send({ topic, body: '消息', tags: 't', keys: 'k', properties: { a: '红' } })
    await producer.send({ topic, body: large })
    await producer.sendOneway({ topic, body: 'one way' })
    const batch = await producer.sendBatch(['b1', 'b2', 'b3'].map((body) => ({ topic, body })))
    const messages = await read(6)
    expect(messages.map(({ body }) => body.toString()).sort()).toEqual(
      ['消息', large, 'one way', 'b1', 'b2', 'b3'].sort(),
    )
    expect(messages.map(({ msgId }) => msgId)).toEqual(
      expect.arrayContaining(batch.map(({ msgId }) => msgId)),
    )
  })

  it('delays by level', async () => {
    const { producer, topic, read } = await setup()
    const begin = Date.now()
    await producer.send({ topic, body: 'level', delayLevel: 1 })
    const [message] = await read(1)
    expect(message!.storeTimestamp - begin).toBeGreaterThanOrEqual(900)
  })

  it.each(['concurrent', 'orderly'] as const)(
    'is consumed from, with what failed again (%s)',
    async (mode) => {
      const { producer, topic } = await setup()
      for (const body of ['m0', 'm1', 'm2']) await producer.send({ topic, body })
      const inbox = new Inbox(({ reconsumeTimes, body }) => {
        const isFirst = reconsumeTimes === 0 && body.toString() === 'm1'
        if (!isFirst) return 'success'
        return mode === 'orderly' ? suspend(10) : reconsumeLater(1)
      })
      const consumer = consumers.create(server.nameServerAddress, {
        ...{ group: uniqueName('group'), mode, connection: connection() },
      })
      consumer.subscribe(topic, inbox.listener)
      await consumer.start()
      await inbox.count(4)
      expect([...inbox.bodies].sort()).toEqual(['m0', 'm1', 'm1', 'm2'])
    },
    60_000,
  )

  it('is pulled from', async () => {
    const { producer, topic } = await setup()
    await producer.send({ topic, body: 'm0' })
    await using consumer = createPullConsumer({
      ...{ nameServers: server.nameServerAddress, group: uniqueName('group') },
      ...{ consumeFrom: 'first', connection: connection() },
    })
    await consumer.subscribe(topic)
    await consumer.start()
    const [message] = await consumer.poll({ timeoutMs: 30_000 })
    expect(message?.body.toString()).toBe('m0')
  }, 60_000)

  it('commits transactions, rolls them back, and asks about them', async () => {
    const options = { nameServers: server.nameServerAddress, connection: connection() }
    await expect(commitRollbackAsk(java, options)).resolves.toEqual(['asked', 'yes'])
  }, 60_000)

  it('refuses a wrong key, and the error says so', async () => {
    const { accessKey } = server.credentials!
    const producer = await producers.start(server.nameServerAddress, {
      connection: { acl: { accessKey, secretKey: 'wrong-secret' } },
    })
    await expect(producer.send({ topic: uniqueName('v'), body: 'x' })).rejects.toMatchObject({
      cause: { code: 'ROCKETMQ_NO_PERMISSION' },
      message: expect.stringContaining('signature'),
    })
  })

  if (version === '4.9.7') {
    it('has no pop, and the error says so', async () => {
      const { producer, topic } = await setup()
      await producer.send({ topic, body: 'm0' })
      await using consumer = createSimpleConsumer({
        ...{ nameServers: server.nameServerAddress, group: uniqueName('group') },
        connection: connection(),
      })
      await consumer.subscribe(topic)
      await consumer.start()
      await expect(consumer.receive({ timeoutMs: 0 })).rejects.toMatchObject({
        code: 'ROCKETMQ_REQUEST_UNSUPPORTED',
        message: expect.stringContaining('POP_MESSAGE'),
      })
    })

    it('divides no queues, and the error says so', async () => {
      const { producer, topic } = await setup()
      await producer.send({ topic, body: 'm0' })
      const consumer = consumers.create(server.nameServerAddress, {
        ...{ group: uniqueName('group'), assignment: 'broker', connection: connection() },
      })
      consumer.subscribe(topic, () => undefined)
      await expect(consumer.start()).rejects.toMatchObject({
        code: 'ROCKETMQ_REQUEST_UNSUPPORTED',
        message: expect.stringContaining('QUERY_ASSIGNMENT'),
      })
    })

    it('has no lite topics, and the error says so', async () => {
      const { producer, topic } = await setup()
      await producer.send({ topic, body: 'm0' })
      await using consumer = createLiteConsumer({
        ...{ nameServers: server.nameServerAddress, group: uniqueName('group'), topic },
        connection: connection(),
      })
      await consumer.start()
      await expect(consumer.subscribe('a')).rejects.toMatchObject({
        code: 'ROCKETMQ_REQUEST_UNSUPPORTED',
        message: expect.stringContaining('LITE_SUBSCRIPTION_CTL'),
      })
    })

    it('knows no timers, and delivers those at once', async () => {
      const { producer, topic, read } = await setup()
      const timer = await producer.send({ topic, body: 'timer', delayMs: 3_600_000 })
      expect(timer.recallHandle).toBeUndefined()
      await expect(read(1)).resolves.toHaveLength(1)
    })

    it('has no recall, and the error says so', async () => {
      const { producer, topic } = await setup()
      await producer.send({ topic, body: 'x' })
      const [queue] = await producer.queues(topic)
      const handle = Buffer.from(`v1 ${topic} ${queue!.brokerName} ${Date.now()} ABC`)
      await expect(producer.recall(handle.toString('base64url'))).rejects.toMatchObject({
        code: 'ROCKETMQ_REQUEST_UNSUPPORTED',
      })
    })
  } else {
    it('is received from, and knows what is acknowledged', async () => {
      const { producer, topic } = await setup()
      await producer.send({ topic, body: 'm0' })
      await using consumer = createSimpleConsumer({
        ...{ nameServers: server.nameServerAddress, group: uniqueName('group') },
        ...{ consumeFrom: 'first', connection: connection() },
      })
      await consumer.subscribe(topic)
      await consumer.start()
      const [message] = await consumer.receive({ timeoutMs: 30_000 })
      await consumer.changeInvisible(message!, 30_000)
      await consumer.ack(message!)
      expect(message?.body.toString()).toBe('m0')
    }, 60_000)

    it('delivers a timer message when it is due, and not what was recalled', async () => {
      const { producer, topic } = await setup()
      const recalled = await sendRecalled(producer, topic)
      const deliverAtMs = recalled.deliverAtMs + 500
      const reader = java.consume({ topic, group: uniqueName('readers') })
      await producer.send({ topic, body: 'timer', deliverAtMs })
      const timer = await reader.first(({ body }) => body.toString() === 'timer')
      // Brokers are punctual to a tenth of a second.
      expect(timer.storeTimestamp).toBeGreaterThanOrEqual(deliverAtMs - 100)
      expect((await reader.stop()).map(({ msgId }) => msgId)).not.toContain(recalled.msgId)
    })
  }
})
