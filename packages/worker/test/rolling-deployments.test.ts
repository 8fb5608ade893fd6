import { task } from '@arq/core'
import { ManualClock, MemoryBroker } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { waitForTask } from '../src/intake/unknown-tasks.js'
import { latch, setup, type TestSettings } from './setup.js'

const old = task('old', async () => 'old')
const fresh = task('fresh', async (ctx) => `try ${String(ctx.jobTry)}`)

/** A worker of the version that is there, and one of the version that comes. */
async function setupVersions(settings: Omit<TestSettings, 'functions'> = {}) {
  const clock = new ManualClock()
  const broker = new MemoryBroker({ clock })
  const before = await setup({ functions: [old], ...settings }, { clock, broker })
  const after = await setup({ functions: [old, fresh], ...settings }, { clock, broker })
  return { before, after, clock }
}

describe('a job of a task that only the next version has', () => {
  it('waits, its tries untouched, and is run when a worker of that version comes', async () => {
    const { before, after, clock } = await setupVersions({ maxRetries: 0 })
    void before.worker.run()
    const id = await before.enqueue('fresh')
    await clock.advance('2m')
    expect(await before.store.get(id)).toMatchObject({ status: 'queued', retryCount: 0 })
    await before.worker.stop()
    void after.worker.run()
    await clock.advance('1m')
    expect(after.worker.counts).toMatchObject({ completed: 1, failed: 0 })
    await after.close()
  })

  it('fails after its grace time, with the tasks that there are', async () => {
    const { before, clock } = await setupVersions({ unknownTaskGrace: '10m' })
    void before.worker.run()
    const id = await before.enqueue('fresh')
    await clock.advance('599s')
    expect(await before.store.get(id)).toMatchObject({ status: 'queued' })
    await clock.advance('1s')
    const record = await before.store.get(id)
    expect(record).toMatchObject({ status: 'failed', errorCode: 'ARQ_UNKNOWN_FUNCTION' })
    expect(record?.error).toContain('old')
    expect(await before.take('default.dlq')).toHaveLength(1)
    await before.close()
  })

  it('is said once for its name, not for each delivery', async () => {
    const { before, clock } = await setupVersions()
    void before.worker.run()
    for (let n = 0; n < 5; n += 1) await before.enqueue('fresh')
    await clock.advance('3m')
    const said = before.log.filter(({ message }) => message.includes('has no task fresh'))
    expect(said).toHaveLength(1)
    expect(said[0]?.level).toBe('warn')
    await before.close()
  })

  it('fails at once where no grace is given', async () => {
    const { before, clock } = await setupVersions({ unknownTaskGrace: 0 })
    void before.worker.run()
    const id = await before.enqueue('fresh')
    await clock.advance(0)
    expect(await before.store.get(id)).toMatchObject({ errorCode: 'ARQ_UNKNOWN_FUNCTION' })
    await before.close()
  })

  it('fails as expired when it may no longer start, whatever its grace time', async () => {
    const { before, clock } = await setupVersions({ unknownTaskGrace: '10m' })
    void before.worker.run()
    const id = await before.enqueue('fresh', [], { expires: '5s' })
    await clock.advance('10s')
    expect(await before.store.get(id)).toMatchObject({ errorCode: 'ARQ_JOB_EXPIRED' })
  })

  it('is said with the name that was probably meant, or those that there are', async () => {
    const { before, clock } = await setupVersions()
    void before.worker.run()
    for (const name of ['odl', 'fresh']) await before.enqueue(name)
    await clock.advance(0)
    const said = before.log.map(({ message }) => message).join()
    expect(said).toContain('no task odl; did you mean old?')
    expect(said).toContain('no task fresh, only old.')
  })

  it('comes back at growing pauses, at most a minute apart, and once more when its time is over', () => {
    const pauses: number[] = []
    let headers = {}
    let nowMs = Date.UTC(2026, 0, 1)
    for (;;) {
      const wait = waitForTask(headers, nowMs, 300_000)
      if (!wait) break
      pauses.push((wait.dueAtMs - nowMs) / 1000)
      nowMs = wait.dueAtMs
      headers = wait.headers
    }
    expect(pauses).toEqual([1, 1, 2, 4, 8, 16, 32, 60, 60, 60, 56])
  })
})

describe('a run that a stop interrupts', () => {
  it('spends no try, and is no error in the log', async () => {
    const clock = new ManualClock()
    const broker = new MemoryBroker({ clock })
    const tries: number[] = []
    const began = latch()
    let isFirst = true
    const long = task('long', async (ctx) => {
      tries.push(ctx.jobTry)
      began.open()
      if (!isFirst) return
      isFirst = false
      await new Promise((_, reject) => {
        ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason as Error))
      })
    })
    const failures: unknown[] = []
    const settings = {
      functions: [long],
      maxRetries: 0,
      gracefulShutdownTimeout: '1s',
      onJobFailure: (_: unknown, error: unknown) => void failures.push(error),
    } as const
    const first = await setup(settings, { clock, broker })
    void first.worker.run()
    await first.enqueue(long)
    await began.opened
    const stopped = first.worker.stop()
    await clock.advance('10s')
    await stopped
    expect(first.worker.counts).toMatchObject({ interrupted: 1, failed: 0, retried: 0 })
    expect(first.log.filter(({ level }) => level === 'error')).toEqual([])

    const second = await setup(settings, { clock, broker })
    void second.worker.run()
    await clock.advance('1s')
    expect(tries).toEqual([1, 1])
    expect(failures).toEqual([])
    expect(second.worker.counts).toMatchObject({ completed: 1, duplicateRuns: 0 })
    await second.close()
  })
})
