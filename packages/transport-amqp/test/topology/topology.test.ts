import { describe, expect, it } from '@jest/globals'

import { resolveAmqpSettings } from '../../src/amqp-settings.js'
import { BucketDelay } from '../../src/delay/bucket-delay.js'
import { DUE_QUEUE } from '../../src/delay/delay-queues.js'
import { toOutbound } from '../../src/publish/outbound.js'
import { Router } from '../../src/publish/router.js'
import { Topology } from '../../src/topology/topology.js'
import { jobMessage } from '../transport-bench.js'

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

  it('knows the queues of delays by their names', () => {
    const topology = topologyOf()
    expect(topology.jobQueue('arq.delay.due')).toBe(DUE_QUEUE)
    expect(topology.jobQueue('arq.undeliverable').arguments).toEqual({ 'x-queue-type': 'quorum' })
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
  const router = new Router(topologyOf())
  const job = toOutbound(jobMessage('q', 'x'))

  it('goes straight to the queue', () => {
    expect(router.route(job, 1000)).toMatchObject({ exchange: '', routingKey: 'q' })
    expect(router.route(job, 1000).queues.map(({ name }) => name)).toEqual(['q'])
  })

  it('of a reply declares nothing', () => {
    const reply = toOutbound(jobMessage('arq.reply.1', 'x', { kind: 'reply' }))
    expect(router.route(reply, 0)).toEqual({ exchange: '', routingKey: 'arq.reply.1', queues: [] })
  })

  it('of a delayed message is its own, decided when it leaves', () => {
    const delayed = new BucketDelay().delay(job, 61_000)
    const keyAt = (nowMs: number): string => router.route(delayed, nowMs).routingKey
    expect(keyAt(1000)).toBe('arq.delay.b.58688')
    expect(keyAt(31_000)).toBe('arq.delay.b.29344')
    expect([keyAt(58_500), keyAt(61_000), keyAt(99_000)]).toEqual(Array(3).fill('arq.delay.due'))
  })
})
