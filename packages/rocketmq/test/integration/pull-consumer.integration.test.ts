import { setTimeout as pause } from 'node:timers/promises'

import { afterEach, describe, expect, it } from '@jest/globals'

import {
  createAdmin,
  createPullConsumer,
  type MessageQueue,
  type OwnClientPullConsumerOptions,
  type PullConsumer,
} from '../../src/index.js'
import { Producers } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

const producers = new Producers()
const open: PullConsumer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((consumer) => consumer.close()))
  await producers.closeAll()
})

async function setup() {
  const producer = await producers.start(sharedNameServer())
  const topic = uniqueName('pull')
  const group = uniqueName('group')
  const create = (options: Partial<OwnClientPullConsumerOptions> = {}) => {
    const consumer = createPullConsumer({
      nameServers: sharedNameServer(),
      group,
      consumeFrom: 'first',
      rebalanceIntervalMs: 500,
      ...options,
    })
    open.push(consumer)
    return consumer
  }
  const [queue] = await producer.queues(topic)
  const send = async (from: number, to: number, target: MessageQueue | undefined = queue) => {
    for (let index = from; index < to; index += 1) {
      await producer.send({ topic, body: `m${index}` }, { queue: target! })
    }
  }
  return { topic, group, create, send, queue: queue! }
}

/** Resolves when a rebalance round has changed the queues of this member. */
const nextRebalance = (consumer: PullConsumer) =>
  new Promise<void>((resolve) => {
    const end = consumer.on(({ type }) => {
      if (type !== 'rebalanced') return
      end()
      resolve()
    })
  })

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `m${from + index}`)

/** Polls until so many messages are here. */
async function pollCount(consumer: PullConsumer, count: number): Promise<string[]> {
  const bodies: string[] = []
  while (bodies.length < count) {
    for (const { body } of await consumer.poll()) bodies.push(body.toString())
  }
  return bodies
}

