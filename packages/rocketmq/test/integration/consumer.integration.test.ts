import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import {
  ClientInstance,
  createAdmin,
  createConsumer,
  type PushConsumer,
  reconsumeLater,
  REQUEST_CODE,
} from '../../src/index.js'
import { JavaPeer } from '../peer/java-peer.js'
import { deferred } from '../transaction/setup.js'
import { Consumers, Inbox, queueCount, queuesTaken } from './consumers.js'
import { untilTopicKnown } from './known-topics.js'
import { Producers } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

let java: JavaPeer
beforeAll(async () => {
  java = await JavaPeer.start({ nameServerAddress: sharedNameServer() })
})
afterAll(() => java.close())

const producers = new Producers()
const consumers = new Consumers()
afterEach(async () => {
  await consumers.closeAll()
  await producers.closeAll()
})

async function setup(options: Parameters<Consumers['create']>[1] = {}) {
  const producer = await producers.start(sharedNameServer())
  const topic = uniqueName('consumer')
  const group = uniqueName('group')
  const create = (own: typeof options = {}) =>
    consumers.create(sharedNameServer(), { group, ...options, ...own })
  const send = async (...bodies: string[]) => {
    for (const body of bodies) await producer.send({ topic, body })
  }
  return { producer, topic, group, create, send, consumer: create() }
}

