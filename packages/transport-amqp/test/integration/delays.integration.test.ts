import { systemClock, type TransportEvent } from '@arq/core'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { describe, expect, it } from '@jest/globals'

import { BUCKET_LENGTHS_MS, bucketFor } from '../../src/delay/bucket-grid.js'
import type { AmqpTransportSettings } from '../../src/index.js'
import { useBroker } from '../broker-bench.js'
import { sessionWithClock } from '../session-with-clock.js'
import { errorOf, EventLog, eventually, Inbox, jobMessage, textOf } from '../transport-bench.js'

/** Each takes the 2.5 s of a bucket; the broker would find a cycle at the second. */
const RETRIES = isFullRun ? 10 : 3

const broker = useBroker()

describe.each([
  ['delays', {}],
  ['delays with compat', { compat: 'rabbitmq-arq' }],
] satisfies [string, AmqpTransportSettings][])('%s', (title, settings) => {
  const queue = title.replaceAll(' ', '-')

  it('never end early', async () => {
    const transport = await broker.open(settings)
    const arrivedAt = new Map<string, number>()
    const inbox = new Inbox((delivery) => {
      arrivedAt.set(textOf(delivery), Date.now())
      delivery.ack()
    })
    await transport.consume(queue, { prefetch: 100 }, inbox.take)
    // Ascending, as the Python library's single queue would hold shorter ones back.
    const dueAt = Array.from({ length: 20 }, (_, index) => Date.now() + 100 + index * 17.3)
    for (const due of dueAt)
      await transport.publish(jobMessage(queue, String(due), { dueAtMs: due }))
    await inbox.until(dueAt.length)
    const early = dueAt.filter((due) => arrivedAt.get(String(due))! < due)
    expect(early).toEqual([])
  })

  it('are not applied to what is already due', async () => {
    const transport = await broker.open(settings)
    await transport.publish(jobMessage(`${queue}-past`, 'x', { dueAtMs: Date.now() - 1 }))
    expect(await transport.queueInfo(`${queue}-past`)).toMatchObject({ ready: 1 })
  })

  it('keep the message as it is', async () => {
    const transport = await broker.open(settings)
    const inbox = new Inbox()
    await transport.consume(`${queue}-whole`, { prefetch: 1 }, inbox.take)
    await transport.publish(
      jobMessage(`${queue}-whole`, 'body', {
        dueAtMs: Date.now() + 50,
        headers: { 'x-retry-count': 1 },
        messageId: 'm-7',
        replyTo: 'box',
        correlationId: 'job',
      }),
    )
    const [delivery] = await inbox.until(1)
    expect(delivery).toMatchObject({ messageId: 'm-7', replyTo: 'box', correlationId: 'job' })
    expect(delivery!.headers).toMatchObject({ 'x-retry-count': 1 })
    expect(textOf(delivery!)).toBe('body')
  })
})

describe('a short delay', () => {
  it('does not wait behind a long one', async () => {
    const transport = await broker.open()
    const inbox = new Inbox()
    await transport.consume('mixed', { prefetch: 10 }, inbox.take)
    const now = Date.now()
    await transport.publish(jobMessage('mixed', 'hour', { dueAtMs: now + 3_600_000 }))
    await transport.publish(jobMessage('mixed', 'second', { dueAtMs: now + 1000 }))
    await transport.publish(jobMessage('mixed', 'instant', { dueAtMs: now + 100 }))
    await inbox.until(2)
    // Which of the two comes first depends on how long publishing them took.
    expect(inbox.texts.toSorted()).toEqual(['instant', 'second'])
  })
})

