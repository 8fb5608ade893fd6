import { afterEach, describe, expect, it } from '@jest/globals'

import { type ConsumerEvent, createAdmin, type PushConsumer } from '../../src/index.js'
import { Consumers, Inbox, queueCount } from './consumers.js'
import { Producers } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

const NAME_SERVER = sharedNameServer()
const producers = new Producers()
const consumers = new Consumers()
afterEach(async () => {
  await consumers.closeAll()
  await producers.closeAll()
})

/** A topic with messages in all of its queues. */
async function topicWith(count: number): Promise<string> {
  const topic = uniqueName('subscriptions')
  const producer = await producers.start(NAME_SERVER)
  for (let number = 0; number < count; number++) {
    await producer.send({ topic, body: `${number}`, tags: 'a' })
  }
  return topic
}

const nextEvent = <T extends ConsumerEvent['type']>(consumer: PushConsumer, type: T) =>
  new Promise<Extract<ConsumerEvent, { type: T }>>((resolve) => {
    const off = consumer.on((event) => {
      if (event.type !== type) return
      off()
      resolve(event as Extract<ConsumerEvent, { type: T }>)
    })
  })

describe('subscriptions that differ within a group', () => {
  it('are seen by the member that brokers do not go by, until they are alike again', async () => {
    const topic = await topicWith(4)
    const group = uniqueName('G')
    const [old, other] = [0, 1].map(() => consumers.create(NAME_SERVER, { group })) as [
      PushConsumer,
      PushConsumer,
    ]
    old.subscribe(topic, new Inbox().listener, { tags: 'a' })
    await old.start()
    await queueCount(old, 4)
    expect(old.subscriptionConflicts()).toEqual([])

    const seen = Promise.race([
      nextEvent(old, 'subscriptionConflict'),
      nextEvent(other, 'subscriptionConflict'),
    ])
    other.subscribe(topic, new Inbox().listener, { tags: ['a', 'b'] })
    await other.start()
    // Each rebalance makes another member's subscription the newest, so either of them may be the one that sees it.
    const { conflict } = await seen
    expect(conflict.topic).toBe(topic)
    expect([conflict.own, conflict.atBrokers].sort()).toEqual(['a', 'a || b'])
    const seer = old.subscriptionConflicts().length > 0 ? old : other
    expect(seer.subscriptionConflicts()).toContainEqual(conflict)

    old.subscribe(topic, new Inbox().listener, { tags: ['a', 'b'] })
    other.subscribe(topic, new Inbox().listener, { tags: ['a', 'b'] })
    while (seer.subscriptionConflicts().some(({ untilMs }) => untilMs === undefined)) {
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    const [first] = seer.subscriptionConflicts()
    expect(first).toMatchObject({ topic, sinceMs: conflict.sinceMs })
    expect(first!.untilMs).toBeGreaterThanOrEqual(first!.sinceMs)
  })
})

describe('a filter that changes while pulls wait at the broker', () => {
  it('is gone by with what those pulls bring, too', async () => {
    const topic = await topicWith(4)
    const group = uniqueName('G')
    const inbox = new Inbox()
    const consumer = consumers.create(NAME_SERVER, { group })
    consumer.subscribe(topic, inbox.listener, { tags: 'a' })
    await consumer.start()
    // The next pull of each queue has left before its message was handed out.
    await inbox.count(4)
    consumer.subscribe(topic, inbox.listener, { tags: ['b', 'c'] })
    await using admin = createAdmin({ nameServers: NAME_SERVER })
    const isTold = async (): Promise<boolean> => {
      const { subscriptions } = await admin.groups.connections(group)
      return subscriptions.some((one) => one.topic === topic && one.subString === 'b || c')
    }
    while (!(await isTold()));
    const producer = await producers.start(NAME_SERVER)
    const queues = await producer.queues(topic)
    expect(queues).toHaveLength(4)
    for (const queue of queues) {
      // The last one wakes the pull that still waits by the old filter: it brings the two others.
      for (const tags of ['b', 'c', 'a']) {
        await producer.send({ topic, body: `${queue.queueId}${tags}`, tags }, { queue })
      }
    }
    await inbox.count(4 + 8)
    expect(inbox.bodies.slice(4).sort()).toEqual(['0b', '0c', '1b', '1c', '2b', '2c', '3b', '3c'])
  })
})

describe('a topic that is paused by name', () => {
  it('is left alone, while the others are read; its filter can be carried elsewhere', async () => {
    const [paused, read] = [await topicWith(8), await topicWith(8)]
    const [ofPaused, ofRead] = [new Inbox(), new Inbox()]
    const consumer = consumers.create(NAME_SERVER, { group: uniqueName('G') })
    consumer.subscribe(paused, ofPaused.listener, { tags: 'a || b' })
    consumer.subscribe(read, ofRead.listener)
    consumer.pause(paused)
    await consumer.start()
    await ofRead.count(8)
    expect(ofPaused.messages).toEqual([])
    expect(consumer.subscriptions()).toMatchObject([
      { topic: paused, isPaused: true, expression: 'a || b' },
      { topic: read, isPaused: false },
    ])
    consumer.resume(paused)
    await ofPaused.count(8)

    // As another process would read them from a file.
    const exported = JSON.parse(JSON.stringify(consumer.subscriptions())) as ReturnType<
      PushConsumer['subscriptions']
    >
    const imported = new Inbox()
    const other = consumers.create(NAME_SERVER, { group: uniqueName('G') })
    for (const { topic, filter } of exported) other.subscribe(topic, imported.listener, filter)
    expect(other.subscriptions().map(({ topic, filter }) => ({ topic, filter }))).toEqual(
      exported.map(({ topic, filter }) => ({ topic, filter })),
    )
    await other.start()
    await imported.count(16)
  })
})

describe('offsets', () => {
  it('are read from memory or from the broker, and how well that goes is counted', async () => {
    const topic = await topicWith(8)
    const inbox = new Inbox()
    const settings = { group: uniqueName('G'), offsetPersistIntervalMs: 600_000 }
    const consumer = consumers.create(NAME_SERVER, settings)
    consumer.subscribe(topic, inbox.listener)
    await consumer.start()
    await queueCount(consumer, 4)
    await inbox.count(8)
    const [queue] = consumer.queues()
    while ((await consumer.offset(queue!)) !== 2n) await new Promise(setImmediate)

    const before = consumer.stats().offsets
    expect(await consumer.offset(queue!, 'memory')).toBe(2n)
    // Nothing was written yet: the broker has no offset of this group.
    expect(await consumer.offset(queue!, 'store')).toBeUndefined()
    expect(await consumer.offset({ ...queue!, queueId: 9 }, 'memory')).toBeUndefined()
    const { reads, readsFromMemory, failedReads } = consumer.stats().offsets
    expect([reads - before.reads, readsFromMemory - before.readsFromMemory]).toEqual([3, 1])
    expect(failedReads).toBe(0)
    expect(consumer.offsets(topic)).toHaveLength(4)
    expect(consumer.offsets(topic)).toContainEqual({ queue, offset: 2n })

    await consumer.close()
    const later = consumers.create(NAME_SERVER, settings)
    later.subscribe(topic, inbox.listener)
    await later.start()
    await queueCount(later, 4)
    expect(await later.offset(queue!, 'store')).toBe(2n)
  })
})
