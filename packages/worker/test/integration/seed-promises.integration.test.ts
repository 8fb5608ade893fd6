import { once } from 'node:events'

import type { JobStatus } from '@arq/core'
import { Retry, task } from '@arq/core'
import { createRabbit } from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'
import { describe, expect, it } from '@jest/globals'

import { latch } from '../setup.js'
import { nodesOf } from './servers.js'
import { type Bundle, results, setup } from './setup.js'
import { WorkerChild } from './worker-child.js'

// What the Python library rabbitmq-arq promises and breaks, kept here; against real RabbitMQ and Redis.

const double = task('double', async (_ctx, n: number) => n * 2)
const untilAborted = task('until_aborted', async (ctx) => {
  await once(ctx.signal, 'abort')
  throw ctx.signal.reason
})

/** Runs `work` with a worker beside it, and ends both. */
async function withWorker<T>(
  settings: Parameters<typeof setup>[0],
  work: (arq: Bundle) => Promise<T>,
): Promise<T> {
  const arq = await setup(settings)
  void arq.worker.run()
  try {
    return await work(arq)
  } finally {
    await arq.close()
  }
}

/** Every status that a job has until it ends. */
async function statuses(job: { updates(): AsyncIterable<{ status: JobStatus }> }) {
  const seen: JobStatus[] = []
  for await (const { status } of job.updates()) if (seen.at(-1) !== status) seen.push(status)
  return seen
}

describe('without the delayed-message plugin', () => {
  it('the worker starts, and the first enqueue keeps its connection', async () => {
    await withWorker({ functions: [double] }, async ({ client }) => {
      const job = await client.enqueueJob(double, [1], { deferBy: '10ms' })
      expect(await job.result()).toBe(2)
    })
  })

  it('a short delay does not wait behind a long one', async () => {
    await withWorker({ functions: [double] }, async ({ client }) => {
      const long = await client.enqueueJob(double, [1], { deferBy: '1h' })
      const short = await client.enqueueJob(double, [2], { deferBy: '200ms' })
      expect(await short.result()).toBe(4)
      expect(await long.status()).toBe('queued')
      expect((await long.info()).deferUntil).toBeInstanceOf(Date)
      expect(await long.abort()).toBe(true)
    })
  })

  it('a negative delay is refused', async () => {
    await withWorker({ functions: [double] }, async ({ client }) => {
      await expect(client.enqueueJob(double, [1], { deferBy: -1 })).rejects.toMatchObject({
        code: 'ARQ_CONFIG_INVALID',
      })
    })
  })
})

describe('jobs survive', () => {
  it('a clean restart of the broker, 100 queued and 10 deferred ones', async () => {
    const rabbit = await createRabbit()
    await rabbit.start()
    const arq = await setup({ functions: [double] }, { rabbitUrl: rabbit.url })
    try {
      const queued = await arq.client.enqueueJobs(
        Array.from({ length: 100 }, (_, n) => ({ function: double, args: [n] as [number] })),
      )
      const deferred = await arq.client.enqueueJobs(
        Array.from({ length: 10 }, (_, n) => ({
          function: double,
          args: [n] as [number],
          deferBy: '15s' as const,
        })),
      )
      await rabbit.restart()
      void arq.worker.run()
      expect(await results([...queued, ...deferred])).toHaveLength(110)
    } finally {
      await arq.close()
      await rabbit.dispose()
    }
  })

  it('kill -9 of their worker: they run again elsewhere', async () => {
    const arq = await setup({ functions: [task('sleep', async () => 'ran elsewhere')] })
    const job = await arq.client.enqueueJob('sleep', [3_600_000])
    const child = new WorkerChild(arq)
    for await (const { status } of job.updates()) if (status === 'in_progress') break
    await child.end('SIGKILL')
    void arq.worker.run()
    expect(await job.result()).toBe('ran elsewhere')
    await arq.close()
  })
})

