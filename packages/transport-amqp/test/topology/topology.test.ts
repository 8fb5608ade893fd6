import { describe, expect, it } from '@jest/globals'

import { BucketDelay } from '../../src/delay/bucket-delay.js'
import { dueIn } from '../../src/delay/due-moment.js'
import { toOutbound } from '../../src/publish/outbound.js'
import { Router } from '../../src/publish/router.js'
import { resolveAmqpSettings } from '../../src/resolve-amqp-settings.js'
import { DUE_QUEUE } from '../../src/topology/delay-queues.js'
import { Topology } from '../../src/topology/topology.js'
import { ManualClock } from '../manual-clock.js'
import { jobMessage } from '../transport-bench.js'

const topologyOf = (settings: Parameters<typeof resolveAmqpSettings>[0] = {}): Topology =>
  new Topology(resolveAmqpSettings(settings))

describe('the topology', () => {
  it('takes a name for a dead letter queue when it ends in .dlq or the settings say so', () => {
    const topology = topologyOf({ queues: { images: { deadLetterQueue: 'broken-images' } } })
    for (const name of ['default.dlq', 'broken-images']) {
      expect(topology.jobQueue(name)).toEqual({
        name,
        arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 2_147_483_647 },
      })
    }
    expect(topology.jobQueue('images').deadLetterQueue?.name).toBe('broken-images')
  })

  it('knows the queues of delays by their names', () => {
    const topology = topologyOf()
    expect(topology.jobQueue('arq.delay.due')).toBe(DUE_QUEUE)
    expect(topology.jobQueue('arq.undeliverable').arguments).toEqual({
      'x-queue-type': 'quorum',
      'x-delivery-limit': 2_147_483_647,
    })
  })

  it('makes a system queue durable, replicated, and without an end to being given back', () => {
    const name = 'arq.notes'
    expect(topologyOf().systemQueue(name)).toEqual({
      name,
      arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 2_147_483_647 },
    })
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
  const clock = new ManualClock()
  const router = new Router(topologyOf(), clock)
  const job = toOutbound(jobMessage('q', 'x'))

  it('goes straight to the queue', () => {
    expect(router.route(job)).toMatchObject({ exchange: '', routingKey: 'q' })
    expect(router.route(job).queues.map(({ name }) => name)).toEqual(['q'])
  })

  it('of a reply declares nothing', () => {
    const reply = toOutbound(jobMessage('arq.reply.1', 'x', { kind: 'reply' }))
    expect(router.route(reply)).toEqual({ exchange: '', routingKey: 'arq.reply.1', queues: [] })
  })

  it('of a delayed message is its own, decided when it leaves', async () => {
    const delayed = new BucketDelay().delay(job, dueIn(clock, 60_000))
    const keyAfter = async (ms: number): Promise<string> => {
      await clock.advance(ms)
      return router.route(delayed).routingKey
    }
    expect(await keyAfter(0)).toBe('arq.delay.b.58688')
    expect(await keyAfter(30_000)).toBe('arq.delay.b.29344')
    // A wall clock that is set meanwhile does not count.
    clock.setWallClock(-3_600_000)
    for (const ms of [27_500, 2500, 40_000]) expect(await keyAfter(ms)).toBe('arq.delay.due')
  })

  it('of a system message says what is left of its life', () => {
    const expiring = (expiresAtMs: number) =>
      toOutbound(jobMessage('arq.notes', 'x', { kind: 'system', expiresAtMs }))
    const ttlOf = (expiresAtMs: number) =>
      router.route(expiring(expiresAtMs)).properties?.expiration
    const tenYearsMs = 315_360_000_000
    const nowMs = clock.now()
    expect([ttlOf(nowMs + 0.5), ttlOf(nowMs - 1), ttlOf(nowMs + 2 * tenYearsMs)]).toEqual([
      '1',
      '0',
      String(tenYearsMs),
    ])
  })

  it('of a job has no time to live: it carries its expiry itself', () => {
    const expiring = toOutbound(jobMessage('q', 'x', { expiresAtMs: clock.now() + 1 }))
    expect(router.route(expiring).properties).toBeUndefined()
  })
})
