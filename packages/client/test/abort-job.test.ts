import {
  ConnectionLost,
  type EnqueueOptions,
  type JobStatus,
  task,
  UnsupportedError,
} from '@arq/core'
import { errorTexts } from '@arq/core/internal'
import { describe, expect, it } from '@jest/globals'

import { type Attempt, type Bench, rejection, setup, stateOf, TinyWorker } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)

/** A job that a worker may have begun without asking is known to be stopped after a second. */
const afterASecond = async <T>(aborting: Promise<T>, { clock }: Bench): Promise<T> => {
  await clock.advance('1s')
  return aborting
}

const untilAborted = ({ signal }: Attempt) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped')))
  })

describe('abort()', () => {
  it.each([
    ['queued', {}],
    ['deferred', { deferBy: '1h' as const }],
  ])('keeps a %s job from ever being started', async (_words, options) => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2], options)
    expect(await afterASecond(job.abort(), bench)).toBe(true)
    expect(await job.status()).toBe('aborted')
    expect(await job.info()).toMatchObject({ errorCode: 'ARQ_JOB_ABORTED', args: [1, 2] })
    const worker = await TinyWorker.start(bench, { run: () => 3 })
    await bench.clock.advance('2h')
    expect(worker.started).toEqual([])
    expect(bench.broker.queueInfo('default')).toMatchObject({ ready: 0 })
  })

  it('keeps the tombstone until the message cannot be started any more', async () => {
    const bench = await setup({ jobResultTtl: 10, expires: '1h' })
    const job = await bench.client.enqueueJob(add, [1, 2], { deferBy: '1h' })
    await job.abort()
    await bench.clock.advance('2h')
    expect(await job.status()).toBe('aborted')
    await bench.clock.advance('11s')
    expect(await rejection(job.status())).toMatchObject({ code: 'ARQ_JOB_NOT_FOUND' })
  })

  it('keeps the tombstone of a job that expires before it is due until then', async () => {
    const bench = await setup({ jobResultTtl: 10 })
    const expires = new Date(bench.clock.now() + 60_000)
    const job = await bench.client.enqueueJob(add, [1, 2], { deferBy: '1h', expires })
    await job.abort()
    await bench.clock.advance('1h')
    expect(await job.status()).toBe('aborted')
  })

  it('waits until no worker can begin the job any more that has not heard of it', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const aborting = job.abort()
    await bench.clock.advance(999)
    expect(await stateOf(aborting, bench.clock)).toBe('pending')
    expect(await job.status()).toBe('aborted')
    await bench.clock.advance(1)
    expect(await aborting).toBe(true)
    // Not once more, when that is long ago.
    await bench.clock.advance('1m')
    expect(await job.abort()).toBe(true)
  })

  it('stops a job that a worker had just begun without asking', async () => {
    const bench = await setup()
    const signals: unknown[] = []
    await bench.transport.onBroadcast((signal) => signals.push(signal))
    const job = await bench.client.enqueueJob(add, [1, 2])
    const queued = (await bench.store.get(job.id))!
    const aborting = job.abort()
    await bench.clock.advance(0)
    expect(await job.status()).toBe('aborted')
    // For a worker that has just begun it, or has it in its hands.
    const { enqueueTime } = queued
    expect(signals).toEqual([{ kind: 'abort', jobId: job.id, enqueueTime }])
    const write = async (status: JobStatus) => {
      const record = { ...queued, status, token: 'unasked' }
      return bench.store.transition({ record, guard: 'uncontested', ttlMs: 'forever' })
    }
    expect(await write('in_progress')).toBe('applied')
    await bench.clock.advance(0)
    expect(signals).toHaveLength(2)
    expect(await write('aborted')).toBe('applied')
    await bench.clock.advance(0)
    expect(await aborting).toBe(true)
  })

  it('does not depend on the broker for a job that waits', async () => {
    const bench = await setup()
    bench.transport.broadcast = async () => {
      throw new Error('the broker is away')
    }
    const job = await bench.client.enqueueJob(add, [1, 2])
    expect(await afterASecond(job.abort(), bench)).toBe(true)
  })

  it('gives false for a job that a worker had begun without asking, and ended', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const queued = (await bench.store.get(job.id))!
    const aborting = job.abort()
    await bench.clock.advance(0)
    const record = { ...queued, status: 'completed', token: 'unasked', result: 3 } as const
    await bench.store.transition({ record, guard: 'uncontested', ttlMs: 'forever' })
    await bench.clock.advance('1s')
    expect(await aborting).toBe(false)
    expect(await job.result()).toBe(3)
  })

  it.each<[string, EnqueueOptions]>([
    ['an id of the caller’s', { jobId: 'mine' }],
    ['a job that is delayed', { deferBy: '1h' }],
    ['a job that begins with a later try', { jobTry: 2 }],
  ])('waits for nobody with %s: workers ask before they begin it', async (_words, options) => {
    const bench = await setup()
    const job = await bench.client.enqueueJob<number, EnqueueOptions>('add', [1, 2], options)
    expect(await job!.abort()).toBe(true)
  })

  it('waits for nobody where workers always ask, because the store cannot tell', async () => {
    const bench = await setup()
    Object.defineProperty(bench.store, 'stoppedJobs', { value: undefined })
    const job = await bench.client.enqueueJob(add, [1, 2])
    expect(await job.abort()).toBe(true)
  })

  it('stops a running job on its worker', async () => {
    const bench = await setup()
    await TinyWorker.start(bench, { run: untilAborted })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    expect(await job.status()).toBe('in_progress')
    expect(await job.abort()).toBe(true)
    expect(await job.status()).toBe('aborted')
    expect(await rejection(job.result())).toMatchObject({ code: 'ARQ_JOB_ABORTED' })
  })

  it('finds out that it stopped by polling where the store cannot push', async () => {
    const bench = await setup()
    bench.store.withoutPush()
    await TinyWorker.start(bench, { run: untilAborted })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    const aborting = job.abort()
    await bench.clock.advance(100)
    expect(await aborting).toBe(true)
  })

  it('names this one job in the signal, not only its id', async () => {
    const bench = await setup()
    const signals: unknown[] = []
    await bench.transport.onBroadcast((signal) => signals.push(signal))
    await TinyWorker.start(bench, { run: untilAborted })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    await job.abort()
    const { enqueueTime } = (await bench.store.get(job.id))!
    expect(signals).toEqual([{ kind: 'abort', jobId: job.id, enqueueTime }])
  })

  it('signals again while it waits, for a worker that missed the first signal', async () => {
    const bench = await setup()
    let missed = 0
    const broadcast = bench.transport.broadcast.bind(bench.transport)
    bench.transport.broadcast = async (signal) => {
      missed += 1
      if (missed > 3) await broadcast(signal)
    }
    await TinyWorker.start(bench, { run: untilAborted })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    const aborting = job.abort()
    await bench.clock.advance('4s')
    expect(await aborting).toBe(true)
    expect(missed).toBe(4)
  })

  it('gives false when the job completed instead', async () => {
    const bench = await setup()
    let finish = (_value: unknown) => {}
    await TinyWorker.start(bench, { run: () => new Promise((resolve) => (finish = resolve)) })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    const aborting = job.abort()
    await bench.clock.advance(0)
    finish(3)
    expect(await aborting).toBe(false)
    expect(await job.result()).toBe(3)
  })

  it('rejects when it has not stopped in time', async () => {
    const bench = await setup()
    await TinyWorker.start(bench, { run: () => new Promise(() => {}) })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    const aborting = job.abort({ timeout: 5 })
    const error = rejection(aborting)
    await bench.clock.advance(4999)
    expect(await stateOf(aborting, bench.clock)).toBe('pending')
    await bench.clock.advance(1)
    expect(await error).toMatchObject({
      name: 'AbortTimeout',
      code: 'ARQ_ABORT_TIMEOUT',
      message: `Job ${job.id} had not stopped 5 s after its abort (status: in_progress). It may go on`,
      details: { jobId: job.id, timeoutMs: 5000, status: 'in_progress' },
    })
  })

  it('stops the next attempt when the running one ends in a retry meanwhile', async () => {
    const bench = await setup()
    await TinyWorker.start(bench, { run: () => new Promise(() => {}) })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    const aborting = job.abort()
    await bench.clock.advance(0)
    const record = (await bench.store.get(job.id))!
    await bench.store.transition({
      record: { ...record, status: 'retrying', retryCount: 1 },
      guard: 'own',
      ttlMs: 'forever',
    })
    expect(await aborting).toBe(true)
    expect(await job.info()).toMatchObject({ status: 'aborted', jobTry: 2 })
  })

  it('signals again when another attempt of the job has begun meanwhile', async () => {
    const bench = await setup()
    const signals: unknown[] = []
    await bench.transport.onBroadcast((signal) => signals.push(signal))
    await TinyWorker.start(bench, { run: () => new Promise(() => {}) })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    const aborting = job.abort()
    await bench.clock.advance(0)
    expect(signals).toHaveLength(1)
    const record = (await bench.store.get(job.id))!
    const next = { ...record, token: 'after a crash' }
    await bench.store.transition({ record: next, guard: 'start', ttlMs: 'forever' })
    await bench.clock.advance(0)
    expect(signals).toHaveLength(2)
    const ended = { ...next, status: 'aborted' as const }
    await bench.store.transition({ record: ended, guard: 'own', ttlMs: 'forever' })
    expect(await aborting).toBe(true)
  })

  it('cannot be undone by an attempt that ended before', async () => {
    const bench = await setup()
    await TinyWorker.start(bench, { run: () => new Promise(() => {}) })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    const record = (await bench.store.get(job.id))!
    const retrying = { ...record, status: 'retrying' as const }
    await bench.store.transition({ record: retrying, guard: 'own', ttlMs: 'forever' })
    expect(await job.abort()).toBe(true)
    const late = { ...record, status: 'completed' as const }
    const outcome = await bench.store.transition({ record: late, guard: 'own', ttlMs: 'forever' })
    expect(outcome).toBe('final')
    expect(await job.status()).toBe('aborted')
  })

  it('gives false for a completed job, true for an aborted one', async () => {
    const bench = await setup()
    const aborted = await bench.client.enqueueJob(add, [1, 2], { deferBy: '1h' })
    await aborted.abort()
    await TinyWorker.start(bench, { run: () => 3 })
    const done = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    expect(await done.abort()).toBe(false)
    expect(await aborted.abort()).toBe(true)
  })

  it('rejects with JobNotFound for an id that nobody knows', async () => {
    const bench = await setup()
    expect(await rejection(bench.client.getJob('nobody').abort())).toMatchObject({
      code: 'ARQ_JOB_NOT_FOUND',
    })
  })

  it('stops a job that was enqueued without a record', async () => {
    const bench = await setup({ trackQueued: false })
    const job = await bench.client.enqueueJob(add, [1, 2], { deferBy: '1m' })
    expect(await job.abort()).toBe(true)
    const worker = await TinyWorker.start(bench, { run: () => 3 })
    await bench.clock.advance('1m')
    expect(worker.started).toEqual([])
    expect(await job.status()).toBe('aborted')
  })

  it('does not touch a later job under the same id', async () => {
    const bench = await setup()
    const first = await bench.client.enqueueJob(add, [1, 2], { jobId: 'again' })
    await first!.delete()
    await bench.clock.advance(10)
    const second = await bench.client.enqueueJob(add, [3, 4], { jobId: 'again' })
    expect(await first!.abort()).toBe(false)
    expect(await second!.status()).toBe('queued')
  })

  it('ends a job whose worker has died, and whose message waits to be run again', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const queued = (await bench.store.get(job.id))!
    const dead = { ...queued, status: 'in_progress' as const, token: 'dead' }
    await bench.store.transition({ record: dead, guard: 'start', ttlMs: 'forever' })
    const aborting = job.abort()
    await bench.clock.advance('7s')
    expect(await job.status()).toBe('in_progress')
    await bench.clock.advance('1s')
    expect(await aborting).toBe(true)
    expect(await job.info()).toMatchObject({ status: 'aborted', errorCode: 'ARQ_JOB_ABORTED' })
    const worker = await TinyWorker.start(bench, { run: () => 3 })
    await bench.clock.advance('1m')
    expect(worker.started).toEqual([])
    expect(bench.broker.queueInfo('default')).toMatchObject({ ready: 0, unacknowledged: 0 })
  })

  it('and what an attempt still writes that had heard no signal have one truth', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const queued = (await bench.store.get(job.id))!
    const deaf = { ...queued, status: 'in_progress' as const, token: 'deaf' }
    await bench.store.transition({ record: deaf, guard: 'start', ttlMs: 'forever' })
    const aborting = job.abort()
    await bench.clock.advance('8s')
    expect(await aborting).toBe(true)
    for (const guard of ['own', 'end', 'uncontested'] as const) {
      const record = { ...deaf, status: 'completed' as const, result: 3 }
      expect(await bench.store.transition({ record, guard, ttlMs: 'forever' })).toBe('final')
    }
    expect(await job.abort()).toBe(true)
  })

  it('gives each attempt the time to heed its signal', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const queued = (await bench.store.get(job.id))!
    const begin = async (token: string) => {
      const record = { ...queued, status: 'in_progress' as const, token }
      await bench.store.transition({ record, guard: 'start', ttlMs: 'forever' })
      return record
    }
    await begin('first')
    const aborting = job.abort({ timeout: 20 })
    await bench.clock.advance('6s')
    const second = await begin('second')
    await bench.clock.advance('5s')
    const record = { ...second, status: 'completed' as const, result: 3 }
    const end = await bench.store.transition({ record, guard: 'end', ttlMs: 'forever' })
    expect(end).toBe('applied')
    expect(await aborting).toBe(false)
  })

  it('sends its signal again when the broker was away, and says so when that lasts', async () => {
    const bench = await setup()
    await TinyWorker.start(bench, { run: untilAborted })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    const broadcast = bench.transport.broadcast.bind(bench.transport)
    const text = errorTexts.closed({ what: 'the connection' })
    const lost = new ConnectionLost({ code: 'ARQ_CONNECTION_LOST', text, scope: 'connection' })
    bench.transport.broadcast = async () => Promise.reject(lost)
    const error = rejection(job.abort({ timeout: 30 }))
    // However long that lasts: whoever runs the job has not heard of it.
    await bench.clock.advance('30s')
    expect(await error).toMatchObject({ code: 'ARQ_ABORT_TIMEOUT', cause: lost })
    expect(await job.status()).toBe('in_progress')
    const aborting = job.abort({ timeout: 3 })
    await bench.clock.advance('1s')
    bench.transport.broadcast = broadcast
    await bench.clock.advance('1s')
    expect(await aborting).toBe(true)
  })

  it('ends in time when the broker takes nothing, and meanwhile sees how the job ends', async () => {
    const bench = await setup()
    let finish = (_value: unknown) => {}
    await TinyWorker.start(bench, { run: () => new Promise((resolve) => (finish = resolve)) })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    let calls = 0
    bench.transport.broadcast = () => {
      calls += 1
      return new Promise(() => {})
    }
    const error = rejection(job.abort({ timeout: 30 }))
    await bench.clock.advance('30s')
    expect(await error).toMatchObject({ code: 'ARQ_ABORT_TIMEOUT' })
    // The first one still waits: a second would say nothing else.
    expect(calls).toBe(1)
    const aborting = job.abort()
    await bench.clock.advance('1s')
    finish(3)
    expect(await aborting).toBe(false)
  })

  it('rejects soon with what will not go away', async () => {
    const bench = await setup()
    await TinyWorker.start(bench, { run: untilAborted })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    const refused = new UnsupportedError(errorTexts.closed({ what: 'signals' }))
    bench.transport.broadcast = async () => Promise.reject(refused)
    const error = rejection(job.abort())
    await bench.clock.advance('1s')
    expect(await error).toBe(refused)
  })

  it('means every job until now where a record of Python’s does not say when it was enqueued', async () => {
    const bench = await setup()
    const signals: unknown[] = []
    await bench.transport.onBroadcast((signal) => signals.push(signal))
    const job = await bench.client.enqueueJob(add, [1, 2], { jobId: 'python' })
    const { enqueueTime, ...record } = (await bench.store.get('python'))!
    await bench.store.delete('python')
    await bench.store.create({ ...record, status: 'in_progress' }, { ttlMs: 'forever' })
    const error = rejection(job!.abort({ timeout: 0 }))
    await bench.clock.advance(1)
    expect(await error).toMatchObject({ code: 'ARQ_ABORT_TIMEOUT' })
    expect(signals).toEqual([{ kind: 'abort', jobId: 'python', notAfter: enqueueTime }])
  })

  it('names the transport when it cannot reach the worker', async () => {
    const bench = await setup()
    await TinyWorker.start(bench, { run: untilAborted })
    const capabilities = { ...bench.transport.capabilities, broadcast: false }
    Object.defineProperty(bench.transport, 'capabilities', { value: capabilities })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    expect(await rejection(job.abort())).toMatchObject({ code: 'ARQ_UNSUPPORTED' })
  })

  it('refuses a timeout that is none', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    await expect(job.abort({ timeout: -1 })).rejects.toThrow(/timeout: must be a duration: seconds/)
  })
})