describe('results', () => {
  it('of 600 quick jobs with an idle worker beside the client are all there', async () => {
    await withWorker({ functions: [double] }, async ({ client }) => {
      const jobs = await Promise.all(
        Array.from({ length: 600 }, (_, n) => client.enqueueJob(double, [n])),
      )
      expect(await results(jobs)).toEqual(Array.from({ length: 600 }, (_, n) => n * 2))
      expect(await jobs[0]?.status()).toBe('completed')
    })
  })

  it('go through in_progress and retrying, and never say failed between two tries', async () => {
    const go = latch()
    const flaky = task('flaky', async (ctx) => {
      if (ctx.jobTry === 1) {
        await go.opened
        throw Object.assign(new Error('busy'), { code: 'ECONNRESET' })
      }
      return 'well'
    })
    await withWorker({ functions: [flaky], retryBackoff: '1s' }, async ({ client }) => {
      const job = await client.enqueueJob(flaky)
      const seen: JobStatus[] = []
      for await (const { status } of job.updates()) {
        if (seen.at(-1) !== status) seen.push(status)
        if (status === 'in_progress') go.open()
      }
      expect(seen).not.toContain('failed')
      expect(seen).toEqual(expect.arrayContaining(['in_progress', 'retrying', 'completed']))
      expect(await job.result()).toBe('well')
    })
  })

  it('that JSON cannot carry fail their job', async () => {
    const odd = task('odd', async () => ({ n: 1n }))
    await withWorker({ functions: [odd] }, async ({ client }) => {
      const job = await client.enqueueJob('odd')
      await expect(job.result()).rejects.toMatchObject({
        code: 'ARQ_JOB_FAILED',
        original: { name: 'SerializationError' },
      })
    })
  })
})

describe('retries', () => {
  it('are maxRetries after the first run, for Retry and for errors alike, and end as failed', async () => {
    const runs = { retry: 0, error: 0 }
    const asks = task('asks', async () => {
      runs.retry += 1
      throw new Retry({ defer: 0 })
    })
    const breaks = task('breaks', async () => {
      runs.error += 1
      throw Object.assign(new Error('no route'), { code: 'ECONNREFUSED' })
    })
    const settings = { functions: [asks, breaks], maxRetries: 3, retryBackoff: '20ms' as const }
    await withWorker(settings, async ({ client, take, queueName }) => {
      const jobs = [await client.enqueueJob(asks), await client.enqueueJob(breaks)]
      for (const job of jobs) await expect(job.result()).rejects.toThrow()
      expect(runs).toEqual({ retry: 4, error: 4 })
      for (const job of jobs) expect(await job.status()).toBe('failed')
      const letters = await take(`${queueName}.dlq`, 2)
      expect(letters.map(({ headers }) => headers['x-error-category'])).toEqual([
        'retriable',
        'retriable',
      ])
    })
  })

  it('are not made for a refused permission, and are made for a time-out of the task’s own', async () => {
    const runs = { permission: 0, timeout: 0 }
    const denied = task('denied', async () => {
      runs.permission += 1
      throw Object.assign(new Error('denied'), { code: 'EACCES' })
    })
    const slow = task('slow', async () => {
      runs.timeout += 1
      throw Object.assign(new Error('no answer'), { name: 'TimeoutError' })
    })
    const settings = { functions: [denied, slow], maxRetries: 1, retryBackoff: '10ms' as const }
    await withWorker(settings, async ({ client }) => {
      const jobs = [await client.enqueueJob(denied), await client.enqueueJob(slow)]
      await expect(jobs[0]?.result()).rejects.toMatchObject({ original: { message: 'denied' } })
      await expect(jobs[1]?.result()).rejects.toMatchObject({ original: { name: 'TimeoutError' } })
      expect(runs).toEqual({ permission: 1, timeout: 2 })
    })
  })
})

