import { getMaxListeners } from 'node:events'

import { task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { latch, setup, type TestSettings } from './setup.js'

/** A bundle with a task that counts its runs. */
async function setupCounting(settings: Omit<TestSettings, 'functions'> = {}) {
  const clock = new ManualClock()
  const runs: number[] = []
  const counted = task('counted', async (ctx) => void runs.push(ctx.jobTry))
  const arq = await setup({ functions: [counted], ...settings }, { clock })
  void arq.worker.run()
  return { ...arq, clock, counted, runs }
}

describe('an abort reaches an attempt', () => {
  it('while onJobStart runs: its signal aborts, and the task is not started', async () => {
    const began = latch()
    const arq = await setupCounting({
      onJobStart: (ctx) =>
        new Promise((resolve) => {
          ctx.signal.addEventListener('abort', () => resolve())
          began.open()
        }),
    })
    const id = await arq.enqueue(arq.counted)
    await began.opened
    await arq.broadcast({ kind: 'abort', jobId: id })
    await arq.clock.advance(0)
    expect(await arq.store.get(id)).toMatchObject({ status: 'aborted' })
    expect(arq.runs).toEqual([])
    expect(arq.worker.counts.aborted).toBe(1)
    await arq.close()
  })

  it('whose onJobStart heeds no signal: it is ended without the hook', async () => {
    const arq = await setupCounting({ onJobStart: () => new Promise(() => undefined) })
    const id = await arq.enqueue(arq.counted)
    await arq.clock.advance(0)
    await arq.broadcast({ kind: 'abort', jobId: id })
    await arq.clock.advance('4999ms')
    expect(await arq.store.get(id)).toMatchObject({ status: 'in_progress' })
    await arq.clock.advance('1ms')
    expect(await arq.store.get(id)).toMatchObject({ status: 'aborted' })
    await arq.close()
  })

  it('while the store has not yet answered its start', async () => {
    const answer = latch()
    const asked = latch()
    const arq = await setupCounting()
    const { store } = arq
    const transition = store.transition.bind(store)
    Object.assign(store, { begin: undefined })
    store.transition = async (change) => {
      const outcome = await transition(change)
      if (change.guard === 'start') {
        asked.open()
        await answer.opened
      }
      return outcome
    }
    const id = await arq.enqueue(arq.counted)
    await asked.opened
    await arq.broadcast({ kind: 'abort', jobId: id })
    answer.open()
    await arq.clock.advance(0)
    expect(await arq.store.get(id)).toMatchObject({ status: 'aborted' })
    expect(arq.runs).toEqual([])
    await arq.close()
  })

  it('that waits for a slot: it never gets one', async () => {
    const gate = latch()
    const slow = task('slow', () => gate.opened)
    const ran: string[] = []
    const waiting = task('waiting', async () => void ran.push('ran'))
    const clock = new ManualClock()
    const arq = await setup({ functions: [slow, waiting], maxConcurrentJobs: 1 }, { clock })
    void arq.worker.run()
    await arq.enqueue(slow)
    const id = await arq.enqueue(waiting)
    const other = await arq.enqueue(waiting)
    await clock.advance(0)
    await arq.broadcast({ kind: 'abort', jobId: id })
    await clock.advance(0)
    expect(await arq.store.get(id)).toMatchObject({ status: 'aborted' })
    gate.open()
    await clock.advance(0)
    expect(await arq.store.get(other)).toMatchObject({ status: 'completed' })
    expect(ran).toEqual(['ran'])
    await arq.close()
  })

  it('that has ended, and no longer changes its end', async () => {
    const arq = await setupCounting({ onJobSuccess: () => new Promise(() => undefined) })
    const id = await arq.enqueue(arq.counted)
    await arq.clock.advance(0)
    await arq.broadcast({ kind: 'abort', jobId: id })
    const stopped = arq.worker.stop()
    await arq.clock.advance('1m')
    await stopped
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed' })
    await arq.client.close()
  })
})

describe('a stop past its deadline reaches an attempt', () => {
  it('while onJobStart runs: the task is not started, and the job goes back', async () => {
    const arq = await setupCounting({
      gracefulShutdownTimeout: '1s',
      jobCompletionWait: 0,
      onJobStart: (ctx) =>
        new Promise((resolve) => ctx.signal.addEventListener('abort', () => resolve())),
    })
    const id = await arq.enqueue(arq.counted)
    await arq.clock.advance(0)
    const stopped = arq.worker.stop()
    await arq.clock.advance('1s')
    await stopped
    expect(arq.runs).toEqual([])
    expect(await arq.store.get(id)).toMatchObject({ status: 'queued', retryCount: 0 })
    expect((await arq.client.queueInfo('default'))?.ready).toBe(1)
    await arq.client.close()
  })

  it('while the hooks of its end run: the job has ended and is acknowledged', async () => {
    const arq = await setupCounting({
      gracefulShutdownTimeout: '1s',
      jobCompletionWait: 0,
      onJobEnd: () => new Promise(() => undefined),
    })
    const id = await arq.enqueue(arq.counted)
    await arq.clock.advance(0)
    const stopped = arq.worker.stop()
    await arq.clock.advance('1m')
    await stopped
    expect(arq.runs).toEqual([1])
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed' })
    expect(arq.worker.counts).toMatchObject({ completed: 1, requeued: 0 })
    await arq.client.close()
  })
})

describe('many listeners', () => {
  // Node warns of a leak when there are more listeners than this.
  it('of ctx.signal are no leak', async () => {
    const listening = task('listening', async (ctx) => getMaxListeners(ctx.signal) >= 1000)
    const arq = await setup({ functions: [listening] })
    void arq.worker.run()
    expect((await arq.ended(await arq.enqueue(listening))).result).toBe(true)
    await arq.close()
  })

  it('of process signals are none: each worker brings room for its own, and takes it away again', async () => {
    const most = process.getMaxListeners()
    const quick = task('quick', async () => undefined)
    const bundles = await Promise.all(
      Array.from({ length: 12 }, () => setup({ functions: [quick], handleSignals: true })),
    )
    for (const arq of bundles) {
      void arq.worker.run()
      await arq.ended(await arq.enqueue(quick))
    }
    expect(process.listenerCount('SIGTERM')).toBe(12)
    expect(process.getMaxListeners()).toBeGreaterThanOrEqual(12)
    await Promise.all(bundles.map((arq) => arq.close()))
    expect(process.listenerCount('SIGTERM')).toBe(0)
    expect(process.getMaxListeners()).toBe(most)
  })
})
