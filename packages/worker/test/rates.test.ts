import { Retry, task } from '@arq/core'
import { ManualClock, MemoryBroker } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { latch, setup, type TestSettings } from './setup.js'

interface Start {
  readonly name: string
  readonly atMs: number
}

/** A task that says when its runs begin. */
function noted(clock: ManualClock, rate: { limit: number; per: `${number}${'s' | 'm'}` }) {
  const starts: Start[] = []
  const zeroMs = clock.now()
  const work = task({
    name: 'work',
    run: async (ctx, tenant: string, job: number) => {
      starts.push({ name: `${tenant}${String(job)}`, atMs: clock.now() - zeroMs })
    },
    rate: { key: (tenant) => tenant, ...rate },
  })
  return { work, starts }
}

async function started(settings: TestSettings, clock: ManualClock) {
  const broker = new MemoryBroker({ clock })
  return setup({ maxConcurrentJobs: 20, ...settings }, { clock, broker })
}

/** The most starts in any span of time. */
function mostIn(spanMs: number, moments: readonly number[]): number {
  return Math.max(
    0,
    ...moments.map((from) => moments.filter((at) => at >= from && at < from + spanMs).length),
  )
}

describe('a rate', () => {
  it('lets so many jobs of a key begin in its span; others wait without slot or prefetch', async () => {
    const clock = new ManualClock()
    const { work, starts } = noted(clock, { limit: 3, per: '1m' })
    const arq = await started({ functions: [work], prefetchCount: 3 }, clock)
    void arq.worker.run()
    for (let job = 0; job < 8; job += 1) await arq.enqueue(work, ['a', job])
    await clock.advance('1s')
    expect(starts.map(({ name }) => name)).toEqual(['a0', 'a1', 'a2'])
    expect((await arq.client.queueInfo('default'))?.unacknowledged).toBe(0)

    const other = await arq.enqueue(work, ['b', 0])
    await arq.ended(other)
    await clock.advance('58s')
    expect(starts).toHaveLength(4)
    await clock.advance('2s')
    expect(starts).toHaveLength(7)
    await clock.advance('60s')
    expect(starts.map(({ name }) => name).filter((name) => name.startsWith('a'))).toEqual([
      'a0',
      'a1',
      'a2',
      'a3',
      'a4',
      'a5',
      'a6',
      'a7',
    ])
    const moments = starts.filter(({ name }) => name.startsWith('a')).map(({ atMs }) => atMs)
    expect(mostIn(60_000, moments)).toBe(3)
    await clock.advance('3m')
    expect((await arq.store.entries.groups('', { limit: 10 })).groups).toEqual([])
  })
})
