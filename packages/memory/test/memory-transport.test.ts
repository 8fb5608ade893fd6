import type { Clock } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { ManualClock, MemoryBroker, MemoryTransport } from '../src/index.js'
import { message, settled, setUp, textOf } from './transport-setup.js'

// What the contract asks of every transport is tested by @arq/conformance; here is what only this one promises.
describe('MemoryTransport', () => {
  it('carries 100,000 messages through one queue', async () => {
    await using bench = await setUp()
    const { transport } = bench
    const count = 100_000
    const publishing = Array.from({ length: count }, (_, index) =>
      transport.publish(message(String(index))),
    )
    await Promise.all(publishing)
    let next = 0
    let isOrdered = true
    await new Promise<void>((resolve) => {
      void transport.consume('jobs', { prefetch: 50 }, (delivery) => {
        isOrdered &&= delivery.messageId === String(next)
        next += 1
        queueMicrotask(() => {
          delivery.ack()
          if (next === count) resolve()
        })
      })
    })
    expect(isOrdered).toBe(true)
    expect(await transport.queueInfo('jobs')).toMatchObject({ ready: 0, unacknowledged: 0 })
  })

  it('lets timers and sockets have their turn while messages go round without end', async () => {
    await using bench = await setUp()
    const { transport } = bench
    let isStopped = false
    await transport.consume('jobs', { prefetch: 1 }, (delivery) => {
      delivery.ack()
      if (!isStopped) void transport.publish(message('again'))
    })
    await transport.publish(message('first'))
    await new Promise((resolve) => setTimeout(resolve, 0))
    isStopped = true
    expect(await transport.queueInfo('jobs')).toBeDefined()
  })

  it('neither confirms nor hands out before the caller has gone on', async () => {
    await using bench = await setUp()
    const order: string[] = []
    await bench.transport.consume('jobs', { prefetch: 1 }, () => order.push('delivered'))
    const confirmed = bench.transport.publish(message('1')).then(() => order.push('confirmed'))
    order.push('called')
    await confirmed
    await settled()
    expect(order[0]).toBe('called')
    expect([...order].sort()).toEqual(['called', 'confirmed', 'delivered'])
  })

  it('shares neither bytes nor headers with the sender or between deliveries', async () => {
    await using bench = await setUp()
    const body = Buffer.from('as sent')
    const headers = { list: ['as sent'], raw: Buffer.from('as sent') }
    await bench.consume()
    const publishing = bench.transport.publish(message('1', { body, headers }))
    body.fill('x')
    headers.raw.fill('x')
    headers.list.push('later')
    await publishing
    const [first] = bench.inbox
    expect(textOf(first!)).toBe('as sent')
    first!.body.fill(0)
    first!.nack({ requeue: true })
    await settled()
    const again = bench.inbox[1]!
    expect(textOf(again)).toBe('as sent')
    expect(again.headers['list']).toEqual(['as sent'])
    expect(Buffer.from(again.headers['raw'] as Uint8Array).toString()).toBe('as sent')
    expect(() => (again.headers['list'] as string[]).push('later')).toThrow()
  })

  it('hands out higher priorities first and keeps the order within each', async () => {
    await using bench = await setUp()
    const { transport, inbox } = bench
    for (const [text, priority] of [
      ['a', undefined],
      ['b', 1],
      ['c', 9],
      ['d', 9],
      ['e', 0],
    ] as const) {
      await transport.publish(message(text, { priority }))
    }
    await bench.consume(5)
    await settled()
    expect(inbox.map(textOf)).toEqual(['c', 'd', 'b', 'a', 'e'])
    expect(inbox[0]!.priority).toBe(9)
  })

  it('puts what is given back at the front', async () => {
    await using bench = await setUp()
    const { transport, inbox } = bench
    for (const text of ['1', '2', '3']) await transport.publish(message(text))
    await bench.consume(1)
    await settled()
    inbox[0]!.nack({ requeue: true })
    await settled()
    expect(inbox.map(textOf)).toEqual(['1', '1'])
    expect(inbox.map(({ redelivered }) => redelivered)).toEqual([false, true])
  })

  it('puts what a lost connection held back at the front in its old order', async () => {
    await using bench = await setUp()
    const { broker, transport, inbox } = bench
    for (const text of ['1', '2', '3', '4']) await transport.publish(message(text))
    await bench.consume(3)
    await settled()
    broker.disconnect(transport)
    await settled()
    expect(inbox.slice(3).map(textOf)).toEqual(['1', '2', '3'])
    for (const delivery of inbox.slice(3)) delivery.ack()
    await settled()
    expect(textOf(inbox.at(-1)!)).toBe('4')
  })

  it('takes turns among consumers', async () => {
    await using bench = await setUp()
    const { transport } = bench
    const turns: string[] = []
    for (const name of ['a', 'b', 'c']) {
      await transport.consume('jobs', { prefetch: 10 }, () => turns.push(name))
    }
    for (let count = 0; count < 6; count += 1) await transport.publish(message(String(count)))
    await settled()
    expect(turns.join('')).toBe('abcabc')
  })

  it('delivers a delayed message in the very millisecond it is due, whatever its length', async () => {
    await using bench = await setUp()
    const { clock, transport, inbox } = bench
    await bench.consume(10)
    const dueAtMs = clock.now() + 90 * 24 * 3_600_000
    await transport.publish(message('in ninety days', { dueAtMs }))
    await clock.advance('90d')
    expect(inbox).toHaveLength(1)
    await transport.publish(message('in 5 ms', { dueAtMs: clock.now() + 5 }))
    await clock.advance(4)
    expect(inbox).toHaveLength(1)
    await clock.advance(1)
    expect(inbox.map(textOf)).toEqual(['in ninety days', 'in 5 ms'])
  })

  it('delivers after a pause what fell due while no transport was connected', async () => {
    await using bench = await setUp()
    const { clock, broker, transport } = bench
    await transport.publish(message('1', { dueAtMs: clock.now() + 10 }))
    await transport.close()
    await clock.advance(20)
    await using next = new MemoryTransport({ broker })
    await next.connect()
    const found: string[] = []
    await next.consume('jobs', { prefetch: 1 }, (delivery) => found.push(textOf(delivery)))
    await clock.advance(0)
    expect(found).toEqual(['1'])
  })

  it('forgets what is refused in a dead letter queue', async () => {
    await using bench = await setUp()
    const { transport, inbox } = bench
    await transport.publish(message('1', { queueName: 'jobs.dlq', kind: 'deadLetter' }))
    await bench.consume(1, 'jobs.dlq')
    await settled()
    inbox[0]!.nack({ requeue: false })
    expect(await transport.queueInfo('jobs.dlq')).toMatchObject({ ready: 0, unacknowledged: 0 })
    expect(await transport.queueInfo('jobs.dlq.dlq')).toBeUndefined()
  })

  it('drops an expired message of a system queue only when it is the next one', async () => {
    await using bench = await setUp()
    const { clock, transport } = bench
    const system = { queueName: 'arq.notes', kind: 'system' } as const
    const soonMs = clock.now() + 1000
    await transport.publish(message('1', { ...system, expiresAtMs: soonMs + 1000 }))
    await transport.publish(message('2', { ...system, expiresAtMs: soonMs }))
    await clock.advance('1s')
    expect(await transport.queueInfo('arq.notes')).toMatchObject({ ready: 2 })
    await clock.advance('1s')
    expect(await transport.queueInfo('arq.notes')).toMatchObject({ ready: 0 })
  })

  it('goes on when a consumer throws, and does not hide it', async () => {
    await using bench = await setUp()
    const uncaught: unknown[] = []
    const queueReally = globalThis.queueMicrotask
    globalThis.queueMicrotask = (callback) =>
      queueReally(() => {
        try {
          callback()
        } catch (error) {
          uncaught.push(error)
        }
      })
    try {
      await bench.transport.consume('jobs', { prefetch: 5 }, (delivery) => {
        bench.inbox.push(delivery)
        if (bench.inbox.length === 1) throw new Error('defect of the consumer')
      })
      await bench.transport.publish(message('1'))
      await bench.transport.publish(message('2'))
      await settled()
    } finally {
      globalThis.queueMicrotask = queueReally
    }
    expect(bench.inbox.map(textOf)).toEqual(['1', '2'])
    expect(uncaught).toMatchObject([{ message: 'defect of the consumer' }])
  })

  it('refuses a clock of its own beside a broker that has one', () => {
    const broker = new MemoryBroker()
    expect(() => new MemoryTransport({ broker, clock: new ManualClock() })).toThrow(
      /clock: give the clock to the MemoryBroker/,
    )
    expect(() => new MemoryBroker({ clock: {} as Clock })).toThrow(/must be a Clock/)
  })

  it('does not open for a caller who has given up', async () => {
    const transport = new MemoryTransport()
    const signal = AbortSignal.abort(new Error('given up'))
    await expect(transport.connect({ signal })).rejects.toThrow('given up')
    await expect(transport.queueInfo('jobs')).rejects.toMatchObject({ code: 'ARQ_CLOSED' })
  })
})
