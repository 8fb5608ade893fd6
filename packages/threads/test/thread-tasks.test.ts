import type { Job } from '@arq/client'
import { JobFailed, silentLogger, task } from '@arq/core'
import { MemoryTransport } from '@arq/memory'
import { Worker } from '@arq/worker'
import { describe, expect, it } from '@jest/globals'

import { threadPool } from '../src/index.js'
import { NUMBERS, setup } from './setup.js'
import type * as numbers from './tasks/numbers.js'

const file = NUMBERS
const countPrimes = task<typeof numbers>({ name: 'countPrimes', file })
const exported = (name: string) => task({ name, file, export: name })
const spin = exported('spin')

/** Resolves once the task says that it has begun. */
async function spinning(job: Job): Promise<void> {
  for await (const { progress } of job.updates()) if (progress === 'spinning') return
}

async function failureOf(job: Job | null): Promise<JobFailed['original']> {
  const error: unknown = await job?.result().catch((thrown: unknown) => thrown)
  if (!(error instanceof JobFailed)) throw new Error('the job should have failed', { cause: error })
  return error.original
}

describe('a task with a file', () => {
  it('runs in a thread, and its result, progress and log lines come back', async () => {
    const { client, log } = await setup({ functions: [countPrimes] })
    const job = await client.enqueueJob(countPrimes, [100])
    const found: number = await job.result()
    expect(found).toBe(25)
    expect(await job.info()).toMatchObject({ progress: { found: 25 } })
    expect(log).toContainEqual(
      expect.objectContaining({ message: 'counted', step: 'count', found: 25, jobId: job.id }),
    )
  })

  it('has the context of its job, and what can be copied of extra', async () => {
    const describeContext = exported('describeContext')
    const { client } = await setup({
      functions: [describeContext],
      onStartup: ({ extra }) => void Object.assign(extra, { region: 'north', pool: () => 1 }),
    })
    const job = await client.enqueueJob(describeContext, [], { headers: { tenant: 'a' } })
    expect(await job.result()).toEqual({
      jobId: job.id,
      jobTry: 1,
      headers: { tenant: 'a' },
      queueName: 'default',
      region: 'north',
      startTime: expect.stringMatching(/^\d{4}-/),
    })
  })

  it('hears on reading what could not be copied of extra', async () => {
    const usePool = exported('usePool')
    class Pool {}
    const { client } = await setup({
      functions: [usePool],
      onStartup: ({ extra }) => void Object.assign(extra, { pool: new Pool() }),
    })
    expect(await failureOf(await client.enqueueJob(usePool))).toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
      message: expect.stringContaining('ctx.extra.pool cannot be copied'),
    })
  })

  it('asks for another run with Retry', async () => {
    const retryOnce = exported('retryOnce')
    const { client } = await setup({ functions: [retryOnce] })
    const job = await client.enqueueJob(retryOnce)
    expect(await job.result()).toBe(2)
  })

  it('fails with the error that it threw, causes included', async () => {
    const fail = exported('fail')
    const { client } = await setup({ functions: [fail] })
    expect(await failureOf(await client.enqueueJob(fail))).toMatchObject({
      name: 'TypeError',
      message: 'no such colour',
      stack: expect.stringMatching(/numbers\.js[^]*caused by RangeError: too red/),
    })
  })

  it.each([
    ['a result that JSON cannot carry', exported('returnFunction'), 'ARQ_ENCODE_FAILED', 'result'],
    [
      'an export that is no function',
      exported('notAFunction'),
      'ARQ_CONFIG_INVALID',
      'describeContext',
    ],
    [
      'a file that is not there',
      task({ name: 'gone', file: new URL('./gone.js', file) }),
      'ARQ_CONFIG_INVALID',
      'gone.js',
    ],
  ])('fails for %s', async (_case, wrong, code, words) => {
    const { client } = await setup({ functions: [wrong] })
    expect(await failureOf(await client.enqueueJob(wrong))).toMatchObject({
      code,
      message: expect.stringContaining(words),
    })
  })
})

