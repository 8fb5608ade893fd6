import { createClient } from '@arq/client'
import { type Clock, isArqError, Retry, silentLogger, task } from '@arq/core'
import { ManualClock, MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { afterEach, describe, expect, it } from '@jest/globals'

import { type RunnableSettings, Worker } from '../src/index.js'
import { latch } from './setup.js'

type Settings = Omit<RunnableSettings<object>, 'transport'>

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A client and workers on one broker in memory, with a store or without. */
async function setup(hasStore: boolean, settings: Settings, workerCount = 1) {
  const clock = new ManualClock()
  const broker = new MemoryBroker({ clock })
  const store = hasStore ? new MemoryResultStore({ clock }) : undefined
  const parts = (): Parts => ({
    transport: new MemoryTransport({ broker }),
    clock,
    logger: silentLogger,
    ...(store ? { resultStore: store } : {}),
  })
  await store?.connect()
  const client = await createClient(parts())
  const workers = Array.from(
    { length: workerCount },
    () => new Worker<object>({ ...parts(), ...settings }),
  )
  for (const worker of workers) void worker.run()
  await clock.advance(0)
  closing.push(async () => {
    const stopped = Promise.all(workers.map((worker) => worker.stop()))
    await clock.advance('2m')
    await stopped
    await client.close()
    await store?.close()
  })
  return {
    clock,
    client,
    workers,
    /** Another one, which has no store. */
    clientWithoutStore: async () => {
      const transport = new MemoryTransport({ broker })
      const other = await createClient({ transport, clock, logger: silentLogger })
      closing.push(() => other.close())
      return other
    },
    /** Moves the clock until a promise settles; gives its value, or the code of its error. */
    outcome: async (promise: Promise<unknown>, limitMs = 20_000): Promise<unknown> => {
      let settled: { value: unknown } | undefined
      const settle = (value: unknown): void => void (settled = { value })
      promise.then(settle, (error: unknown) => settle(isArqError(error) ? error.code : error))
      for (let ms = 0; !settled && ms < limitMs; ms += 50) await clock.advance(50)
      if (!settled) throw new Error(`nothing within ${String(limitMs)} ms`)
      return settled.value
    },
  }
}

interface Parts {
  readonly transport: MemoryTransport
  readonly clock: Clock
  readonly logger: typeof silentLogger
  readonly resultStore?: MemoryResultStore
}

const stopped = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })

describe.each([
  ['with a result store', true],
  ['without a result store', false],
])('abort() %s', (_words, hasStore) => {
  it('stops a running job on whichever of three workers it is, and no other job', async () => {
    const signalled: string[] = []
    const long = task('long', async (ctx) => {
      ctx.signal.addEventListener('abort', () => signalled.push(ctx.jobId))
      await stopped(ctx.signal)
    })
    const settings = { functions: [long], maxConcurrentJobs: 2, prefetchCount: 2 }
    const { client, clock, outcome } = await setup(hasStore, settings, 3)
    const jobs = await client.enqueueJobs(Array.from({ length: 6 }, () => ({ function: long })))
    await clock.advance('1s')
    for (const job of jobs.toReversed()) {
      signalled.length = 0
      const aborting = job.abort()
      await clock.advance(0)
      expect(signalled).toEqual([job.id])
      expect(await outcome(aborting)).toBe(true)
      expect(await outcome(job.result())).toBe('ARQ_JOB_ABORTED')
    }
  })

  it('takes a job out of the line of the worker that has prefetched it', async () => {
    const gate = latch()
    const ran: string[] = []
    const first = task('first', () => gate.opened)
    const waiting = task('waiting', async (ctx) => void ran.push(ctx.jobId))
    const settings = { functions: [first, waiting], maxConcurrentJobs: 1 }
    const { client, clock, outcome, workers } = await setup(hasStore, settings)
    await client.enqueueJob(first)
    const job = await client.enqueueJob(waiting)
    const other = await client.enqueueJob(waiting)
    await clock.advance('1s')
    expect(await outcome(job.abort())).toBe(true)
    expect(await outcome(job.result())).toBe('ARQ_JOB_ABORTED')
    // Without waiting for its turn.
    const { aborted, duplicateDeliveries } = workers[0]!.counts
    expect(aborted + duplicateDeliveries).toBe(1)
    gate.open()
    expect(await outcome(other.result())).toBeUndefined()
    expect(ran).toEqual([other.id])
  })

  it('keeps the task from starting while onJobStart runs', async () => {
    let runs = 0
    const counted = task('counted', async () => void (runs += 1))
    const began = latch()
    const { client, outcome } = await setup(hasStore, {
      functions: [counted],
      onJobStart: async (ctx) => {
        began.open()
        await stopped(ctx.signal)
      },
    })
    const job = await client.enqueueJob(counted)
    await began.opened
    expect(await outcome(job.abort())).toBe(true)
    expect(await outcome(job.result())).toBe('ARQ_JOB_ABORTED')
    expect(runs).toBe(0)
  })

  it('gives false for a job whose end hooks run: it has ended', async () => {
    const add = task('add', async (_ctx, a: number, b: number) => a + b)
    const gate = latch()
    const began = latch()
    const { client, clock, outcome } = await setup(hasStore, {
      functions: [add],
      onJobEnd: () => {
        began.open()
        return gate.opened
      },
    })
    const job = await client.enqueueJob(add, [1, 2])
    await began.opened
    // Longer than a run may take before its record is written.
    await clock.advance('1s')
    const aborting = job.abort()
    await clock.advance(0)
    gate.open()
    expect(await outcome(aborting)).toBe(false)
    expect(await outcome(job.result())).toBe(3)
  })

  it('gives false also when the end hooks take longer than a worker that is taken for dead', async () => {
    const add = task('add', async (_ctx, a: number, b: number) => a + b)
    const began = latch()
    const { client, clock, outcome } = await setup(hasStore, {
      functions: [add],
      onJobEnd: () => {
        began.open()
        return new Promise(() => undefined)
      },
    })
    const job = await client.enqueueJob(add, [1, 2])
    await began.opened
    // Longer than a run may take before its record is written.
    await clock.advance('1s')
    const aborting = outcome(job.abort({ timeout: '30s' }))
    await clock.advance('10s')
    expect(await aborting).toBe(false)
    expect(await outcome(job.result())).toBe(3)
  })

  it('and the end of the run at the same time have one truth, whichever comes first', async () => {
    const RUN_MS = 5
    const clockOf = { current: new ManualClock() }
    const timed = task('timed', async (ctx) => {
      await new Promise<void>((resolve) => {
        clockOf.current.setTimer(RUN_MS, resolve)
        ctx.signal.addEventListener('abort', () => resolve())
      })
      return ctx.signal.aborted ? 'signalled' : 'completed'
    })
    const bench = await setup(hasStore, { functions: [timed] })
    clockOf.current = bench.clock
    const seen = new Set<unknown>()
    for (let afterMs = 0; afterMs <= 2 * RUN_MS; afterMs += 1) {
      const job = await bench.client.enqueueJob(timed)
      await bench.clock.advance(afterMs)
      const wasStopped = await bench.outcome(job.abort())
      const result = await bench.outcome(job.result())
      expect([wasStopped, result]).toEqual(
        wasStopped === true ? [true, 'ARQ_JOB_ABORTED'] : [false, 'completed'],
      )
      expect(await bench.outcome(job.abort())).toBe(wasStopped)
      seen.add(wasStopped)
    }
    expect(seen).toEqual(new Set([true, false]))
  })

  it('gives false when the task fails in its own way', async () => {
    const failing = task('failing', async (ctx) => {
      ctx.logger.info('runs')
      throw new TypeError('broken')
    })
    const { client, clock, outcome } = await setup(hasStore, { functions: [failing] })
    const job = await client.enqueueJob(failing)
    await clock.advance('1s')
    expect(await outcome(job.abort())).toBe(false)
    expect(await outcome(job.result())).toBe('ARQ_JOB_FAILED')
  })

  it('stops a task that ignores its signal 5 s later, within the time that abort() waits', async () => {
    const late = latch<string>()
    const deaf = task('deaf', () => late.opened)
    const stuck: unknown[] = []
    const { client, clock, outcome, workers } = await setup(hasStore, {
      functions: [deaf],
      onJobStuck: (ctx, reason) => void stuck.push([ctx.jobId, reason]),
    })
    const job = await client.enqueueJob(deaf)
    await clock.advance('1s')
    expect(await outcome(job.abort())).toBe(true)
    late.open('too late')
    await clock.advance('1s')
    expect(await outcome(job.result())).toBe('ARQ_JOB_ABORTED')
    expect(stuck).toEqual([[job.id, expect.objectContaining({ code: 'ARQ_JOB_ABORTED' })]])
    expect(workers[0]?.counts).toMatchObject({ aborted: 1, abandoned: 1, completed: 0 })
  })
})

