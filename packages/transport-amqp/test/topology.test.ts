import { describe, expect, it } from '@jest/globals'

import { resolveAmqpSettings } from '../src/amqp-settings.js'
import { CompatDelay, TtlDelay } from '../src/delay-ttl.js'
import { toOutbound } from '../src/outbound.js'
import { Router } from '../src/router.js'
import { Topology } from '../src/topology.js'
import { jobMessage } from './transport-bench.js'

const topologyOf = (settings: Parameters<typeof resolveAmqpSettings>[0] = {}): Topology =>
  new Topology(resolveAmqpSettings(settings))

describe('the topology', () => {
  it('takes a name for a dead letter queue when it ends in .dlq or the settings say so', () => {
    const topology = topologyOf({ queues: { images: { deadLetterQueue: 'broken-images' } } })
    for (const name of ['default.dlq', 'broken-images']) {
      expect(topology.jobQueue(name)).toEqual({
        name,
        arguments: { 'x-queue-type': 'quorum' },
      })
    }
    expect(topology.jobQueue('images').deadLetterQueue?.name).toBe('broken-images')
  })

  it('has no arguments at all with compat', () => {
    const queue = topologyOf({ compat: 'rabbitmq-arq' }).jobQueue('q')
    expect(queue).toEqual({
      name: 'q',
      arguments: {},
      deadLetterQueue: { name: 'q.dlq', arguments: {} },
    })
  })
})

describe('a route', () => {
  const router = new Router(topologyOf(), new TtlDelay())
  const job = (dueAtMs?: number) => toOutbound(jobMessage('q', 'x', { dueAtMs }))

  it('goes straight to the queue when the message is due', () => {
    for (const dueAtMs of [undefined, 999, 1000]) {
      expect(router.route(job(dueAtMs), 1000)).toMatchObject({ exchange: '', routingKey: 'q' })
    }
  })

  it.each([
    [0.2, 5],
    [5, 5],
    [100.2, 105],
    [199, 200],
    [9_991, 10_000],
    [10_000, 10_000],
    [3_599_001, 3_600_000],
    [315_359_999_999, 315_360_000_000],
  ])(
    'waits at least as long as asked, on a grid that equal delays share: %d → %d',
    (ms, length) => {
      const route = router.route(job(1000 + ms), 1000)
      expect(route.routingKey).toBe(`arq.delay.q.${String(length)}`)
    },
  )

  it('never waits shorter, nor longer by 1 % or 5 ms', () => {
    for (let ms = 1; ms < 10_000_000; ms = Math.ceil(ms * 1.0137)) {
      const { routingKey } = router.route(job(1000 + ms), 1000)
      const late = Number(routingKey.split('.').at(-1)) - ms
      expect(late >= 0 && late < Math.max(5, ms / 100)).toBe(true)
    }
  })

  it('waits in a queue of that length', () => {
    const route = router.route(job(1000.2), 900)
    expect(route.queues.map(({ name }) => name)).toEqual(['q', 'arq.delay.q.105'])
    expect(route.queues[1]!.arguments).toMatchObject({
      'x-message-ttl': 105,
      'x-dead-letter-routing-key': 'q',
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    })
    expect(route.queues[1]!.arguments).not.toHaveProperty('x-expires')
  })

  it('sets the time to live on the message with compat', () => {
    const compat = new Router(topologyOf({ compat: 'rabbitmq-arq' }), new CompatDelay())
    expect(compat.route(job(1500), 1000)).toMatchObject({
      routingKey: 'delay.q',
      expirationMs: 500,
    })
  })

  it('of more than ten years of 365 days is refused in days', () => {
    const tenYears = 315_360_000_000
    expect(() => router.route(job(tenYears), 0)).not.toThrow()
    expect(() => router.route(job(tenYears + 1), 0)).toThrow(
      /dueAtMs: is 3651 days away.* 3650 days/,
    )
  })

  it('of a reply declares nothing', () => {
    const reply = toOutbound(jobMessage('arq.reply.1', 'x', { kind: 'reply' }))
    expect(router.route(reply, 0)).toEqual({ exchange: '', routingKey: 'arq.reply.1', queues: [] })
  })
})
