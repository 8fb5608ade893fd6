import { type Clock, systemClock } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import type { AmqpTransportSettings } from '../../src/amqp-settings.js'
import { useBroker } from '../broker-bench.js'
import { sessionWithClock } from '../session-with-clock.js'
import { errorOf, eventually, Inbox, jobMessage, textOf } from '../transport-bench.js'

const broker = useBroker()
const ttl = { delayMechanism: 'ttl' } satisfies AmqpTransportSettings

/** A message in the due queue, its moment so near that a mover holds it. */
const soon = (queue: string, text: string, inMs = 1500) =>
  jobMessage(queue, text, { dueAtMs: Date.now() + inMs })

const unacknowledgedOf = async (queue: string): Promise<number> => {
  const found = await broker.host.api('GET', `queues/${broker.host.name}/${queue}`)
  return Number(Reflect.get(found as object, 'messages_unacknowledged'))
}

describe('a mover', () => {
  it('runs where somebody consumes, and nowhere else', async () => {
    const client = await broker.open(ttl)
    await client.publish(soon('runs', 'x', 60_000))
    await client.publish(soon('runs', 'x', 500))
    expect(await client.queueInfo('arq.delay.due')).toMatchObject({ consumers: 0 })
    const worker = await broker.open(ttl)
    const inbox = new Inbox()
    await worker.consume('runs', { prefetch: 1 }, inbox.take)
    await worker.consume('runs too', { prefetch: 1 }, inbox.take)
    expect(await client.queueInfo('arq.delay.due')).toMatchObject({ consumers: 1 })
    await inbox.until(1)
  })

  it('runs in a client too when it is asked to, and not in a worker that is told not to', async () => {
    await broker.host.onChannel((channel) => channel.deleteQueue('arq.delay.due'))
    const worker = await broker.open({ ...ttl, moveDelayedJobs: 'never' })
    const inbox = new Inbox()
    await worker.consume('moved', { prefetch: 1 }, inbox.take)
    expect(await worker.queueInfo('arq.delay.due')).toBeUndefined()
    const client = await broker.open({ ...ttl, moveDelayedJobs: 'always' })
    expect(await worker.queueInfo('arq.delay.due')).toMatchObject({ consumers: 1 })
    await client.publish(soon('moved', 'x', 100))
    await inbox.until(1)
  })

  it('that stops gives back what it holds: another one brings it in time', async () => {
    const [first, second] = [await broker.open(ttl), await broker.open(ttl)]
    await first.consume('handed-over', { prefetch: 1 }, () => {})
    const dueAtMs = Date.now() + 2400
    const texts = Array.from({ length: 50 }, (_, index) => String(index))
    await Promise.all(
      texts.map((text) => second.publish(jobMessage('handed-over', text, { dueAtMs }))),
    )
    await first.close()
    // How many wait there depends on how long all this took; none is with the first any more.
    expect(await second.queueInfo('arq.delay.due')).toMatchObject({ consumers: 0 })
    let earliestMs = Infinity
    const inbox = new Inbox((delivery) => {
      earliestMs = Math.min(earliestMs, Date.now())
      delivery.ack()
    })
    await second.consume('handed-over', { prefetch: 100 }, inbox.take)
    await inbox.until(50)
    expect(earliestMs).toBeGreaterThanOrEqual(dueAtMs)
    expect(inbox.texts.toSorted()).toEqual(texts.toSorted())
  })

  it('whose connection breaks while it holds is replaced, and every message still comes', async () => {
    const proxy = await broker.openProxy()
    const dying = await broker.open({ ...ttl, url: proxy.url })
    await dying.consume('broken', { prefetch: 1 }, () => {})
    const sender = await broker.open(ttl)
    const texts = Array.from({ length: 50 }, (_, index) => String(index))
    await Promise.all(texts.map((text) => sender.publish(soon('broken', text))))
    await proxy.stop()
    const inbox = new Inbox()
    await sender.consume('broken', { prefetch: 100 }, inbox.take)
    await inbox.until(50)
    expect(new Set(inbox.texts)).toEqual(new Set(texts))
  })

  it('that no longer moves keeps only its share: others bring the rest', async () => {
    // As a process whose event loop is blocked: it takes, and does nothing.
    const share = 5
    const sender = await broker.open(ttl)
    await sender.publish(soon('shared', 'declares', 1))
    const inbox = new Inbox()
    await broker.host.onChannel(async (blocked) => {
      await blocked.prefetch(share)
      await blocked.consume('arq.delay.due', () => {})
      await sender.consume('shared', { prefetch: 100 }, inbox.take)
      const texts = Array.from({ length: 40 }, (_, index) => String(index))
      await Promise.all(texts.map((text) => sender.publish(soon('shared', text, 300))))
      await inbox.until(40 - share)
    })
    // Its channel has closed, as a broken connection's would.
    await inbox.until(41)
    expect(new Set(inbox.texts).size).toBe(41)
  })

  it('brings messages to a queue without consumers, where they wait and take no place in the due queue', async () => {
    const worker = await broker.open(ttl)
    await worker.consume('somebody', { prefetch: 1 }, () => {})
    await Promise.all([1, 2, 3].map((id) => worker.publish(soon('nobody', String(id), 100))))
    await eventually(
      () => worker.queueInfo('nobody'),
      (info) => info?.ready === 3,
    )
    await eventually(
      () => unacknowledgedOf('arq.delay.due'),
      (count) => count === 0,
    )
  })

  it('parks what came to the due queue from elsewhere', async () => {
    const worker = await broker.open(ttl)
    const parked = new Inbox()
    await worker.consume('arq.undeliverable', { prefetch: 10 }, parked.take)
    await broker.host.onChannel(async (channel) => {
      channel.sendToQueue('arq.delay.due', Buffer.from('stray'), { headers: { mine: 'yes' } })
    })
    const [stray] = await parked.until(1)
    expect(textOf(stray!)).toBe('stray')
    expect(stray!.headers).toMatchObject({ mine: 'yes', 'x-error-category': 'non_retriable' })
  })

  it('that cannot start, as its queue is absent and may not be declared, is an error that names the queue', async () => {
    await broker.host.onChannel((channel) => channel.deleteQueue('arq.delay.due'))
    const owner = await broker.open()
    await owner.publish(jobMessage('theirs', 'x'))
    const settings = { ...ttl, declareQueues: false }
    const worker = await broker.open(settings)
    expect(await errorOf(worker.consume('theirs', { prefetch: 1 }, () => {}))).toMatchObject({
      code: 'ARQ_QUEUE_NOT_FOUND',
      details: { queue: 'arq.delay.due' },
    })
    const without = await broker.open({ ...settings, enableDelayedJobs: false })
    const inbox = new Inbox()
    await without.consume('theirs', { prefetch: 1 }, inbox.take)
    await inbox.until(1)
  })
})