describe('abort() with a result store', () => {
  it('during the wait for a retry keeps the next try from running', async () => {
    const tries: number[] = []
    const retried = task('retried', async (ctx) => {
      tries.push(ctx.jobTry)
      throw new Retry({ defer: '1m' })
    })
    const { client, clock, outcome } = await setup(true, { functions: [retried] })
    const job = await client.enqueueJob(retried)
    await clock.advance('1s')
    expect(await job.status()).toBe('retrying')
    expect(await outcome(job.abort())).toBe(true)
    await clock.advance('2m')
    expect(tries).toEqual([1])
    expect(await job.info()).toMatchObject({ status: 'aborted', jobTry: 2 })
  })

  it('reaches a run of a few milliseconds, of which the store has not heard', async () => {
    let isSignalled = false
    const brief = task('brief', async (ctx, isLong: boolean) => {
      if (!isLong) return
      ctx.signal.addEventListener('abort', () => (isSignalled = true))
      await stopped(ctx.signal)
    })
    const { client, clock, outcome } = await setup(true, { functions: [brief] })
    // Workers do not ask for tasks that they know to be brief.
    for (let n = 0; n < 50; n += 1) await (await client.enqueueJob(brief, [false])).result()
    const job = await client.enqueueJob(brief, [true])
    await clock.advance(1)
    const aborting = job.abort()
    await clock.advance(0)
    expect(isSignalled).toBe(true)
    expect(await outcome(aborting)).toBe(true)
    expect(await job.status()).toBe('aborted')
  })
})

describe('abort() by a client that has no store, of a job whose worker has one', () => {
  it('gives true when it stopped the job', async () => {
    const long = task('long', async (ctx) => stopped(ctx.signal))
    const bench = await setup(true, { functions: [long] })
    const job = await bench.client.enqueueJob(long)
    await bench.clock.advance('1s')
    const other = await bench.clientWithoutStore()
    expect(await bench.outcome(other.getJob(job.id).abort())).toBe(true)
    expect(await bench.outcome(job.result())).toBe('ARQ_JOB_ABORTED')
  })

  it('gives false when the task had returned', async () => {
    const gate = latch()
    const add = task('add', async (_ctx, a: number, b: number) => a + b)
    const bench = await setup(true, { functions: [add], onJobEnd: () => gate.opened })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance('1s')
    const other = await bench.clientWithoutStore()
    const aborting = other.getJob(job.id).abort()
    await bench.clock.advance(0)
    gate.open()
    expect(await bench.outcome(aborting)).toBe(false)
    expect(await bench.outcome(job.result())).toBe(3)
  })
})

describe('abort() without a result store', () => {
  it('cannot stop a job that waits for its time, and says so', async () => {
    const add = task('add', async (_ctx, a: number, b: number) => a + b)
    const { client, outcome } = await setup(false, { functions: [add] })
    const job = await client.enqueueJob(add, [1, 2], { deferBy: '30s' })
    expect(await outcome(job.abort())).toBe('ARQ_ABORT_TIMEOUT')
    expect(await outcome(job.result())).toBe(3)
  })
})
