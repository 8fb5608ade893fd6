import { describe, expect, it } from '@jest/globals'

import { createMessage } from '../../src/message/message.js'
import { FaultAvoidance } from '../../src/routing/fault-avoidance.js'
import { MessageRouter } from '../../src/routing/message-router.js'
import { publishQueues } from '../../src/routing/publish-queues.js'
import {
  hashIndex,
  MessageHashSelector,
  type Queues,
  RandomSelector,
  RoundRobinSelector,
} from '../../src/routing/queue-selector.js'
import { route, TWO_BROKERS } from './routes.js'

const publish = publishQueues('t', TWO_BROKERS)
const queues = publish.queues as Queues
const message = createMessage({ topic: 't', body: 'x' })
const random = () => 0.5
const now = 1_000_000

describe('choosing a queue', () => {
  it('in turn begins anywhere, misses none, and has a counter for each topic', () => {
    const selector = new RoundRobinSelector(random)
    const turn = (topic: string) => queues.indexOf(selector.select(queues, { topic }))
    expect([1, 2, 3, 4, 5].map(() => turn('t'))).toEqual([2, 3, 0, 1, 2])
    expect(turn('other')).toBe(2)
    expect(turn('t')).toBe(3)
    selector.reset('t')
    expect(turn('t')).toBe(2)
  })

  it('in turn goes on when there are fewer queues than before', () => {
    const selector = new RoundRobinSelector(() => 0.99)
    expect(selector.select(queues, { topic: 't' })).toBe(queues[3])
    expect(selector.select([queues[0]], { topic: 't' })).toBe(queues[0])
  })

  it('at random follows the random number', () => {
    expect(new RandomSelector(() => 0.999).select(queues)).toBe(queues[3])
    expect(new RandomSelector(() => 0).select(queues)).toBe(queues[0])
  })

  it('by hash agrees with Java, also where its absolute value would overflow', () => {
    // Java: Math.abs("hello".hashCode() % 4) = 2, "polygenelubricants" hashes to −2^31.
    expect(hashIndex('hello', 4)).toBe(2)
    expect(hashIndex('polygenelubricants', 3)).toBe(2)
    expect(hashIndex('order-7', 4)).toBe(hashIndex('order-7', 4))
  })

  it('by hash goes by the sharding key, then by the first key, then anywhere', () => {
    const selector = new MessageHashSelector(() => 0)
    const chosen = (shardingKey: string | undefined, keys: string[]) =>
      queues.indexOf(selector.select(queues, { shardingKey, keys }))
    expect(chosen('hello', ['a'])).toBe(2)
    expect(chosen(undefined, ['hello', 'a'])).toBe(2)
    expect(chosen(undefined, [])).toBe(0)
  })
})

describe('routing a message', () => {
  const router = (more = {}) => new MessageRouter({ random: () => 0, ...more })

  it('names queue, broker and the address of its master', () => {
    expect(router().route(message, publish, {})).toEqual({
      isRouted: true,
      queue: { topic: 't', brokerName: 'a', queueId: 0 },
      brokerName: 'a',
      address: 'a:1',
      isLogicalQueue: false,
    })
  })

  it('goes to another broker than those that failed, while there is one', () => {
    const brokers = (avoidBrokers: string[]) =>
      [1, 2, 3, 4].map(() => {
        const result = router().route(message, publish, { avoidBrokers })
        return result.isRouted && result.brokerName
      })
    expect(new Set(brokers(['a']))).toEqual(new Set(['b']))
    expect(new Set(brokers(['a', 'b']))).toEqual(new Set(['a']))
  })

  it('by key keeps to its queue even when the broker is slow: order comes first', () => {
    const keyed = createMessage({ topic: 't', body: 'x', shardingKey: 'hello' })
    const byKey = router({ strategy: 'MESSAGE_HASH' })
    const result = byKey.route(keyed, publish, { avoidBrokers: ['b'] })
    expect(result).toMatchObject({ queue: { brokerName: 'b', queueId: 0 } })
  })

  it('takes the queue or the selector that is given', () => {
    const queue = { topic: 't', brokerName: 'b', queueId: 1 }
    expect(router().route(message, publish, { queue })).toMatchObject({
      queue,
      address: 'b:1',
    })
    const last = { select: (all: Queues) => all.at(-1) ?? all[0] }
    expect(router().route(message, publish, { selector: last })).toMatchObject({ queue })
  })

  it('says why it can go nowhere', () => {
    const none = publishQueues('t', route([], []))
    expect(router().route(message, none, {})).toMatchObject({
      isRouted: false,
      error: { code: 'ROCKETMQ_NO_QUEUE' },
    })
    const queue = { topic: 't', brokerName: 'b', queueId: 9 }
    const foreign = router().route(message, publish, { queue })
    expect(foreign).toMatchObject({ error: { code: 'ROCKETMQ_QUEUE_INVALID' } })
    expect(!foreign.isRouted && foreign.error.message).toBe(
      'The selector chose b/9 for topic t; that is none of its 4 queues',
    )
    const ordered = publishQueues('t', route([], [], { orderTopicConf: 'gone:1' }))
    expect(router().route(message, ordered, {})).toMatchObject({
      error: { code: 'ROCKETMQ_NO_BROKER' },
    })
  })

  it('in turn leaves out logical queues that nobody hosts', () => {
    const mapping = { bname: 'a', epoch: 1, totalQueues: 2, currIdMap: { 1: 0 } }
    const brokers = [{ brokerName: 'a', brokerAddrs: { 0: 'a:1' } }]
    const statics = publishQueues(
      't',
      route([], brokers, { topicQueueMappingByBroker: { a: mapping } }),
    )
    expect(router().route(message, statics, {})).toMatchObject({
      queue: { brokerName: '__syslo__global__', queueId: 1 },
      brokerName: 'a',
      isLogicalQueue: true,
    })
  })
})

describe('avoiding brokers', () => {
  it.each([
    [549, 0],
    [550, 2_000],
    [1_800, 5_000],
    [3_000, 6_000],
    [5_000, 10_000],
    [15_000, 30_000],
  ])('after a send of %i ms lasts %i ms', (latencyMs, avoidForMs) => {
    const faults = new FaultAvoidance()
    faults.recordSuccess('a', latencyMs, now)
    if (avoidForMs > 0) expect(faults.isAvailable('a', now + avoidForMs - 1)).toBe(false)
    expect(faults.isAvailable('a', now + avoidForMs)).toBe(true)
  })

  it('ends with a fast send, or when the broker is forgotten', () => {
    const faults = new FaultAvoidance()
    faults.recordFailure('a', now)
    faults.recordSuccess('a', 10, now)
    expect(faults.isAvailable('a', now)).toBe(true)
    faults.recordFailure('a', now)
    faults.forget('a')
    expect(faults.isAvailable('a', now)).toBe(true)
  })

  it('leaves the least slow one when all are slow', () => {
    const faults = new FaultAvoidance()
    faults.recordSuccess('a', 3_000, now)
    faults.recordSuccess('b', 600, now)
    expect(faults.preferred(['a', 'b'], now)).toEqual(['b'])
    expect(faults.preferred(['a', 'b'], now + 2_000)).toEqual(['b'])
    expect(faults.preferred(['a', 'b'], now + 6_000)).toEqual(['a', 'b'])
  })
})