describe('a pull consumer', () => {
  it('polls what it subscribes to, and goes on after a restart behind what was polled before', async () => {
    const { topic, create, send } = await setup()
    await send(0, 10)
    const first = create({ maxPollMessages: 4 })
    await first.subscribe(topic)
    await first.start()
    expect(await pollCount(first, 8)).toEqual(numbered(0, 8))
    await first.close()

    const second = create()
    await second.subscribe(topic)
    await second.start()
    // The last poll gave m4 to m7; nobody knows whether they were handled.
    expect(await pollCount(second, 6)).toEqual(numbered(4, 10))
  })

  it('is iterated over, until its signal aborts', async () => {
    const { topic, create, send } = await setup()
    await send(0, 5)
    const consumer = create()
    await consumer.subscribe(topic)
    await consumer.start()
    const stop = new AbortController()
    const bodies: string[] = []
    for await (const { body } of consumer.messages(stop.signal)) {
      bodies.push(body.toString())
      if (bodies.length === 5) stop.abort()
    }
    expect(bodies).toEqual(numbered(0, 5))
  })

  it('reads the queues that it is assigned, and seeks in them', async () => {
    const { create, send, queue } = await setup()
    await send(0, 10)
    const consumer = create()
    await consumer.assign([queue])
    await consumer.start()
    expect(consumer.queues()).toEqual([queue])
    expect(await pollCount(consumer, 10)).toEqual(numbered(0, 10))

    await consumer.seek(queue, 7n)
    expect(consumer.position(queue)).toBe(7n)
    expect(await pollCount(consumer, 3)).toEqual(numbered(7, 10))
    await consumer.seekToBegin(queue)
    expect(await pollCount(consumer, 10)).toEqual(numbered(0, 10))
    await consumer.seekToEnd(queue)
    await send(10, 11)
    expect(await pollCount(consumer, 1)).toEqual(['m10'])
    await expect(consumer.offsetForTimestamp(queue, 0)).resolves.toBe(0n)
  })

  it('commits by hand: what was not committed comes again', async () => {
    const { topic, create, send, queue } = await setup()
    await send(0, 6)
    const first = create({ autoCommit: false, maxPollMessages: 2 })
    await first.subscribe(topic)
    await first.start()
    expect(await pollCount(first, 4)).toEqual(numbered(0, 4))
    await expect(first.commit()).resolves.toBe(true)
    await expect(first.committed(queue)).resolves.toBe(4n)
    expect(await pollCount(first, 2)).toEqual(numbered(4, 6))
    await first.close()

    const second = create()
    await second.subscribe(topic)
    await second.start()
    expect(await pollCount(second, 2)).toEqual(numbered(4, 6))
  })

  it('pulls nothing of a queue that is paused, and goes on when it is resumed', async () => {
    const { create, send, queue } = await setup()
    const other = { ...queue, queueId: queue.queueId === 0 ? 1 : 0 }
    const consumer = create({ suspendTimeoutMs: 100, pullTimeoutMs: 5000 })
    await consumer.assign([queue, other])
    await consumer.start()
    await send(0, 1)
    expect(await pollCount(consumer, 1)).toEqual(['m0'])
    consumer.pause([queue])
    // A pull that waits at the broker still brings its messages: let it end.
    await new Promise<void>((resolve) => {
      const look = () => (consumer.isPulling(queue) ? setImmediate(look) : resolve())
      look()
    })
    await send(1, 2)
    await send(2, 3, other)
    expect(await pollCount(consumer, 1)).toEqual(['m2'])
    consumer.resume()
    expect(await pollCount(consumer, 1)).toEqual(['m1'])
  })

  it('tells of the queues of a topic, and of those that are added', async () => {
    const { topic, create, send } = await setup()
    await send(0, 1)
    const consumer = create({ routeRefreshIntervalMs: 200 })
    const seen: (readonly MessageQueue[])[] = []
    let onMore = () => {}
    const queuesAre = (count: number) =>
      new Promise<void>((resolve) => {
        onMore = () => {
          if (seen.at(-1)?.length === count) resolve()
        }
        onMore()
      })
    await consumer.subscribe(topic)
    await consumer.start()
    const end = consumer.watchQueues(topic, (queues) => {
      seen.push(queues)
      onMore()
    })
    await queuesAre(4)
    expect(seen).toEqual([await consumer.queuesOf(topic)])
    const admin = createAdmin({ nameServers: sharedNameServer() })
    const areSix = queuesAre(6).then(() => true)
    // A name server ignores the change of a topic that comes with the same version as another topic's, of another test
    // (`RouteInfoManager.isTopicConfigChanged`): the next one brings it.
    do await admin.topics.update(topic, { readQueueNums: 6, writeQueueNums: 6 })
    while (!(await Promise.race([areSix, pause(5000, false, { ref: false })])))
    await admin.close()
    expect(seen).toHaveLength(2)
    end()
  })

  it('gives up queues as soon as a broker tells it of a new member', async () => {
    const { topic, create, send } = await setup()
    await send(0, 1)
    // No timer would do it while this test runs.
    const rarely = { rebalanceIntervalMs: 3_600_000 }
    const first = create(rarely)
    await first.subscribe(topic)
    await first.start()
    expect(first.queues()).toHaveLength(4)
    const fewer = nextRebalance(first)
    const second = create(rarely)
    await second.subscribe(topic)
    await second.start()
    await fewer
    expect(first.queues()).toHaveLength(2)
  })

  it('shares the queues of a group, and says what it will not do', async () => {
    const { topic, create, queue } = await setup()
    await producers
      .start(sharedNameServer())
      .then((producer) => producer.send({ topic, body: 'x' }))
    const [first, second] = [create(), create()]
    for (const consumer of [first, second]) {
      await consumer.subscribe(topic)
      await consumer.start()
    }
    const total = () => [...first.queues(), ...second.queues()].length
    while (first.queues().length !== 2 || second.queues().length !== 2) {
      await new Promise<void>((resolve) => {
        const ends = [first, second].map((consumer) => consumer.on(() => resolve()))
        void ends
      })
    }
    expect(total()).toBe(4)
    await expect(first.assign([queue])).rejects.toMatchObject({ code: 'ROCKETMQ_CONFIG_INVALID' })
    await first.close()
    await expect(first.poll()).rejects.toMatchObject({ code: 'ROCKETMQ_CLOSED' })
    await expect(create().poll()).rejects.toMatchObject({ code: 'ROCKETMQ_NOT_STARTED' })
    const reason = new Error('no more')
    await expect(second.poll({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  }, 30_000)
})
