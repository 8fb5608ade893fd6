import { task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { type Attempt, rejection, setup, setupWithoutStore, stateOf, TinyWorker } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)

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
    expect(await job.abort()).toBe(true)
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

  it('gives false when it has not stopped in time', async () => {
    const bench = await setup()
    await TinyWorker.start(bench, { run: () => new Promise(() => {}) })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    const aborting = job.abort()
    await bench.clock.advance(4999)
    expect(await stateOf(aborting, bench.clock)).toBe('pending')
    await bench.clock.advance(1)
    expect(await aborting).toBe(false)
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
    await bench.clock.advance('5s')
    expect(await aborting).toBe(false)
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

  it('names the result store when there is none', async () => {
    const bench = await setupWithoutStore()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const error = await rejection(job.abort())
    expect(error).toMatchObject({ name: 'UnsupportedError', code: 'ARQ_UNSUPPORTED' })
    expect(error['message']).toMatch(/abort\(\) needs a result store: pass resultStore/)
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
    await expect(job.abort({ timeout: -1 })).rejects.toThrow(/timeout: must be seconds/)
  })
})