describe('delays by our own queues', () => {
  const ttl = { delayMechanism: 'ttl' } satisfies AmqpTransportSettings

  it('leave no trace on the message, and give it back its priority', async () => {
    const transport = await broker.open(ttl)
    const inbox = new Inbox()
    await transport.consume('clean', { prefetch: 10 }, inbox.take)
    const headers = { 'x-retry-count': 1, 'x-client-delayed': 'true' }
    const dueAtMs = Date.now() + 400
    for (const priority of [undefined, 7]) {
      await transport.publish(jobMessage('clean', 'x', { dueAtMs, headers, priority }))
    }
    const deliveries = await inbox.until(2)
    for (const delivery of deliveries) expect(delivery.headers).toEqual(headers)
    expect(deliveries.map(({ priority }) => priority).sort()).toEqual([7, undefined])
  })

  it('hold nobody up by a priority: the normal come in their time among many of a high one', async () => {
    const transport = await broker.open(ttl)
    const inbox = new Inbox()
    await transport.consume('bands', { prefetch: 100 }, inbox.take)
    const now = Date.now()
    const send = (text: string, inMs: number, priority?: number): Promise<void> =>
      transport.publish(jobMessage('bands', text, { dueAtMs: now + inMs, priority }))
    await send('normal', 900)
    await Promise.all(Array.from({ length: 50 }, () => send('high', 1000, 9)))
    await inbox.until(51)
    expect(inbox.texts[0]).toBe('normal')
  })

  it(`can follow one another: ${String(RETRIES)} delayed retries of one job`, async () => {
    const transport = await broker.open(ttl)
    const tries: unknown[] = []
    let onDone = (): void => {}
    const done = new Promise<void>((resolve) => (onDone = resolve))
    await transport.consume('retried', { prefetch: 1 }, (delivery) => {
      const count = Number(delivery.headers['x-retry-count'])
      tries.push(delivery.headers)
      const headers = { ...delivery.headers, 'x-retry-count': count + 1 }
      // Long enough for a bucket each time: the same one, which a cycle of dead letters would be found in.
      const next = jobMessage('retried', 'x', { headers, dueAtMs: Date.now() + 2550 })
      if (count === RETRIES) onDone()
      else void transport.publish(next).then(() => delivery.ack())
    })
    await transport.publish(jobMessage('retried', 'x', { headers: { 'x-retry-count': 0 } }))
    await done
    expect(tries).toEqual(
      Array.from({ length: RETRIES + 1 }, (_, count) => ({ 'x-retry-count': count })),
    )
  })

  it('share their queues among all work queues', async () => {
    const transport = await broker.open(ttl)
    const dueAtMs = Date.now() + 86_400_000
    const targets = ['one', 'two', 'three', 'four']
    await Promise.all(
      targets.map((queue) => transport.publish(jobMessage(queue, 'x', { dueAtMs }))),
    )
    const names = await broker.host.queueNames()
    expect(names.filter((name) => /^arq\.delay\.b\.\d{8}$/.test(name))).toHaveLength(1)
  })

  it('of ten years and more are taken', async () => {
    const transport = await broker.open(ttl)
    const log = new EventLog(transport)
    const years = (count: number): number => Date.now() + count * 365.25 * 86_400_000
    await transport.publish(jobMessage('far', 'x', { dueAtMs: years(10) }))
    await transport.publish(jobMessage('far', 'x', { dueAtMs: years(1000) }))
    expect(log.events).toEqual([])
  })

  it('park the messages of a queue that was deleted, with the reason, and no others', async () => {
    const transport = await broker.open(ttl)
    const events: TransportEvent[] = []
    transport.on((event) => events.push(event))
    // By a clock that stands still the moment is never past, however long the publishes take.
    const sender = await sessionWithClock(broker, ttl, { ...systemClock, now: () => 0 })
    for (const queue of ['gone', 'there', 'gone', 'there', 'gone']) {
      await sender.publish(jobMessage(queue, queue, { dueAtMs: 1200, headers: { 'x-kept': 1 } }))
    }
    await broker.host.onChannel((channel) => channel.deleteQueue('gone'))
    const [arrived, parked] = [new Inbox(), new Inbox()]
    await transport.consume('there', { prefetch: 10 }, arrived.take)
    await transport.consume('arq.undeliverable', { prefetch: 10 }, parked.take)
    await Promise.all([arrived.until(2), parked.until(3)])
    for (const delivery of parked.deliveries) {
      expect(textOf(delivery)).toBe('gone')
      expect(delivery.headers).toMatchObject({
        'x-kept': 1,
        'x-queue': 'gone',
        'x-error-code': 'ARQ_PUBLISH_UNROUTABLE',
      })
    }
    const told = { type: 'undeliverable', queueName: 'gone', keptIn: 'arq.undeliverable' }
    await eventually(
      () => Promise.resolve(events),
      () => events.length >= 3,
    )
    expect(events).toEqual([told, told, told])
    expect(await broker.host.queueNames()).not.toContain('gone')
    expect(await transport.queueInfo('arq.delay.due')).toMatchObject({ ready: 0 })
  })

  it('are not longer for what they waited for their queues: the bucket is chosen after that', async () => {
    const proxy = await broker.openProxy()
    const transport = await broker.open({ ...ttl, url: proxy.url })
    const bucketsWithMessages = async (): Promise<readonly number[]> => {
      const names = (await broker.host.queueNames()).filter((name) =>
        name.startsWith('arq.delay.b.'),
      )
      const found = await Promise.all(names.map((name) => transport.queueInfo(name)))
      return names
        .filter((_, index) => (found[index]?.ready ?? 0) > 0)
        .map((name) => Number(name.split('.').at(-1)))
    }
    const before = await bucketsWithMessages()
    // Just enough for this bucket, and a moment later no more.
    const lengthMs = bucketFor(20_000)
    const dueAtMs = Date.now() + lengthMs + 150
    proxy.freeze()
    const published = transport.publish(jobMessage('slowly-declared', 'x', { dueAtMs }))
    await eventually(
      () => Promise.resolve(dueAtMs - Date.now()),
      (remainingMs) => remainingMs < lengthMs,
    )
    proxy.thaw()
    await published
    const [used, ...others] = (await bucketsWithMessages()).filter((ms) => !before.includes(ms))
    expect(others).toEqual([])
    expect(used).toBeLessThan(lengthMs)
  })

  it('to a queue that looks different fail for that queue only', async () => {
    const transport = await broker.open(ttl)
    await broker.host.onChannel((channel) => channel.assertQueue('odd', { durable: true }))
    const dueAtMs = Date.now() + 3_600_000
    const [odd, even] = await Promise.all(
      ['odd', 'even'].map((queue) =>
        errorOf(transport.publish(jobMessage(queue, 'x', { dueAtMs }))),
      ),
    )
    expect(odd).toMatchObject({ code: 'ARQ_TOPOLOGY_MISMATCH', details: { queue: 'odd' } })
    expect(even).toBeUndefined()
  })

  it('try a full queue again until it has room', async () => {
    const transport = await broker.open(ttl)
    const full = { 'x-max-length': 1, 'x-overflow': 'reject-publish' }
    await transport.consume('mover', { prefetch: 1 }, () => {})
    await broker.host.onChannel((channel) =>
      channel.assertQueue('full', { durable: true, arguments: full }),
    )
    const operators = await broker.open({ ...ttl, declareQueues: false })
    await operators.publish(jobMessage('full', 'first'))
    await operators.publish(jobMessage('full', 'second', { dueAtMs: Date.now() + 100 }))
    // The next try is in a second.
    const buckets = BUCKET_LENGTHS_MS.filter((ms) => ms < 1000).map((ms) => `arq.delay.b.${ms}`)
    await eventually(
      () => Promise.all(buckets.map((bucket) => transport.queueInfo(bucket))),
      (found) => found.some((info) => (info?.ready ?? 0) > 0),
    )
    const inbox = new Inbox()
    await operators.consume('full', { prefetch: 1 }, inbox.take)
    await inbox.until(2)
    expect(inbox.texts).toEqual(['first', 'second'])
  })

  it('bring 10,000 that are due in one millisecond, each once and none early', async () => {
    const transport = await broker.open(ttl)
    const dueAtMs = Date.now() + 4000
    const count = 10_000
    await Promise.all(
      Array.from({ length: count }, (_, index) =>
        transport.publish(jobMessage('crowd', String(index), { dueAtMs })),
      ),
    )
    let earliestMs = Infinity
    const inbox = new Inbox((delivery) => {
      earliestMs = Math.min(earliestMs, Date.now())
      delivery.ack()
    })
    await transport.consume('crowd', { prefetch: 200 }, inbox.take)
    await inbox.until(count)
    expect(earliestMs).toBeGreaterThanOrEqual(dueAtMs)
    expect(new Set(inbox.texts).size).toBe(count)
    expect(inbox.texts).toHaveLength(count)
  })
})

describe('delays that are switched off', () => {
  it('are refused, and nothing is declared for them', async () => {
    const transport = await broker.open({ enableDelayedJobs: false })
    expect(transport.capabilities.delay).toBeUndefined()
    const later = jobMessage('now', 'x', { dueAtMs: Date.now() + 1000 })
    expect(await errorOf(transport.publish(later))).toMatchObject({ code: 'ARQ_UNSUPPORTED' })
    const inbox = new Inbox()
    await transport.consume('now', { prefetch: 1 }, inbox.take)
    await transport.publish(jobMessage('now', 'x', { dueAtMs: Date.now() }))
    await inbox.until(1)
  })
})

describe('a delay with compat', () => {
  it('of more than the broker takes is refused before anything is sent', async () => {
    const transport = await broker.open({ compat: 'rabbitmq-arq' })
    const log = new EventLog(transport)
    const inDays = (count: number) =>
      jobMessage('compat', 'x', { dueAtMs: Date.now() + count * 86_400_000 })
    expect(await errorOf(transport.publish(inDays(3651)))).toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
    })
    await transport.publish(inDays(3649))
    expect(log.events).toEqual([])
  })
})
