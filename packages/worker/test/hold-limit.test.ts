import type { ConsumeOptions, Delivery, Subscription } from '@arq/core'
import { task } from '@arq/core'
import { ManualClock, MemoryBroker, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { planWait } from '../src/intake/settle-deadline.js'
import { latch, setup, type TestSettings } from './setup.js'

/** The memory transport, with a broker that takes back what is not settled within `limitMs`. */
class LimitedTransport extends MemoryTransport {
  readonly asked: ConsumeOptions[] = []
  readonly #limitMs: number

  constructor(broker: MemoryBroker, limitMs: number) {
    super({ broker })
    this.#limitMs = limitMs
  }

  override async consume(
    queueName: string,
    options: ConsumeOptions,
    onDelivery: (delivery: Delivery) => void,
  ): Promise<Subscription> {
    this.asked.push(options)
    const inner = await super.consume(queueName, options, onDelivery)
    return {
      settleWithinMs: this.#limitMs,
      close: () => inner.close(),
    }
  }
}

async function setupLimited(settings: TestSettings, limitMs: number) {
  const clock = new ManualClock()
  const broker = new MemoryBroker({ clock })
  const transport = new LimitedTransport(broker, limitMs)
  const arq = await setup({ ...settings, transport }, { clock, broker })
  const prefetches = (): number[] =>
    transport.asked.filter(({ kind }) => kind !== 'system').map(({ prefetch }) => prefetch)
  return { ...arq, clock, prefetches, asked: transport.asked }
}

const MINUTE = 60_000

describe('what waits for a slot', () => {
  it('stays while it is started in time', async () => {
    const gate = latch()
    const slow = task({ name: 'slow', timeout: '1m', run: () => gate.opened })
    const arq = await setupLimited(
      {
        functions: [slow],
        maxConcurrentJobs: 2,
        prefetchCount: 50,
        gracefulShutdownTimeout: '55s',
        jobTimeout: '1d',
      },
      30 * MINUTE,
    )
    for (let n = 0; n < 30; n += 1) await arq.enqueue(slow)
    void arq.worker.run()
    await arq.clock.advance('1s')
    expect((await arq.client.queueInfo('default'))?.unacknowledged).toBe(30)
    gate.open()
    await arq.clock.advance('1s')
    expect(arq.worker.counts).toMatchObject({ completed: 30, waitedTooLong: 0 })
    await arq.close()
  })

  it('is handed back well before the broker takes it back; fewer are taken until jobs are faster again', async () => {
    let isSlow = true
    const gates: (() => void)[] = []
    const job = task({
      name: 'job',
      timeout: '12m',
      run: () => (isSlow ? new Promise<void>((resolve) => gates.push(resolve)) : undefined),
    })
    const arq = await setupLimited(
      {
        functions: [job],
        maxConcurrentJobs: 2,
        prefetchCount: 50,
        gracefulShutdownTimeout: '55s',
      },
      31 * MINUTE,
    )
    for (let n = 0; n < 200; n += 1) await arq.enqueue(job)
    void arq.worker.run()
    // (31 − 12 − 1) / 2 = 9 min may be waited; two of fifty have been started by then.
    await arq.clock.advance('8m')
    expect(arq.worker.counts.waitedTooLong).toBe(0)
    await arq.clock.advance('1m')
    expect(arq.worker.counts.waitedTooLong).toBe(48)
    expect(arq.prefetches()).toEqual([50, 2])
    expect(arq.log.filter(({ message }) => message.includes('waited for a slot'))).toHaveLength(1)
    // The two that run, and two for the two slots.
    expect((await arq.client.queueInfo('default'))?.unacknowledged).toBe(4)
    isSlow = false
    for (const open of gates) open()
    // Those that were handed back pass through the queue of suspects, each in turns of its own.
    while (arq.worker.counts.completed < 200) await arq.clock.advance('1s')
    await arq.clock.advance('5m')
    expect(arq.prefetches().at(-1)).toBe(50)
    await arq.close()
  })

  it('is handed back alone: what came later goes on waiting', async () => {
    const job = task({ name: 'job', timeout: '12m', run: () => new Promise<void>(() => undefined) })
    const arq = await setupLimited(
      {
        functions: [job],
        maxConcurrentJobs: 1,
        prefetchCount: 20,
        gracefulShutdownTimeout: '55s',
      },
      31 * MINUTE,
    )
    for (let n = 0; n < 5; n += 1) await arq.enqueue(job)
    void arq.worker.run()
    await arq.clock.advance('5m')
    for (let n = 0; n < 5; n += 1) await arq.enqueue(job)
    await arq.clock.advance('4m')
    // One runs, four have waited for nine minutes, five for four.
    expect(arq.worker.counts.waitedTooLong).toBe(4)
    await arq.clock.advance('4m')
    expect(arq.worker.counts.waitedTooLong).toBe(4)
    await arq.close()
  })

  it('is not taken at all beyond the slots, with a warning, when the longest job does not fit', async () => {
    const job = task({ name: 'job', timeout: '2h', run: async () => undefined })
    const arq = await setupLimited({ functions: [job], maxConcurrentJobs: 3 }, 30 * MINUTE)
    void arq.worker.run()
    await arq.clock.advance('1s')
    expect(arq.prefetches()).toEqual([100, 3])
    const warnings = arq.log.filter(({ level }) => level === 'warn').map(({ message }) => message)
    expect(warnings).toEqual([
      expect.stringMatching(/default may need 7235 s .* takes a job back 1800 s .*consumerTimeout/),
    ])
    // What the transport can raise, it is asked to.
    expect(arq.asked[0]?.unsettledMs).toBe(2 * 7_235_000)
    await arq.close()
  })
})

describe('the time to wait', () => {
  it.each([
    [30 * MINUTE, 335_000, { waitLimitMs: 732_500, isTooShort: false }],
    [30 * MINUTE, 29 * MINUTE, { waitLimitMs: 3 * MINUTE, isTooShort: true }],
    [30 * MINUTE, 60 * MINUTE, { waitLimitMs: 3 * MINUTE, isTooShort: true }],
    [100, 90, { waitLimitMs: 5, isTooShort: false }],
  ])('of %i ms with a need of %i ms is half of the rest', (limit, needed, plan) => {
    expect(planWait(limit, needed)).toEqual(plan)
  })
})