describe('a mover whose clock differs from that of who enqueued', () => {
  const SKEW_MS = 2000
  const clockOffBy = (skewMs: number): Clock => ({
    ...systemClock,
    now: () => systemClock.now() + skewMs,
  })

  it.each([
    ['ahead', SKEW_MS],
    ['behind', -SKEW_MS],
  ])('brings nothing earlier than by that, when it is 2 s %s', async (name, skewMs) => {
    const session = await sessionWithClock(broker, ttl, clockOffBy(skewMs))
    const queue = `skewed-${name}`
    const arrivedAtMs = new Map<string, number>()
    const inbox = new Inbox((delivery) => {
      arrivedAtMs.set(textOf(delivery), Date.now())
      delivery.ack()
    })
    await session.consume(queue, { prefetch: 10 }, inbox.take)
    const client = await broker.open({ ...ttl, moveDelayedJobs: 'never' })
    const dueAtMs = [500, 2500, 3300, 4100].map((inMs) => Date.now() + inMs)
    for (const due of dueAtMs) {
      await client.publish(jobMessage(queue, String(due), { dueAtMs: due }))
    }
    await inbox.until(dueAtMs.length)
    const earliest = Math.max(...dueAtMs.map((due) => due - (arrivedAtMs.get(String(due)) ?? 0)))
    expect(earliest).toBeLessThanOrEqual(Math.max(skewMs, 0))
  })
})