/** The flag of a topic that units subscribe to. Source: apache/rocketmq `common/.../sysflag/TopicSysFlag.java`. */
const UNIT_SUBSCRIPTION = 2

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`)

describe('a concurrent consumer', () => {
  it('gets what Java sent, with its properties', async () => {
    const { topic, consumer } = await setup()
    const [sent] = await java.produce({
      messages: [{ topic, body: '消息', tags: 't', keys: 'k1 k2', properties: { 颜色: '红' } }],
    })
    const inbox = new Inbox()
    consumer.subscribe(topic, inbox.listener)
    await consumer.start()
    await inbox.count(1)
    expect(inbox.messages[0]).toMatchObject({
      ...{ topic, tags: 't', keys: ['k1', 'k2'], msgId: sent?.msgId, reconsumeTimes: 0 },
      properties: { 颜色: '红' },
    })
    expect(inbox.bodies).toEqual(['消息'])
    expect(inbox.contexts[0]).toMatchObject({ topic, queue: { topic }, reconsumeTimes: 0 })
  })

  it('says how far it has come in each queue', async () => {
    const { topic, consumer, send } = await setup()
    await send(...numbered(20))
    const inbox = new Inbox()
    consumer.subscribe(topic, inbox.listener)
    await consumer.start()
    await inbox.count(20)
    while (consumer.stats().held > 0) await new Promise((resolve) => setImmediate(resolve))
    const stats = consumer.queueStats().filter(({ queue }) => queue.topic === topic)
    expect(stats).toHaveLength(4)
    expect(stats.reduce((sum, { commitOffset }) => sum + commitOffset, 0n)).toBe(20n)
    for (const { held, heldBytes, commitOffset, nextOffset, lastPulledAtMs } of stats) {
      expect({ held, heldBytes, nextOffset }).toEqual({
        held: 0,
        heldBytes: 0,
        nextOffset: commitOffset,
      })
      expect(lastPulledAtMs).toBeGreaterThan(0)
    }
  })

  it('goes on after a restart where it was', async () => {
    const { topic, consumer, create, send } = await setup()
    await send(...numbered(20))
    const first = new Inbox()
    consumer.subscribe(topic, first.listener)
    await consumer.start()
    await first.count(20)
    await consumer.close()

    await send('after')
    const second = new Inbox()
    const again = create()
    again.subscribe(topic, second.listener)
    await again.start()
    await second.count(1)
    expect(second.bodies).toEqual(['after'])
  })

  it('gets a message again that failed, and puts it among the dead letters in the end', async () => {
    const { topic, group, consumer, send } = await setup({ maxReconsumeTimes: 1 })
    const inbox = new Inbox(({ reconsumeTimes }) => {
      if (reconsumeTimes === 0) return reconsumeLater(1)
      throw new Error('not this time either')
    })
    consumer.subscribe(topic, inbox.listener)
    await consumer.start()
    await send('poison')
    await inbox.count(2)
    expect(inbox.messages).toMatchObject([
      { topic, reconsumeTimes: 0 },
      { topic, reconsumeTimes: 1 },
    ])
    // Java would look again for a topic that is not there yet 30 s later.
    await untilTopicKnown(sharedNameServer(), `%DLQ%${group}`)
    const dead = await java.consume({ topic: `%DLQ%${group}`, group: uniqueName('dlq'), count: 1 })
      .done
    expect(dead.map(({ body }) => body.toString())).toEqual(['poison'])
  }, 60_000)

  it('keeps a slow message from being lost, whatever ends after it', async () => {
    const { topic, consumer, create, send, producer } = await setup({ closeTimeoutMs: 1 })
    const slow = deferred<undefined>()
    const inbox = new Inbox(({ body }) => (body.toString() === 'm0' ? slow.promise : undefined))
    const [queue] = await producer.queues(topic)
    for (const body of numbered(50)) await producer.send({ topic, body }, { queue: queue! })
    consumer.subscribe(topic, inbox.listener)
    await consumer.start()
    await inbox.count(50)
    await consumer.close()
    slow.resolve(undefined)

    const second = new Inbox()
    const again = create()
    again.subscribe(topic, second.listener)
    await again.start()
    await send('last')
    await second.until(() => second.bodies.includes('last'))
    expect(second.bodies).toContain('m0')
  })

  it('leaves to its successor what it has not begun with, and waits for what it has', async () => {
    const { topic, consumer, create, send } = await setup({ concurrency: 1 })
    await send(...numbered(10))
    const begun = deferred<undefined>()
    const inbox = new Inbox(() => begun.promise)
    consumer.subscribe(topic, inbox.listener)
    await consumer.start()
    await inbox.count(1)
    const closed = consumer.close()
    begun.resolve(undefined)
    await closed
    expect(inbox.messages).toHaveLength(1)

    const second = new Inbox()
    const again = create()
    again.subscribe(topic, second.listener)
    await again.start()
    await second.count(9)
    expect([...inbox.bodies, ...second.bodies].sort()).toEqual(numbered(10).sort())
  })

  it('pulls no more than it may hold, and goes on as messages are consumed', async () => {
    const { topic, consumer, producer } = await setup({
      concurrency: 1,
      pullThresholdMessages: 8,
      pullBatchSize: 4,
    })
    const [queue] = await producer.queues(topic)
    for (const body of numbered(40)) await producer.send({ topic, body }, { queue: queue! })
    const held: number[] = []
    const inbox = new Inbox(() => {
      held.push(consumer.stats().held)
    })
    consumer.subscribe(topic, inbox.listener)
    await consumer.start()
    await inbox.count(40)
    expect(inbox.bodies).toEqual(numbered(40))
    expect(Math.max(...held)).toBeLessThan(8 + 4)
  })

  it.each([
    // Four wait, and one pull brings four at most.
    { by: 'bytes', limits: { pullThresholdBytes: 4000, concurrency: 1 }, below: 8 },
    { by: 'span', limits: { pullThresholdSpan: 8 }, below: 12 },
  ] as const)(
    'pulls no further ahead than it may, by $by, and goes on when it has room again',
    async ({ by, limits, below }) => {
      const { topic, consumer, producer } = await setup({ ...limits, pullBatchSize: 4 })
      const [queue] = await producer.queues(topic)
      const bodies = numbered(40).map((name) => name.padEnd(1000))
      for (const body of bodies) await producer.send({ topic, body }, { queue: queue! })
      const stuck = deferred<undefined>()
      const inbox = new Inbox(({ body }) =>
        body.toString() === bodies[0] ? stuck.promise : undefined,
      )
      const full = new Promise((resolve) => {
        consumer.on((event) => {
          if (event.type === 'full') resolve(event.by)
        })
      })
      consumer.subscribe(topic, inbox.listener)
      await consumer.start()
      await expect(full).resolves.toBe(by)
      const [stats] = consumer
        .queueStats()
        .filter((one) => one.queue.topic === topic && one.queue.queueId === queue!.queueId)
      expect(stats!.isPulling).toBe(false)
      expect(Number(stats!.nextOffset)).toBeLessThan(below)
      stuck.resolve(undefined)
      await inbox.count(bodies.length)
      expect([...inbox.bodies].sort()).toEqual([...bodies].sort())
    },
    30_000,
  )

  it('pulls anew where a pull has no end, and says so', async () => {
    const { topic, group, send } = await setup()
    await send(...numbered(8))
    await using client = new ClientInstance({ nameServers: sharedNameServer() })
    // A fault that nobody knows of: the first pull of each queue gets lost, past every time limit.
    const invoke = client.remoting.invoke.bind(client.remoting)
    const lost = new Set<string | undefined>()
    client.remoting.invoke = (address, request, options) => {
      const isOfTopic =
        request.code === REQUEST_CODE.PULL_MESSAGE && request.ext?.['topic'] === topic
      const queueId = request.ext?.['queueId']
      if (!isOfTopic || lost.has(queueId)) return invoke(address, request, options)
      lost.add(queueId)
      return new Promise(() => undefined)
    }
    await using consumer = createConsumer({
      ...{ client, group, consumeFrom: 'first' },
      ...{ suspendTimeoutMs: 200, pullTimeoutMs: 1000, stallMarginMs: 500 },
    })
    const reasons: string[] = []
    consumer.on((event) => {
      if (event.type === 'pullStalled') reasons.push(event.reason)
    })
    const inbox = new Inbox()
    consumer.subscribe(topic, inbox.listener)
    await consumer.start()
    await inbox.count(8)
    expect(new Set(inbox.bodies)).toEqual(new Set(numbered(8)))
    expect(lost.size).toBe(4)
    expect(reasons.filter((reason) => reason === 'noAnswer').length).toBeGreaterThanOrEqual(4)
    expect(consumer.stats().stalls).toBeGreaterThanOrEqual(4)
  }, 30_000)

  it('takes batches', async () => {
    const { topic, consumer, producer } = await setup()
    const [queue] = await producer.queues(topic)
    for (const body of numbered(20)) await producer.send({ topic, body }, { queue: queue! })
    const sizes: number[] = []
    const inbox = new Inbox()
    consumer.subscribeBatch(
      topic,
      async (messages, context) => {
        sizes.push(messages.length)
        for (const message of messages) await inbox.listener(message, context)
      },
      { maxMessages: 8 },
    )
    await consumer.start()
    await inbox.count(20)
    expect(Math.max(...sizes)).toBeGreaterThan(1)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(8)
  })

  it('filters by SQL', async () => {
    const { topic, producer, consumer } = await setup()
    for (const age of ['1', '5', '9']) {
      await producer.send({ topic, body: age, properties: { age } })
    }
    const inbox = new Inbox()
    consumer.subscribe(topic, inbox.listener, { sql: 'age > 3' })
    await consumer.start()
    await inbox.count(2)
    expect([...inbox.bodies].sort()).toEqual(['5', '9'])
  })

  it('says at its start that a broker cannot read an SQL expression', async () => {
    const { topic, send, consumer } = await setup()
    await send('creates the topic')
    consumer.subscribe(topic, () => undefined, { sql: 'age >> 3' })
    await expect(consumer.start()).rejects.toMatchObject({ code: 'ROCKETMQ_REQUEST_REFUSED' })
    await expect(consumer.start()).rejects.toMatchObject({ code: 'ROCKETMQ_REQUEST_REFUSED' })
    expect(consumer.isRunning).toBe(false)
  })

  it('begins at a time, or with what comes after the start', async () => {
    const { topic, create, send, producer } = await setup()
    await send('old')
    const result = await producer.send({ topic, body: 'marker' })
    const marker = await java.view(topic, result.offsetMsgId)
    await send('new')

    const since = new Inbox()
    const timed = create({
      group: uniqueName('group'),
      consumeFrom: { timestampMs: marker.storeTimestamp },
    })
    timed.subscribe(topic, since.listener)
    await timed.start()
    await since.until(() => since.bodies.includes('new') && since.bodies.includes('marker'))

    const latest = new Inbox()
    const last = create({ group: uniqueName('group'), consumeFrom: 'last' })
    last.subscribe(topic, latest.listener)
    await last.start()
    await send('newest')
    await latest.count(1)
    expect(latest.bodies).toEqual(['newest'])
  })

  it('puts topics and group into its namespace, and shows them without it', async () => {
    const namespace = uniqueName('ns')
    const { topic, group, consumer } = await setup({ namespace })
    const producer = await producers.start(sharedNameServer(), { namespace })
    const inbox = new Inbox(({ reconsumeTimes }) =>
      reconsumeTimes === 0 ? reconsumeLater(1) : 'success',
    )
    await producer.send({ topic, body: 'x' })
    consumer.subscribe(topic, inbox.listener)
    await consumer.start()
    await inbox.count(2)
    expect(consumer.group).toBe(`${namespace}%${group}`)
    expect(inbox.messages.map((message) => message.topic)).toEqual([topic, topic])
    expect(new Set(consumer.queues().map((queue) => queue.topic))).toEqual(new Set([topic]))
  }, 30_000)

  it('belongs to a unit: so do its client id and the retry topic of its group', async () => {
    const { topic, group, consumer, send } = await setup({ unitName: 'east', unitMode: true })
    await send('m0')
    const inbox = new Inbox()
    consumer.subscribe(topic, inbox.listener)
    await consumer.start()
    await inbox.count(1)
    expect(consumer.clientId).toMatch(/@east$/)
    const admin = createAdmin({ nameServers: sharedNameServer() })
    const retryTopic = `%RETRY%${group}`
    // The broker makes it at the first heartbeat, and tells the name server when it has the time.
    await untilTopicKnown(sharedNameServer(), retryTopic)
    const settings = await admin.topics.get(retryTopic)
    await admin.close()
    expect(settings).toMatchObject([{ topicSysFlag: UNIT_SUBSCRIPTION }])
  }, 30_000)

  it('takes up a topic that is created after its start, and leaves one that it unsubscribes from', async () => {
    const { topic, consumer, send, producer } = await setup()
    const other = uniqueName('other')
    const inbox = new Inbox()
    consumer.subscribe(topic, inbox.listener)
    await consumer.start()
    await send('first')
    await inbox.count(1)
    await producer.send({ topic: other, body: 'second' })
    consumer.subscribe(other, inbox.listener)
    await inbox.count(2)
    const removed = new Promise<unknown>((resolve) => {
      consumer.on((event) => {
        if (event.type === 'rebalanced' && event.topic === topic) resolve(event.removed.length)
      })
    })
    consumer.unsubscribe(topic)
    await expect(removed).resolves.toBeGreaterThan(0)
    expect(new Set(consumer.queues().map((queue) => queue.topic))).toEqual(new Set([other]))
  }, 30_000)

  it('reads only the tags it wants, and passes the others', async () => {
    const { topic, producer, consumer } = await setup()
    for (const tags of ['a', 'b', 'c']) await producer.send({ topic, body: tags, tags })
    const inbox = new Inbox()
    consumer.subscribe(topic, inbox.listener, { tags: ['a', 'c'] })
    await consumer.start()
    await inbox.count(2)
    await producer.send({ topic, body: 'last', tags: 'c' })
    await inbox.count(3)
    expect([...inbox.bodies].sort()).toEqual(['a', 'c', 'last'])
  })
})

describe('a group of several consumers', () => {
  it('shares its queues anew as soon as brokers tell of a new member', async () => {
    // No timer would do it while this test runs.
    const { topic, create, send } = await setup({ rebalanceIntervalMs: 3_600_000 })
    await send('m0')
    const [first, second] = [create(), create()]
    first.subscribe(topic, () => undefined)
    await first.start()
    const shared = queueCount(first, 2)
    second.subscribe(topic, () => undefined)
    await second.start()
    await shared
    expect(second.queues()).toHaveLength(2)
  }, 30_000)

  it('shares the queues with Java, and each takes over when another one leaves', async () => {
    const { topic, group, consumer, send } = await setup()
    await send('created')
    const ours = new Inbox()
    consumer.subscribe(topic, ours.listener)
    await consumer.start()
    await ours.count(1)
    await queueCount(consumer, 4)

    const theirs = java.consume({ topic, group, withinMs: 60_000 })
    await theirs.started
    await queueCount(consumer, 2)
    await send(...numbered(40))
    const both = () => [...ours.bodies, ...theirs.messages.map(({ body }) => body.toString())]
    await ours.until(() => ours.bodies.some((body) => body !== 'created'))
    await theirs.first(() => true)
    const left = theirs.stop()
    await queueCount(consumer, 4)
    await left
    await send('last')
    await ours.until(() => ours.bodies.includes('last'))
    await ours.until(() => new Set(both()).size === 42)
    expect(new Set(both())).toEqual(new Set(['created', ...numbered(40), 'last']))
  }, 90_000)

  it('takes over what a member had that vanished without a word', async () => {
    const { topic, group, create, send } = await setup()
    await send(...numbered(8))
    const client = new ClientInstance({ nameServers: sharedNameServer() })
    const stuck = deferred<undefined>()
    // Its listeners never end, and it says no good-bye: as the broker sees it, it was killed.
    const killed = createConsumer({ client, group, consumeFrom: 'first', closeTimeoutMs: 0 })
    const lost = new Inbox(() => stuck.promise)
    killed.subscribe(topic, lost.listener)
    // A heartbeat that the broker reads after the end of its connection keeps the member in the group for two minutes;
    // the last of its start comes before this.
    const hasRetryQueue = queuesTaken(killed, `%RETRY%${group}`)
    await killed.start()
    await Promise.all([lost.count(8), hasRetryQueue])
    await client.close()

    const inbox = new Inbox()
    const successor = create()
    successor.subscribe(topic, inbox.listener)
    await successor.start()
    await inbox.count(8)
    expect([...inbox.bodies].sort()).toEqual(numbered(8).sort())
    stuck.resolve(undefined)
    await killed.close()
  }, 30_000)
})
