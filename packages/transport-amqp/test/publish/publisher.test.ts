import { describe, expect, it } from '@jest/globals'

import { settled } from '../manual-clock.js'
import { PublisherBench } from './publisher-bench.js'

const HOUR_MS = 3_600_000

describe('a publish under way', () => {
  it('is not overdue because the wall clock is set forward', async () => {
    const bench = await PublisherBench.started({ confirmTimeout: '30s' })
    const outcome = bench.publish('x')
    bench.clock.setWallClock(HOUR_MS)
    await bench.clock.advance(10_000)
    bench.channel.confirm(1)
    expect(await outcome).toBeUndefined()
  })

  it('is overdue in time, also when the wall clock is set back', async () => {
    const bench = await PublisherBench.started({ confirmTimeout: '30s' })
    const outcome = bench.publish('x')
    bench.clock.setWallClock(-HOUR_MS)
    await bench.clock.advance(33_000)
    expect(await outcome).toMatchObject({ code: 'ARQ_PUBLISH_TIMEOUT' })
    // Whether the broker is still there is found out once, not for ever.
    expect(bench.probes).toBe(1)
    await bench.clock.advance(60_000)
    expect(bench.probes).toBe(1)
  })
})

describe('publishes that wait to be sent', () => {
  const limits = { maxUnconfirmed: 1, maxWaiting: 2, maxWaitingBytes: 100 }

  it('are bounded in number: a further one is refused, naming setting and way out', async () => {
    const bench = await PublisherBench.started(limits)
    const accepted = ['1', '2', '3'].map((text) => bench.publish(text))
    expect(await bench.publish('4')).toMatchObject({
      code: 'ARQ_BUFFER_FULL',
      message: expect.stringMatching(/^2 messages .* is 2 messages \(maxWaiting\).* Await the pub/),
    })
    for (const tag of [1, 2, 3]) bench.channel.confirm(tag)
    expect(await Promise.all(accepted)).toEqual([undefined, undefined, undefined])
    const next = bench.publish('5')
    bench.channel.confirm(4)
    expect(await next).toBeUndefined()
  })

  it('are bounded in bytes, but one may always wait', async () => {
    const bench = await PublisherBench.started(limits)
    void bench.publish('sent')
    void bench.publish('x'.repeat(101))
    expect(await bench.publish('y')).toMatchObject({
      code: 'ARQ_BUFFER_FULL',
      details: { count: 1, bytes: 101, maxBytes: 100 },
    })
  })

  it('count also while they wait for their queue to be declared', async () => {
    const bench = await PublisherBench.started({ ...limits, maxUnconfirmed: 10 })
    let declare = (): void => undefined
    bench.declared = new Promise((resolve) => (declare = resolve))
    const accepted = ['1', '2'].map((text) => bench.publish(text))
    expect(await bench.publish('3')).toMatchObject({ code: 'ARQ_BUFFER_FULL' })
    bench.declared = undefined
    declare()
    await settled()
    expect(bench.channel.sent).toEqual(['1', '2'])
    for (const tag of [1, 2]) bench.channel.confirm(tag)
    await Promise.all(accepted)
    void bench.publish('4')
    expect(bench.channel.sent).toEqual(['1', '2', '4'])
  })
})

describe('a message that its queue refuses', () => {
  it('is sent again and again while the queue is new, as it may have no leader yet', async () => {
    const bench = await PublisherBench.started()
    bench.isFresh = true
    const outcome = bench.publish('x')
    for (let tag = 1; tag <= 5; tag += 1) {
      bench.channel.refuse(tag)
      await bench.clock.advance(100)
    }
    bench.channel.confirm(6)
    expect(await outcome).toBeUndefined()
    expect(bench.channel.sent).toEqual(Array(6).fill('x'))
  })

  it('is rejected after a second try when the queue is not new, and both causes are named', async () => {
    const bench = await PublisherBench.started()
    const outcome = bench.publish('x')
    bench.channel.refuse(1)
    bench.channel.refuse(2)
    const error = await outcome
    expect(error).toMatchObject({ code: 'ARQ_PUBLISH_NACKED' })
    expect(error?.message).toMatch(/the queue is full .*; a quorum queue without a leader/)
  })

  it('is not tried for longer than confirmTimeout', async () => {
    const bench = await PublisherBench.started({ confirmTimeout: '1s' })
    bench.isFresh = true
    const outcome = bench.publish('x')
    for (let tag = 1; tag <= 12; tag += 1) {
      bench.channel.refuse(tag)
      await bench.clock.advance(100)
    }
    expect(await outcome).toMatchObject({ code: 'ARQ_PUBLISH_NACKED' })
  })

  it('does not keep the publisher from closing', async () => {
    const bench = await PublisherBench.started()
    bench.isFresh = true
    const outcome = bench.publish('x')
    bench.channel.refuse(1)
    const closed = bench.publisher.close(50)
    await bench.clock.advance(50)
    await closed
    expect(await outcome).toMatchObject({ code: 'ARQ_CLOSED' })
  })
})

describe('a user who may not publish', () => {
  const words =
    "ACCESS_REFUSED - access to exchange 'amq.default' in vhost '/' refused for user 'u'"

  it('is told which permission is missing, for what', async () => {
    const bench = await PublisherBench.started()
    const outcomes = [bench.publish('x'), bench.publish('y')]
    bench.channel.fail(403, words)
    for (const error of await Promise.all(outcomes)) {
      expect(error).toMatchObject({
        code: 'ARQ_CONNECTION_AUTH',
        details: { resource: 'exchange', name: 'amq.default', access: 'write', user: 'u' },
      })
      expect(error?.message).toContain(
        'User u may not use exchange amq.default: the user’s write permission in RabbitMQ needs a pattern that matches amq.default.',
      )
    }
  })

  it('for another exchange leaves the outcome of the others unknown', async () => {
    const bench = await PublisherBench.started()
    const outcome = bench.publish('x')
    bench.channel.fail(403, words.replace('amq.default', 'arq.control'))
    expect(await outcome).toMatchObject({ code: 'ARQ_CONNECTION_LOST' })
  })
})