describe('aborts, expiry, uniqueness', () => {
  it('stop a running job and keep a queued one from running', async () => {
    let runs = 0
    const counted = task('counted', async () => {
      runs += 1
    })
    const settings = { functions: [untilAborted, counted], maxConcurrentJobs: 1 }
    await withWorker(settings, async ({ client }) => {
      const running = await client.enqueueJob(untilAborted)
      const queued = await client.enqueueJob(counted)
      for await (const { status } of running.updates()) if (status === 'in_progress') break
      expect(await queued.abort()).toBe(true)
      expect(await running.abort()).toBe(true)
      await expect(running.result()).rejects.toMatchObject({ code: 'ARQ_JOB_ABORTED' })
      expect(await statuses(queued)).toEqual(['aborted'])
      const last = await client.enqueueJob('counted')
      await last.result()
      expect(runs).toBe(1)
    })
  })

  it('an expired job is not run', async () => {
    const arq = await setup({ functions: [double] })
    const job = await arq.client.enqueueJob(double, [1], { expires: new Date(Date.now() - 1000) })
    void arq.worker.run()
    await expect(job.result()).rejects.toMatchObject({ original: { code: 'ARQ_JOB_EXPIRED' } })
    await arq.close()
  })

  it('an id is given once, by 100 callers at once too', async () => {
    await withWorker({ functions: [double] }, async ({ client, queueName }) => {
      const jobId = `once-${queueName}`
      const jobs = await Promise.all(
        Array.from({ length: 100 }, () => client.enqueueJob(double, [4], { jobId })),
      )
      const [job, ...others] = jobs.filter((each) => each !== null)
      expect(others).toEqual([])
      expect(await job?.result()).toBe(8)
      expect(await client.enqueueJob(double, [4], { jobId })).toBeNull()
    })
  })
})

describe('dead letters', () => {
  it('of a 200 KB error text arrive, and break nothing beside them', async () => {
    const loud = task('loud', async () => {
      throw new Error('x'.repeat(200_000))
    })
    await withWorker({ functions: [loud, double] }, async ({ client, take, queueName }) => {
      const failing = await client.enqueueJob(loud)
      const beside = await client.enqueueJob(double, [1])
      expect(await beside.result()).toBe(2)
      await expect(failing.result()).rejects.toThrow()
      const [letter] = await take(`${queueName}.dlq`)
      expect(letter?.headers).toMatchObject({ 'x-error-type': 'Error', 'x-job-id': failing.id })
    })
  })

  it('of 15 MiB of nonsense arrive byte for byte', async () => {
    // RabbitMQ 4 takes 16 MiB at most, unless its max_message_size says otherwise.
    const large = 15 * 1024 * 1024
    const transport = { maxMessageBytes: large / 2 }
    const arq = await setup({ functions: [double] }, { transport })
    const generous = new AmqpTransport({ url: nodesOf(arq.rabbitUrl), maxMessageBytes: large * 2 })
    await generous.connect()
    await generous.publish({
      queueName: arq.queueName,
      kind: 'job',
      body: Buffer.alloc(large, 'x'),
      headers: {},
      messageId: 'large',
    })
    void arq.worker.run()
    const [letter] = await arq.take(`${arq.queueName}.dlq`)
    expect(letter?.body.length).toBe(large)
    await generous.close()
    await arq.close()
  })
})

describe('a shutdown', () => {
  it('runs what runs to its end and hands back what was only prefetched', async () => {
    const arq = await setup({ functions: [double] })
    const child = new WorkerChild(arq)
    const jobs = await arq.client.enqueueJobs(
      // 50 at once, six rounds: the stop comes in one of the first, on the slowest machine, too.
      Array.from({ length: 300 }, () => ({ function: 'sleep', args: [3000] })),
    )
    for await (const { status } of jobs[0]?.updates() ?? []) if (status === 'in_progress') break
    expect(await child.end('SIGTERM')).toBe(0)
    expect(child.output).toMatch(/Received SIGTERM ◆ \d+ jobs completed ◆/)
    const waiting = (await arq.admin.queueInfo(arq.queueName))?.ready ?? 0
    const summary = /(\d+) completed/.exec(child.output)
    // 50 at once: those in flight ended, the rest of the 200 that were prefetched came back.
    expect(waiting + Number(summary?.[1])).toBe(300)
    expect(waiting).toBeGreaterThan(100)
    await arq.close([])
  })
})
