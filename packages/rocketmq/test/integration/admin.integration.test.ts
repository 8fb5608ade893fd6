import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import {
  type Admin,
  type AdminProgress,
  ClientInstance,
  createAdmin,
  type MessageExt,
  reconsumeLater,
} from '../../src/index.js'
import { mqadmin } from '../peer/mqadmin.js'
import { Consumers, Inbox } from './consumers.js'
import { untilTopicKnown } from './known-topics.js'
import { Producers } from './producers.js'
import { uniqueName } from './rocketmq-server.js'

const WITHIN_MS = 120_000
const ABSENT = { code: 'ROCKETMQ_NOT_FOUND' }

describe('an administrator of two brokers', () => {
  let server: RocketMQServer
  let admin: Admin
  const producers = new Producers()
  const consumers = new Consumers()
  beforeAll(async () => {
    server = await createRocketMQ({ brokers: 2 })
    await server.start()
    admin = createAdmin({ nameServers: server.nameServerAddress })
  }, WITHIN_MS)
  afterEach(async () => {
    await consumers.closeAll()
    await producers.closeAll()
  })
  afterAll(async () => {
    await admin.close()
    await server.dispose()
  })

  const mq = (...args: string[]) => mqadmin(server.nameServerAddress, ...args)

  /** A topic with one queue at each broker, and what was sent to it. */
  async function filledTopic(bodies: readonly string[]) {
    const topic = uniqueName('topic')
    await admin.topics.create(topic, { readQueueNums: 1, writeQueueNums: 1 })
    const producer = await producers.start(server.nameServerAddress)
    const queues = [...(await producer.queues(topic))]
    const sent = []
    for (const [index, body] of bodies.entries()) {
      const queue = queues[index % queues.length]!
      sent.push(await producer.send({ topic, body, keys: `key-${body}` }, { queue }))
    }
    await storedIn(topic, bodies.length)
    return { topic, producer, queues, sent }
  }

  /** Resolves when the queues of a topic hold so many messages: they are in the log of the broker first. */
  async function storedIn(topic: string, count: number): Promise<void> {
    while ((await admin.topics.stats(topic)).messages < BigInt(count));
  }

  async function consumeAll(topic: string, group: string, count: number) {
    const inbox = new Inbox()
    const consumer = consumers.create(server.nameServerAddress, {
      ...{ group, suspendTimeoutMs: 1000, offsetPersistIntervalMs: 100 },
    })
    consumer.subscribe(topic, inbox.listener)
    await consumer.start()
    await inbox.count(count)
    return { consumer, inbox }
  }

  const all = async (messages: AsyncIterable<MessageExt>) => {
    const bodies: string[] = []
    for await (const message of messages) bodies.push(message.body.toString())
    return bodies
  }

  describe('of topics', () => {
    it(
      'creates one at every broker, as mqadmin sees it',
      async () => {
        const topic = uniqueName('topic')
        const seen: AdminProgress[] = []
        await admin.topics.create(
          topic,
          { readQueueNums: 3, writeQueueNums: 2, attributes: { 'message.type': 'FIFO' } },
          { onProgress: (progress) => seen.push(progress) },
        )
        expect(seen).toEqual([
          { done: 1, total: 2, last: expect.any(String) },
          { done: 2, total: 2, last: expect.any(String) },
        ])
        const [a, b] = await admin.topics.get(topic)
        expect(a).toMatchObject({
          ...{ topic, brokerName: 'broker-a', readQueueNums: 3, writeQueueNums: 2, perm: 6 },
          attributes: { 'message.type': 'FIFO' },
        })
        expect(b).toMatchObject({ brokerName: 'broker-b', readQueueNums: 3 })
        const route = await mq('topicRoute', '-t', topic)
        expect(route.match(/"readQueueNums":3/g)).toHaveLength(2)
        expect(route.match(/"writeQueueNums":2/g)).toHaveLength(2)
        await expect(admin.topics.create(topic)).rejects.toMatchObject({
          code: 'ROCKETMQ_ALREADY_EXISTS',
          message: `The topic ${topic} exists already at broker-a, broker-b`,
        })
      },
      WITHIN_MS,
    )

    it('changes what is named and nothing else, at the broker that is named', async () => {
      const topic = uniqueName('topic')
      const attributes = { 'message.type': 'FIFO' }
      await admin.topics.create(topic, { readQueueNums: 3, writeQueueNums: 3, attributes })
      await admin.topics.update(topic, { perm: 4 }, { broker: 'broker-b' })
      expect(await admin.topics.get(topic)).toMatchObject([
        { brokerName: 'broker-a', perm: 6, readQueueNums: 3, attributes },
        { brokerName: 'broker-b', perm: 4, readQueueNums: 3, attributes },
      ])
      await admin.topics.update(topic, { attributes: { 'message.type': undefined } })
      expect(await admin.topics.get(topic)).toMatchObject([
        { perm: 6, attributes: {} },
        { perm: 4, attributes: {} },
      ])
    })

    it('has the name server keep the order of an ordered one until it is deleted', async () => {
      const topic = uniqueName('ordered')
      await admin.topics.create(topic, { readQueueNums: 2, writeQueueNums: 2, order: true })
      const client = new ClientInstance({ nameServers: server.nameServerAddress })
      const order = () => client.nameServers.ask((one) => one.kvConfig('ORDER_TOPIC_CONFIG', topic))
      await expect(order()).resolves.toBe('broker-a:2;broker-b:2')
      await admin.topics.delete(topic)
      await expect(order()).resolves.toBeUndefined()
      await client.close()
    })

    it('lists them with what they are for', async () => {
      const topic = uniqueName('topic')
      await admin.topics.create(topic)
      const topics = await admin.topics.list({ cluster: 'DefaultCluster' })
      expect(topics).toContainEqual({ topic, kind: 'user' })
      expect(topics).toContainEqual({ topic: 'TBW102', kind: 'system' })
      // What was not made by these tests is RocketMQ's own.
      const made = topics.filter(({ kind }) => kind === 'user')
      expect(made.filter((one) => !/^(topic|ordered)-/.test(one.topic))).toEqual([])
    })

    it('deletes one, and then proposes others for it', async () => {
      const topic = uniqueName('deleted')
      const near = `${topic}x`
      await admin.topics.create(topic)
      await admin.topics.create(near)
      await admin.topics.delete(topic)
      expect((await admin.topics.list()).map((one) => one.topic)).not.toContain(topic)
      await expect(admin.topics.get(topic)).rejects.toMatchObject({
        code: 'ROCKETMQ_TOPIC_NOT_FOUND',
        message: `There is no topic ${topic}; did you mean ${near}?`,
      })
      for (const call of [
        () => admin.topics.delete(topic),
        () => admin.topics.update(topic, { perm: 6 }),
        () => admin.topics.stats(topic),
        () => admin.topics.route(topic),
        () => admin.messages.byKey(topic, 'k'),
      ]) {
        await expect(call()).rejects.toMatchObject({ code: 'ROCKETMQ_TOPIC_NOT_FOUND' })
      }
    })

    it(
      'sees what its queues hold, and who consumes it',
      async () => {
        const { topic } = await filledTopic(['m0', 'm1', 'm2'])
        const group = uniqueName('group')
        await consumeAll(topic, group, 3)
        const stats = await admin.topics.stats(topic)
        expect(stats).toMatchObject({
          messages: 3n,
          queues: [
            { queue: { brokerName: 'broker-a', queueId: 0 }, minOffset: 0n, maxOffset: 2n },
            { queue: { brokerName: 'broker-b', queueId: 0 }, minOffset: 0n, maxOffset: 1n },
          ],
        })
        expect(stats.queues[0]!.lastUpdateTimestamp).toBeGreaterThan(Date.now() - WITHIN_MS)
        // Offsets are stored every 100 ms; the broker goes by them.
        let groups: readonly string[] = []
        while (groups.length === 0) groups = await admin.topics.groups(topic)
        expect(groups).toEqual([group])
      },
      WITHIN_MS,
    )

    it(
      'that are static are sent to and consumed by their logical queues',
      async () => {
        const topic = uniqueName('static')
        await mq('updateStaticTopic', '-t', topic, '-qn', '4', '-b', 'broker-a,broker-b')
        const producer = await producers.start(server.nameServerAddress)
        const queues = await producer.queues(topic)
        expect(queues).toHaveLength(4)
        for (const queue of queues) {
          await producer.send({ topic, body: `${queue.queueId}` }, { queue })
        }
        const { inbox } = await consumeAll(topic, uniqueName('group'), 4)
        expect(inbox.messages.map(({ queueId }) => `${queueId}`)).toEqual(inbox.bodies)
        expect([...inbox.bodies].sort()).toEqual(['0', '1', '2', '3'])
      },
      WITHIN_MS,
    )
  })

  describe('of consumer groups', () => {
    it('creates, changes and deletes one', async () => {
      const group = uniqueName('group')
      await admin.groups.create(group, { retryMaxTimes: 3, consumeMessageOrderly: true })
      expect(await admin.groups.list()).toContainEqual({
        group,
        brokers: ['broker-a', 'broker-b'],
      })
      await expect(admin.groups.create(group)).rejects.toMatchObject({
        code: 'ROCKETMQ_ALREADY_EXISTS',
      })
      const retryPolicy = { type: 'customized', nextMs: [1000, 2000] } as const
      await admin.groups.update(group, { consumeEnable: false, retryPolicy })
      const [config] = await admin.groups.get(group)
      expect(config).toMatchObject({
        ...{ group, retryMaxTimes: 3, consumeMessageOrderly: true, consumeEnable: false },
        raw: {
          groupRetryPolicy: { type: 'CUSTOMIZED', customizedRetryPolicy: { next: [1000, 2000] } },
        },
      })
      await admin.groups.delete(group)
      await expect(admin.groups.get(group)).rejects.toMatchObject(ABSENT)
      await expect(admin.groups.delete(group)).rejects.toMatchObject(ABSENT)
    })

    it('proposes the nearest one for a typo', async () => {
      const group = uniqueName('billing')
      await admin.groups.create(group)
      await expect(admin.groups.progress(`${group}x`)).rejects.toMatchObject({
        ...ABSENT,
        message: `No broker knows the consumer group ${group}x; did you mean ${group}?`,
      })
    })

    it(
      'sees who is connected and how far they have come, as mqadmin does',
      async () => {
        const { topic, producer } = await filledTopic(['m0', 'm1', 'm2'])
        const group = uniqueName('group')
        const { consumer } = await consumeAll(topic, group, 3)
        const connections = await admin.groups.connections(group)
        expect(connections).toMatchObject({
          members: [{ clientId: consumer.clientId, brokers: ['broker-a', 'broker-b'] }],
          ...{ consumeType: 'CONSUME_PASSIVELY', messageModel: 'CLUSTERING' },
        })
        expect(connections.subscriptions.map((one) => one.topic)).toContain(topic)
        const info = await admin.groups.runningInfo(group, consumer.clientId)
        expect(info.properties['PROP_CONSUME_TYPE']).toBe('CONSUME_PASSIVELY')

        // Offsets are stored every 100 ms.
        for (;;) {
          const { lag } = await admin.groups.progress(group, { topic })
          if (lag === 0n) break
        }
        await consumer.close()
        await producer.send({ topic, body: 'm3' })
        await storedIn(topic, 4)
        const progress = await admin.groups.progress(group)
        expect(progress.lag).toBe(1n)
        const queues = progress.queues.filter(({ queue }) => queue.topic === topic)
        expect(queues.map(({ consumerOffset }) => consumerOffset)).toEqual([2n, 1n])
        const text = await mq('consumerProgress', '-g', group)
        expect(text).toMatch(/Consume Diff Total: 1/)
        await expect(admin.groups.connections(group)).resolves.toMatchObject({ members: [] })
        await expect(admin.groups.runningInfo(group, 'nobody')).rejects.toMatchObject(ABSENT)
      },
      WITHIN_MS,
    )

    it(
      'says which member has which queue',
      async () => {
        const { topic } = await filledTopic(['m0', 'm1'])
        const group = uniqueName('group')
        const { consumer } = await consumeAll(topic, group, 2)
        const { queues } = await admin.groups.progress(group, { topic, withMembers: true })
        expect(queues.map(({ clientId }) => clientId)).toEqual([
          consumer.clientId,
          consumer.clientId,
        ])
      },
      WITHIN_MS,
    )

    it(
      'sets a running group back by time, to the beginning, and to an offset',
      async () => {
        const { topic, queues } = await filledTopic(['m0', 'm1', 'm2', 'm3'])
        const group = uniqueName('group')
        const { inbox } = await consumeAll(topic, group, 4)
        const resets = await admin.groups.resetOffsets(group, topic, { timestampMs: 0 })
        expect(resets.map(({ after }) => after)).toEqual([0n, 0n])
        await inbox.count(8)
        await admin.groups.resetOffsets(group, topic, 'earliest')
        await inbox.count(12)
        const queue = queues[1]!
        const one = await admin.groups.resetOffsets(group, topic, {
          offsets: [{ queue, offset: 1n }],
        })
        expect(one).toMatchObject([{ queue, after: 1n }])
        await inbox.count(13)
        expect(inbox.bodies.at(-1)).toBe('m3')
        await expect(
          admin.groups.resetOffsets(group, topic, { offsets: [{ queue, offset: 99n }] }),
        ).rejects.toThrow(/99 not in consume queue range/)
        await expect(
          admin.groups.resetOffsets(group, topic, {
            offsets: [{ queue: { ...queue, brokerName: 'elsewhere' }, offset: 0n }],
          }),
        ).rejects.toMatchObject({ code: 'ROCKETMQ_CONFIG_INVALID' })
      },
      WITHIN_MS,
    )

    it(
      'sets one that does not run to the end, and copies where it is to another',
      async () => {
        const { topic, producer, queues } = await filledTopic(['m0', 'm1'])
        const group = uniqueName('group')
        const copy = uniqueName('copy')
        await admin.groups.create(group)
        await admin.groups.create(copy)
        const resets = await admin.groups.resetOffsets(group, topic, 'latest')
        expect(resets.map(({ after }) => after)).toEqual([1n, 1n])
        const { consumer } = await consumeAll(topic, group, 0)
        await producer.send({ topic, body: 'm2' }, { queue: queues[0]! })
        for (;;) {
          const { queues: seen } = await admin.groups.progress(group, { topic })
          if (seen.every(({ lag, consumerOffset }) => lag === 0n && consumerOffset > 0n)) break
        }
        await consumer.close()
        await admin.groups.cloneOffsets(group, copy)
        const { queues: copied } = await admin.groups.progress(copy, { topic })
        expect(copied.map(({ consumerOffset }) => consumerOffset)).toEqual([2n, 1n])
      },
      WITHIN_MS,
    )
  })

  describe('of messages', () => {
    it(
      'finds one by its ids, its key, its time and its offset',
      async () => {
        const { topic, sent } = await filledTopic(['m0', 'm1', 'm2'])
        const [, m1, m2] = sent
        // Indexes are written some moments after the messages.
        let byKey: readonly MessageExt[] = []
        while (byKey.length === 0) byKey = await admin.messages.byKey(topic, 'key-m1')
        expect(byKey).toMatchObject([{ msgId: m1!.msgId, keys: ['key-m1'] }])
        const [byUniqueId] = await admin.messages.byUniqueId(topic, m1!.msgId)
        expect(byUniqueId.body.toString()).toBe('m1')
        const byId = await admin.messages.byOffsetId(m2!.offsetMsgId)
        expect(byId).toMatchObject({ msgId: m2!.msgId, brokerName: m2!.queue.brokerName })
        const byOffset = await admin.messages.byOffset(m2!.queue, m2!.queueOffset)
        expect(byOffset.body.toString()).toBe('m2')
        const later = { fromTimestampMs: byUniqueId.storeTimestamp + 60_000 }
        await expect(admin.messages.byKey(topic, 'key-m1', later)).resolves.toEqual([])
        await expect(admin.messages.byUniqueId(topic, 'no such id')).rejects.toMatchObject(ABSENT)
        await expect(admin.messages.byOffset(m2!.queue, 99n)).rejects.toMatchObject(ABSENT)
        const gone = `${m2!.offsetMsgId.slice(0, 16)}00000000FFFFFFFF`
        await expect(admin.messages.byOffsetId(gone)).rejects.toMatchObject(ABSENT)
      },
      WITHIN_MS,
    )

    it(
      'reads a topic in the order of time, of all brokers or from a time on',
      async () => {
        const bodies = Array.from({ length: 100 }, (_, index) => `m${index}`)
        const { topic } = await filledTopic(bodies)
        // One after the other to either broker; their clocks are one, and may say the same twice.
        const read: MessageExt[] = []
        for await (const message of admin.messages.read(topic)) read.push(message)
        expect(read.map(({ body }) => body.toString()).sort()).toEqual([...bodies].sort())
        const times = read.map(({ storeTimestamp }) => storeTimestamp)
        expect(times).toEqual([...times].sort((a, b) => a - b))
        const offsets = read
          .filter(({ brokerName }) => brokerName === 'broker-a')
          .map(({ queueOffset }) => Number(queueOffset))
        expect(offsets).toEqual(Array.from({ length: 50 }, (_, index) => index))
        expect(await all(admin.messages.read(topic, { maxMessages: 3 }))).toHaveLength(3)
        const timestampMs = Date.now() + 60_000
        expect(await all(admin.messages.read(topic, { from: { timestampMs } }))).toEqual([])
        expect(await all(admin.messages.read(topic, { toTimestampMs: 1 }))).toEqual([])
      },
      WITHIN_MS,
    )

    it(
      'follows a topic until its signal, over a restart of a broker',
      async () => {
        const { topic, producer, queues } = await filledTopic(['old'])
        const end = new AbortController()
        const failures: unknown[] = []
        const messages = admin.messages.follow(topic, {
          signal: end.signal,
          from: 'earliest',
          onRetry: (error) => failures.push(error),
        })
        expect((await messages.next()).value).toMatchObject({ queueOffset: 0n })
        const next = messages.next()
        await server.brokers[0].restart()
        await producer.send({ topic, body: 'new' }, { queue: queues[0]!, timeoutMs: 60_000 })
        expect(((await next).value as MessageExt).body.toString()).toBe('new')
        expect(failures.length).toBeGreaterThan(0)
        const ended = messages.next()
        end.abort()
        await expect(ended).resolves.toMatchObject({ done: true })
      },
      WITHIN_MS,
    )

    it(
      'has one consumed by a member',
      async () => {
        const { topic, sent } = await filledTopic(['m0', 'm1'])
        const group = uniqueName('group')
        const { consumer, inbox } = await consumeAll(topic, group, 2)
        const { clientId } = consumer
        const { offsetMsgId } = sent[0]!
        const question = { group, clientId, topic, offsetMsgId }
        await expect(admin.messages.consumeDirectly(question)).resolves.toMatchObject({
          consumeResult: 'CR_SUCCESS',
        })
        expect(inbox.bodies.filter((body) => body === 'm0')).toHaveLength(2)
      },
      WITHIN_MS,
    )
  })

  describe('of dead letters', () => {
    it(
      'sees who has some, and sends them again to the group that gave them up',
      async () => {
        const { topic, sent } = await filledTopic(['bad-0', 'good', 'bad-1'])
        const group = uniqueName('group')
        const other = uniqueName('other')
        let isMended = false
        const inbox = new Inbox(({ body }) =>
          !isMended && body.toString().startsWith('bad') ? reconsumeLater('deadLetter') : 'success',
        )
        const consumer = consumers.create(server.nameServerAddress, {
          group,
          suspendTimeoutMs: 1000,
        })
        consumer.subscribe(topic, inbox.listener)
        await consumer.start()
        await inbox.count(3)
        const { inbox: others } = await consumeAll(topic, other, 3)
        let found = 0n
        while (found < 2n) {
          const groups = await admin.deadLetters.groups()
          found = groups.find((one) => one.group === group)?.messages ?? 0n
        }
        const letters = []
        for await (const letter of admin.deadLetters.read(group)) letters.push(letter)
        expect(letters.map(({ originTopic, msgId }) => [originTopic, msgId]).sort()).toEqual(
          [sent[0]!, sent[2]!].map(({ msgId }) => [topic, msgId]).sort(),
        )
        isMended = true
        await untilTopicKnown(server.nameServerAddress, `%RETRY%${group}`)
        const { msgId } = sent[2]!
        const resent = []
        for await (const one of admin.deadLetters.resend(group, {
          select: (letter) => letter.msgId === msgId,
        })) {
          resent.push(one)
        }
        expect(resent).toMatchObject([{ letter: { msgId }, topic: `%RETRY%${group}` }])
        await inbox.count(4)
        expect(inbox.messages.at(-1)).toMatchObject({ topic, msgId, reconsumeTimes: 0 })
        expect(inbox.bodies.at(-1)).toBe('bad-1')
        expect(others.bodies).toHaveLength(3)

        for await (const _ of admin.deadLetters.resend(group, { to: 'topic', maxMessages: 1 })) {
          // One is sent with each step.
        }
        await others.count(4)
        await inbox.count(5)
        await expect(admin.deadLetters.read(`${group}x`).next()).rejects.toMatchObject({
          ...ABSENT,
          message: expect.stringContaining(`did you mean ${group}?`),
        })
      },
      WITHIN_MS,
    )
  })

  describe('of brokers', () => {
    it('lists them, and what they say about themselves', async () => {
      expect(await admin.brokers.list()).toMatchObject([
        { cluster: 'DefaultCluster', brokerName: 'broker-a', brokerId: 0, isMaster: true },
        { cluster: 'DefaultCluster', brokerName: 'broker-b', brokerId: 0, isMaster: true },
      ])
      expect([...(await admin.brokers.clusters())]).toEqual([
        ['DefaultCluster', ['broker-a', 'broker-b']],
      ])
      const [runtime] = await admin.brokers.runtime({ broker: 'broker-b' })
      expect(runtime).toMatchObject({
        brokerName: 'broker-b',
        values: { brokerVersionDesc: 'V5_3_3', putTps: expect.any(String) },
      })
      await expect(admin.brokers.runtime({ broker: 'broker-z' })).rejects.toMatchObject({
        code: 'ROCKETMQ_NO_BROKER',
        message: expect.stringContaining('did you mean broker-a?'),
      })
      await expect(admin.brokers.config({ cluster: 'DefaultClutser' })).rejects.toMatchObject({
        ...ABSENT,
        message: 'There is no cluster DefaultClutser; did you mean DefaultCluster?',
      })
    })

    it(
      'changes a setting, and refuses one that brokers would ignore',
      async () => {
        const broker = 'broker-a'
        const [changed] = await admin.brokers.updateConfig({ fileReservedTime: '47' }, { broker })
        expect(changed?.values['fileReservedTime']).toBe('47')
        const text = await mq('getBrokerConfig', '-b', server.brokers[0].address)
        expect(text).toMatch(/fileReservedTime\s+=\s+47/)
        const wrong = admin.brokers.updateConfig({ fileReservedTimes: '1' }, { broker })
        await expect(wrong).rejects.toMatchObject({
          ...ABSENT,
          message: expect.stringContaining('did you mean fileReservedTime?'),
        })
      },
      WITHIN_MS,
    )
  })

  it('sees producers', async () => {
    const { producer } = await filledTopic(['m0', 'm1'])
    const { clientId, group } = producer
    let found = await admin.producers.connections(group)
    // Heartbeats go out behind the first sends.
    while (found[0]?.brokers.length !== 2) found = await admin.producers.connections(group)
    expect(found).toMatchObject([{ group, clientId, brokers: ['broker-a', 'broker-b'] }])
    expect(await admin.producers.list()).toContainEqual(
      expect.objectContaining({ group, clientId }),
    )
    await expect(admin.producers.connections('nobody')).resolves.toEqual([])
  })

  it(
    'says which broker failed, and what is done at the others',
    async () => {
      const topic = uniqueName('topic')
      const second = server.brokers[1]!
      second.pause()
      const brief = createAdmin({
        nameServers: server.nameServerAddress,
        connection: { requestTimeoutMs: 2000 },
      })
      try {
        await expect(brief.brokers.runtime()).rejects.toMatchObject({
          code: 'ROCKETMQ_PARTLY_DONE',
          done: [server.brokers[0].address],
          failures: [{ address: second.address }],
          message: expect.stringMatching(/done at 1 of 2 servers; failed: .*No answer/),
        })
        const end = new AbortController()
        const created = brief.topics.create(topic, {}, { signal: end.signal })
        end.abort()
        await expect(created).rejects.toMatchObject({ code: 'ROCKETMQ_REQUEST_ABORTED' })
      } finally {
        second.resume()
        await brief.close()
      }
    },
    WITHIN_MS,
  )
})
