import { type Clock, isoDate, type JobRecord, ResultNotFound, task } from '@arq/core'
import { toInstant } from '@arq/core/internal'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import { rejection, setup, setupWithoutStore, stateOf, TinyWorker } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)
const run = ({ message }: { message: { args: readonly unknown[] } }) => message.args[0]

describe('result()', () => {
  it('gives the value as soon as the store tells of it', async () => {
    const bench = await setup()
    await TinyWorker.start(bench, { run: () => ({ subject: 'Hi' }) })
    const job = await bench.client.enqueueJob('mail')
    expect(await job.result()).toEqual({ subject: 'Hi' })
  })

  it.each([null, 0, '', false, [], { a: null }])('gives %j back as it is', async (value) => {
    const bench = await setup()
    await TinyWorker.start(bench, { run })
    const job = await bench.client.enqueueJob('echo', [value])
    expect(await job.result()).toEqual(value)
  })

  it('gives undefined for a task that returns nothing', async () => {
    const bench = await setup()
    await TinyWorker.start(bench, { run: () => undefined })
    expect(await (await bench.client.enqueueJob('void')).result()).toBeUndefined()
  })

  it('finds the value by polling where the store cannot push, from 0.5 s up to 5 s apart', async () => {
    const bench = await setup()
    bench.store.withoutPush()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const waiting = job.result()
    const readTimes: number[] = []
    const startMs = bench.clock.now()
    bench.store.onGetMany = () => void readTimes.push(bench.clock.now() - startMs)
    await bench.clock.advance('30s')
    const gaps = readTimes.map((time, index) => time - (readTimes[index - 1] ?? 0))
    expect(gaps.slice(0, 4)).toEqual([0, 500, 750, 1125])
    expect(Math.max(...gaps)).toBe(5000)
    expect(gaps.at(-1)).toBe(5000)

    await TinyWorker.start(bench, { run: () => 3 })
    await bench.clock.advance('5s')
    expect(await waiting).toBe(3)
  })

  it('polls beside a store that announces nothing of this job, as with Python workers', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const waiting = job.result()
    await bench.clock.advance(0)
    // A write that nobody is told of.
    const other = await setup()
    const record = await bench.store.get(job.id)
    await other.store.transition({
      record: { ...record!, status: 'completed', result: 3 },
      guard: 'own',
      ttlMs: 'forever',
    })
    bench.store.getMany = (ids) => other.store.getMany(ids)
    expect(await stateOf(waiting, bench.clock)).toBe('pending')
    await bench.clock.advance(500)
    expect(await waiting).toBe(3)
  })

  it('starts polling at the pollDelay that the caller asks for', async () => {
    const bench = await setup()
    bench.store.withoutPush()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const waiting = job.result({ pollDelay: '10s' })
    await TinyWorker.start(bench, { run: () => 3 })
    await bench.clock.advance('9s')
    expect(await stateOf(waiting, bench.clock)).toBe('pending')
    await bench.clock.advance('1s')
    expect(await waiting).toBe(3)
  })

  it('reads a thousand waiting jobs in one call a round, over one subscription', async () => {
    const bench = await setup()
    const jobs = await bench.client.enqueueJobs(
      Array.from({ length: 1000 }, () => ({ function: add, args: [1, 2] as [number, number] })),
    )
    const waiting = Promise.allSettled(jobs.map((job) => job.result()))
    await bench.clock.advance('3s')
    // At once, when subscribed, then at 0.5, 1.25 and 2.375 s.
    expect(bench.store.reads.map((ids) => ids.length)).toEqual(Array(5).fill(1000))
    expect(bench.store.subscriptions).toBe(1)
    await bench.client.close()
    expect((await waiting).every((one) => one.status === 'rejected')).toBe(true)
  })

  it.each(['degrade', 'refuse'] as const)(
    'waits for a job whose record the store has lost, before and during the wait: %s',
    async (onFailure) => {
      const bench = await setup({ onFailure })
      const job = await bench.client.enqueueJob(add, [1, 2], { jobId: 'j1' })
      const during = job!.result()
      const lookedUp = bench.client.getJob('j1').result()
      await bench.clock.advance('1s')
      bench.store.loseRecords()
      const after = job!.result()
      await bench.clock.advance('1m')
      await TinyWorker.start(bench, { run: () => 3 })
      await bench.clock.advance('10s')
      expect(await Promise.all([during, lookedUp, after])).toEqual([3, 3, 3])
    },
  )

  it('rejects as before when a record goes that was there after the loss', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2], { jobId: 'j1' })
    bench.store.loseRecords()
    const waiting = rejection(job!.result())
    await bench.clock.advance('1s')
    const at = toInstant(bench.clock.now())
    const what = { functionName: 'add', args: [1, 2], kwargs: {}, queueName: 'default' }
    const progress = { status: 'in_progress', retryCount: 0, workerId: 'w' } as const
    const record = { jobId: 'j1', ...what, ...progress, startTime: at, createdAt: at }
    await bench.store.create(record, { ttlMs: 60_000 })
    await bench.clock.advance('10s')
    await bench.store.delete('j1')
    await bench.clock.advance('10s')
    expect(await waiting).toMatchObject({ code: 'ARQ_RESULT_NOT_FOUND' })
  })

  it('subscribes only when somebody waits', async () => {
    const bench = await setup()
    await bench.client.enqueueJob(add, [1, 2])
    expect(bench.store.subscriptions).toBe(0)
  })

  it('subscribes again at the next round after the store refused', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    bench.store.fail()
    const waiting = job.result()
    await bench.clock.advance(0)
    bench.store.recover()
    await bench.clock.advance(500)
    expect(bench.store.subscriptions).toBe(2)
    await TinyWorker.start(bench, { run: () => 3 })
    expect(await waiting).toBe(3)
  })

  it('reads the value by the output schema of the task', async () => {
    const bench = await setup()
    await TinyWorker.start(bench, { run: () => ({ at: '2026-01-02T03:04:05Z' }) })
    const dated = task({
      name: 'dated',
      input: v.object({}),
      output: v.object({ at: isoDate() }),
      run: () => ({ at: new Date() }),
    })
    const job = await bench.client.enqueueJob(dated, {})
    expect(await job.result()).toEqual({ at: new Date('2026-01-02T03:04:05Z') })
    expect(await bench.client.getJob(job.id, dated).result()).toEqual(await job.result())
    expect(await bench.client.getJob(job.id).result()).toEqual({ at: '2026-01-02T03:04:05Z' })
  })

  it('refuses a value that does not fit the output schema, naming the place', async () => {
    const bench = await setup()
    await TinyWorker.start(bench, { run: () => ({ at: 'soon' }) })
    const dated = task({
      name: 'dated',
      input: v.object({}),
      output: v.object({ at: isoDate() }),
      run: () => ({ at: new Date() }),
    })
    const error = await rejection((await bench.client.enqueueJob(dated, {})).result())
    expect(error).toMatchObject({ name: 'SerializationError', code: 'ARQ_DECODE_FAILED' })
    expect(error['message']).toMatch(/dated: result\.at: must be a Date/)
  })

  it('rejects with JobFailed that has the original name, message, stack', async () => {
    const bench = await setup()
    await TinyWorker.start(bench, {
      run: () => {
        throw new RangeError('out: of range')
      },
    })
    const error = await rejection((await bench.client.enqueueJob(add, [1, 2])).result())
    expect(error).toMatchObject({
      name: 'JobFailed',
      code: 'ARQ_JOB_FAILED',
      original: { name: 'RangeError', message: 'out: of range' },
    })
    expect((error['original'] as { stack: string }).stack).toMatch(/RangeError: out: of range\n/)
  })

  it('rejects with JobAborted when it was aborted meanwhile', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const waiting = job.result()
    const aborting = job.abort()
    const error = rejection(waiting)
    await bench.clock.advance('1s')
    expect(await aborting).toBe(true)
    expect(await error).toMatchObject({ code: 'ARQ_JOB_ABORTED' })
  })

  it('rejects with ResultTimeout, a ResultNotFound, not before the time is up', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const waiting = job.result({ timeout: 60 })
    const error = rejection(waiting)
    await bench.clock.advance(59_999)
    expect(await stateOf(waiting, bench.clock)).toBe('pending')
    await bench.clock.advance(1)
    expect(await error).toMatchObject({
      name: 'ResultTimeout',
      code: 'ARQ_RESULT_TIMEOUT',
      details: { status: 'queued', timeoutMs: 60_000 },
    })
    expect(await error).toBeInstanceOf(ResultNotFound)
  })

  it('looks once when the timeout is 0', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    expect(await rejection(job.result({ timeout: 0 }))).toMatchObject({
      code: 'ARQ_RESULT_TIMEOUT',
    })
    await TinyWorker.start(bench, { run: () => 3 })
    await bench.clock.advance(0)
    expect(await job.result({ timeout: 0 })).toBe(3)
  })

  it('rejects with ResultNotFound when the job ended and nothing is kept', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const waiting = job.result()
    await TinyWorker.start(bench, { run: () => 3, keepsNothing: true })
    expect(await rejection(waiting)).toMatchObject({ code: 'ARQ_RESULT_NOT_FOUND' })
  })

  it('knows of a unique job without a record that it has ended', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2], { jobId: 'once' })
    await TinyWorker.start(bench, { run: () => 3, keepsNothing: true })
    await bench.clock.advance(0)
    expect(await rejection(job!.result())).toMatchObject({ code: 'ARQ_RESULT_NOT_FOUND' })
  })

  it('rejects with ResultNotFound when all it ever heard of a job was that it changed', async () => {
    const bench = await setup({ trackQueued: false })
    const job = await bench.client.enqueueJob(add, [1, 2])
    const waiting = job.result()
    expect(await stateOf(waiting, bench.clock)).toBe('pending')
    const enqueueTime = toInstant(bench.clock.now())
    const record: JobRecord = {
      jobId: job.id,
      status: 'in_progress',
      functionName: 'add',
      args: [],
      kwargs: {},
      queueName: 'default',
      enqueueTime,
      token: 't',
      retryCount: 0,
      workerId: 'w',
      startTime: enqueueTime,
      createdAt: enqueueTime,
    }
    // Begun, ended and gone before anybody could look.
    await Promise.all([
      bench.store.transition({ record, guard: 'start', ttlMs: 'forever' }),
      bench.store.transition({
        record: { ...record, status: 'completed' },
        guard: 'own',
        ttlMs: 0,
      }),
    ])
    expect(await rejection(waiting)).toMatchObject({ code: 'ARQ_RESULT_NOT_FOUND' })
  })

  it('does not judge by a read that began before it was called', async () => {
    const bench = await setup()
    const getMany = bench.store.getMany.bind(bench.store)
    let answer = () => {}
    const held = new Promise<void>((resolve) => (answer = resolve))
    bench.store.getMany = async (ids) => {
      const records = await getMany(ids)
      await held
      return records
    }
    const early = rejection(bench.client.getJob('x').result())
    await bench.clock.advance(0)
    await bench.client.enqueueJob(add, [1, 2], { jobId: 'x' })
    const late = bench.client.getJob('x').result()
    await bench.clock.advance(0)
    answer()
    expect(await early).toMatchObject({ code: 'ARQ_JOB_NOT_FOUND' })
    await TinyWorker.start(bench, { run: () => 3 })
    expect(await late).toBe(3)
  })

  it('leaves no timer behind that would keep the process alive', async () => {
    const clock = new ManualClock()
    let timers = 0
    const counting: Clock = {
      now: () => clock.now(),
      monotonicNow: () => clock.monotonicNow(),
      setTimer(delayMs, callback) {
        timers += 1
        let isOver = false
        const end = () => {
          if (!isOver) timers -= 1
          isOver = true
        }
        const timer = clock.setTimer(delayMs, () => {
          end()
          callback()
        })
        return {
          cancel: () => {
            end()
            timer.cancel()
          },
        }
      },
    }
    for (const bench of [
      await setup({ clock: counting }),
      await setupWithoutStore({ clock: counting }),
    ]) {
      const job = await bench.client.enqueueJob(add, [1, 2])
      const waiting = job.result({ timeout: '1h' })
      await clock.advance(0)
      expect(timers).toBe(1)
      await TinyWorker.start(bench, { run: () => 3 })
      expect(await waiting).toBe(3)
      expect(timers).toBe(0)
    }
  })

  it('waits for a job that was enqueued without a record', async () => {
    const bench = await setup({ trackQueued: false })
    const job = await bench.client.enqueueJob(add, [1, 2])
    const waiting = job.result()
    await bench.clock.advance('10s')
    expect(await stateOf(waiting, bench.clock)).toBe('pending')
    await TinyWorker.start(bench, { run: () => 3 })
    expect(await waiting).toBe(3)
  })

  it('does not give the result of a later job under the same id', async () => {
    const bench = await setup()
    const first = await bench.client.enqueueJob(add, [1, 2], { jobId: 'again' })
    await bench.client.deleteJobResult('again')
    await bench.clock.advance(10)
    const second = await bench.client.enqueueJob(add, [3, 4], { jobId: 'again' })
    expect(second).not.toBeNull()
    expect(await rejection(first!.result())).toMatchObject({ code: 'ARQ_RESULT_NOT_FOUND' })
  })

  it('rejects with JobNotFound for an id that nobody knows', async () => {
    const bench = await setup()
    expect(await rejection(bench.client.getJob('nobody').result())).toMatchObject({
      code: 'ARQ_JOB_NOT_FOUND',
    })
  })

  it('waits on while the store is down and gives the value once it is back', async () => {
    const bench = await setup()
    await TinyWorker.start(bench, { run: () => 3 })
    const job = await bench.client.enqueueJob(add, [1, 2])
    await bench.clock.advance(0)
    bench.store.fail()
    const waiting = job.result({ timeout: '1m' })
    await bench.clock.advance('10s')
    expect(await stateOf(waiting, bench.clock)).toBe('pending')
    bench.store.recover()
    await bench.clock.advance('5s')
    expect(await waiting).toBe(3)
  })

  it('rejects with the store’s error when it is still down at the timeout', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    bench.store.fail()
    const error = rejection(job.result({ timeout: '1m' }))
    await bench.clock.advance('1m')
    expect(await error).toMatchObject({ code: 'ARQ_STORE_CONNECTION' })
  })

  it('rejects with ResultTimeout when the store was down but is back by then', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    bench.store.fail()
    const error = rejection(job.result({ timeout: '1m' }))
    await bench.clock.advance('10s')
    bench.store.recover()
    await bench.clock.advance('50s')
    expect(await error).toMatchObject({ code: 'ARQ_RESULT_TIMEOUT' })
  })

  it('lets one unreadable record fail its own job only', async () => {
    const bench = await setup()
    await TinyWorker.start(bench, { run: () => 3 })
    const jobs = await Promise.all(
      Array.from({ length: 5 }, () => bench.client.enqueueJob(add, [1, 2])),
    )
    await bench.clock.advance(0)
    const bad = jobs[3]!.id
    bench.store.onGetMany = (ids) => {
      if (!ids.includes(bad)) return
      // A brand is what tells our errors, whatever made them.
      throw Object.assign(new Error('no record'), {
        code: 'ARQ_STORE_DATA',
        [Symbol.for('arq.error')]: true,
      })
    }
    const settled = await Promise.allSettled(jobs.map((job) => job.result()))
    expect(settled.map((one) => one.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
  })

  it('gives the same result to several callers', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const both = Promise.all([job.result(), job.result({ timeout: 5 })])
    await TinyWorker.start(bench, { run: () => 3 })
    expect(await both).toEqual([3, 3])
  })

  it.each([
    [{ timeOut: 5 }, /did you mean timeout/],
    [{ timeout: -1 }, /timeout: must be a duration: seconds/],
    [{ timeout: NaN }, /timeout: must be a duration: seconds/],
    [{ pollDelay: 0 }, /pollDelay: must be more than 0/],
  ])('refuses the options %j', async (options, words) => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    await expect(job.result(options as object)).rejects.toThrow(words)
  })
})