describe('a file in TypeScript', () => {
  it('runs where Node.js strips types, and fails with a word of what to do elsewhere', async () => {
    const typed = task({ name: 'typed', file: new URL('./typed.ts', file) })
    const { client } = await setup({ functions: [typed] })
    const job = await client.enqueueJob(typed, [2])
    if (Reflect.get(process.features, 'typescript')) expect(await job.result()).toBe(4)
    else {
      expect(await failureOf(job)).toMatchObject({
        code: 'ARQ_CONFIG_INVALID',
        message: expect.stringContaining('use Node.js 22.18 or later'),
      })
    }
  })
})

describe('a thread that computes', () => {
  it('is ended by an abort', async () => {
    const { client } = await setup({
      functions: [spin, countPrimes],
      threads: threadPool({ maxThreads: 1 }),
    })
    const job = await client.enqueueJob(spin)
    await spinning(job)
    expect(await job.abort()).toBe(true)
    // The only thread is free again.
    expect(await (await client.enqueueJob(countPrimes, [10])).result()).toBe(4)
  })

  it('leaves a job that waits for it to be aborted before its start', async () => {
    const { client } = await setup({
      functions: [spin, countPrimes],
      threads: threadPool({ maxThreads: 1 }),
    })
    const first = await client.enqueueJob(spin)
    await spinning(first)
    const waiting = await client.enqueueJob(countPrimes, [10])
    for await (const { status } of waiting.updates()) if (status === 'in_progress') break
    expect(await waiting.abort()).toBe(true)
    expect(await first.status()).toBe('in_progress')
    await first.abort()
  })

  it('is ended by the timeout of its job', async () => {
    const short = task({ name: 'spin', file, export: 'spin', timeout: '300ms' })
    const { client } = await setup({
      functions: [short, countPrimes],
      threads: threadPool({ maxThreads: 1 }),
    })
    expect(await failureOf(await client.enqueueJob(short))).toMatchObject({
      code: 'ARQ_JOB_TIMEOUT',
    })
    expect(await (await client.enqueueJob(countPrimes, [10])).result()).toBe(4)
  })

  it('is ended when the worker stops, and its job handed back', async () => {
    const { client, worker } = await setup({
      functions: [spin],
      gracefulShutdownTimeout: 0,
      jobCompletionWait: 0,
    })
    await spinning(await client.enqueueJob(spin))
    await worker.stop()
    expect(worker.counts).toMatchObject({ requeued: 1 })
  })

  it('may tidy up within the grace time', async () => {
    const tidyUp = exported('tidyUp')
    const { client, log } = await setup({
      functions: [tidyUp],
      threads: threadPool({ abortGrace: '20s' }),
    })
    const job = await client.enqueueJob(tidyUp)
    await spinning(job)
    expect(await job.abort()).toBe(true)
    expect(log).toContainEqual(
      expect.objectContaining({ message: 'tidied up after ARQ_JOB_ABORTED' }),
    )
  })
})

describe('a thread that dies', () => {
  it.each([
    ['by process.exit', 'exit', 'exited'],
    ['by an error that nobody caught', 'throwLater', 'nobody caught it'],
    ['out of memory', 'devour', 'memory'],
  ])('%s fails its own job only', async (_how, name, reason) => {
    const dying = exported(name)
    const tidyUp = exported('tidyUp')
    const { client } = await setup({
      functions: [dying, tidyUp, countPrimes],
      threads: threadPool({ maxThreads: 2, maxHeapMb: 32, abortGrace: '20s' }),
    })
    const other = await client.enqueueJob(tidyUp)
    await spinning(other)
    expect(await failureOf(await client.enqueueJob(dying))).toMatchObject({
      name: 'ThreadCrashed',
      code: 'ARQ_JOB_THREAD_CRASHED',
      message: expect.stringContaining(reason),
    })
    expect(await (await client.enqueueJob(countPrimes, [10])).result()).toBe(4)
    expect(await other.status()).toBe('in_progress')
    await other.abort()
  })
})

describe('a worker', () => {
  it('without threads refuses a task with a file', () => {
    const settings = {
      functions: [countPrimes],
      transport: new MemoryTransport(),
      logger: silentLogger,
    }
    expect(() => new Worker(settings)).toThrow(
      /countPrimes runs in a thread: install @arq\/threads/,
    )
  })

  it('refuses a pool that has a wrong setting', () => {
    expect(() => threadPool({ maxThreads: 0 })).toThrow(/maxThreads/)
  })
})
