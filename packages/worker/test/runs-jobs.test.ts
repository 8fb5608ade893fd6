import { ConnectionLost, isoDate, JobTimeout, Retry, task } from '@arq/core'
import { errorTexts } from '@arq/core/internal'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import { latch, setup, tooLarge } from './setup.js'

const text = errorTexts.closed({ what: 'The connection' })
const lost = () => new ConnectionLost({ code: 'ARQ_CONNECTION_LOST', text, scope: 'connection' })

const add = task('add', async (_ctx, a: number, b: number) => a + b)

describe('a worker', () => {
  it('runs a job and keeps its result', async () => {
    const arq = await setup({ functions: [add] })
    const running = arq.worker.run()
    const record = await arq.ended(await arq.enqueue(add, [1, 2]))
    expect(record).toMatchObject({ status: 'completed', result: 3, retryCount: 0 })
    expect(record.workerId).toBe(arq.worker.workerId)
    expect((await arq.client.queueInfo('default'))?.ready).toBe(0)
    await arq.close()
    await running
    expect(arq.worker.counts).toMatchObject({ completed: 1, failed: 0 })
  })

  it('takes plain functions, named arguments by params, and parses arguments by the schema', async () => {
    async function greet(_ctx: unknown, name: string) {
      return `hello ${name}`
    }
    const send = task({
      name: 'send',
      params: ['to', 'subject'],
      run: async (_ctx, to: string, subject: string) => `${to}: ${subject}`,
    })
    const due = task({
      name: 'due',
      input: v.object({ at: isoDate() }),
      run: async (_ctx, { at }) => at.getUTCFullYear(),
    })
    const arq = await setup({ functions: [greet, send, due] })
    void arq.worker.run()
    const greeting = await arq.ended(await arq.enqueue('greet', ['Ann']))
    const sent = await arq.ended(await arq.enqueue('send', { subject: 'Hi', to: 'a@b.c' }))
    const year = await arq.ended(await arq.enqueue(due, { at: new Date('2027-03-01') }))
    expect([greeting.result, sent.result, year.result]).toEqual(['hello Ann', 'a@b.c: Hi', 2027])
    expect(year.kwargs).toEqual({ at: '2027-03-01T00:00:00.000Z' })
    await arq.close()
  })

  it('gives the task a full context, shared extras and a client', async () => {
    const child = task('child', async () => 'child ran')
    const parent = task('parent', async (ctx) => {
      const job = await ctx.client.enqueueJob(child)
      return [ctx.jobTry, ctx.queueName, ctx.workerId, ctx.signal.aborted, job.jobId, ctx.extra]
    })
    const arq = await setup({
      functions: [parent, child],
      onStartup: (ctx) => void Object.assign(ctx.extra, { db: 'open' }),
    })
    void arq.worker.run()
    const record = await arq.ended(await arq.enqueue(parent))
    const [jobTry, queue, workerId, aborted, childId, extra] = record.result as unknown[]
    expect([jobTry, queue, workerId, aborted, extra]).toEqual([
      1,
      'default',
      arq.worker.workerId,
      false,
      { db: 'open' },
    ])
    expect((await arq.ended(String(childId))).result).toBe('child ran')
    await arq.close()
  })

  it('never runs more jobs at once than the lesser of maxConcurrentJobs and prefetchCount', async () => {
    let running = 0
    let most = 0
    const gate = latch()
    const three = latch()
    const wait = task('wait', async () => {
      running += 1
      most = Math.max(most, running)
      if (running === 3) three.open()
      await gate.opened
      running -= 1
    })
    const arq = await setup({ functions: [wait], maxConcurrentJobs: 50, prefetchCount: 3 })
    void arq.worker.run()
    const ids = await Promise.all(Array.from({ length: 12 }, () => arq.enqueue(wait)))
    await three.opened
    gate.open()
    await Promise.all(ids.map((id) => arq.ended(id)))
    expect(most).toBe(3)
    await arq.close()
  })

  it('works on several queues', async () => {
    const arq = await setup({ functions: [add], queues: [{ name: 'default' }, { name: 'images' }] })
    void arq.worker.run()
    const a = await arq.enqueue(add, [1, 1])
    const b = await arq.enqueue(add, [2, 2], { queueName: 'images' })
    expect([(await arq.ended(a)).result, (await arq.ended(b)).queueName]).toEqual([2, 'images'])
    await arq.close()
  })
})

describe('retries', () => {
  it('runs again after Retry, with the delay it names and one attempt more', async () => {
    const clock = new ManualClock()
    const tries: number[] = []
    const flaky = task('flaky', async (ctx) => {
      tries.push(ctx.jobTry)
      if (ctx.jobTry < 3) throw new Retry({ defer: '30s' })
      return 'done'
    })
    const arq = await setup({ functions: [flaky] }, { clock })
    void arq.worker.run()
    const id = await arq.enqueue(flaky)
    await clock.advance(0)
    expect(await arq.store.get(id)).toMatchObject({ status: 'retrying', retryCount: 1 })
    await clock.advance('29999ms')
    expect(tries).toEqual([1])
    await clock.advance('1ms')
    expect(tries).toEqual([1, 2])
    await clock.advance('30s')
    expect(await arq.store.get(id)).toMatchObject({
      status: 'completed',
      result: 'done',
      retryCount: 2,
    })
    await arq.close()
  })

  it('gives up after maxRetries further runs: the dead letter has the last body and says why', async () => {
    const clock = new ManualClock()
    let runs = 0
    const always = task('always', async () => {
      runs += 1
      throw new Retry({ defer: 0 })
    })
    const arq = await setup({ functions: [always] }, { clock })
    void arq.worker.run()
    const id = await arq.enqueue(always)
    await clock.advance('1s')
    const record = await arq.store.get(id)
    expect(runs).toBe(4)
    expect(record).toMatchObject({ status: 'failed', errorCode: 'ARQ_MAX_RETRIES_EXCEEDED' })
    const [letter] = await arq.take('default.dlq')
    expect(letter?.headers).toMatchObject({
      'x-error-type': 'MaxRetriesExceeded',
      'x-error-category': 'retriable',
      'x-job-id': id,
      'x-retry-count': 3,
      'x-queue': 'default',
    })
    expect(JSON.parse(Buffer.from(letter!.body).toString())).toMatchObject({
      job_id: id,
      job_try: 4,
    })
    await arq.close()
  })

  it('retries errors that may go away by themselves, waiting twice as long each time', async () => {
    const clock = new ManualClock()
    const starts: number[] = []
    const fetchIt = task('fetch_it', async () => {
      starts.push(clock.now())
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }),
      })
    })
    const arq = await setup({ functions: [fetchIt], retryBackoff: '5s' }, { clock })
    void arq.worker.run()
    const id = await arq.enqueue(fetchIt)
    await clock.advance('60s')
    const [first = 0] = starts
    expect(starts.map((at) => at - first)).toEqual([0, 5000, 15_000, 35_000])
    expect(await arq.store.get(id)).toMatchObject({
      status: 'failed',
      error: 'TypeError: fetch failed',
      errorCode: 'ARQ_MAX_RETRIES_EXCEEDED',
    })
    await arq.close()
  })

  it('does not retry other errors, unless the task says so', async () => {
    const clock = new ManualClock()
    const runs = { plain: 0, all: 0 }
    const plain = task('plain', async () => {
      runs.plain += 1
      throw new Error('broken')
    })
    const all = task({
      name: 'all',
      retryOn: 'all',
      maxRetries: 1,
      run: async () => {
        runs.all += 1
        throw new Error('broken')
      },
    })
    const arq = await setup({ functions: [plain, all] }, { clock })
    void arq.worker.run()
    const id = await arq.enqueue(plain)
    await arq.enqueue(all)
    await clock.advance('60s')
    expect(runs).toEqual({ plain: 1, all: 2 })
    expect(await arq.store.get(id)).toMatchObject({ status: 'failed', error: 'Error: broken' })
    await arq.close()
  })
})

describe('timeouts, expiry and aborts', () => {
  it('signals a job at its timeout and fails it with JobTimeout', async () => {
    const clock = new ManualClock()
    const slow = task({
      name: 'slow',
      timeout: '2s',
      run: async (ctx) =>
        new Promise((_, reject) =>
          ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason)),
        ),
    })
    const arq = await setup({ functions: [slow] }, { clock })
    void arq.worker.run()
    const id = await arq.enqueue(slow)
    await clock.advance('1999ms')
    expect((await arq.store.get(id))?.status).toBe('in_progress')
    await clock.advance('1ms')
    expect(await arq.store.get(id)).toMatchObject({
      status: 'failed',
      errorCode: 'ARQ_JOB_TIMEOUT',
      error: expect.stringContaining(JobTimeout.name),
    })
    await arq.close()
  })

  it('frees the slot 5 s after the signal when a task does not stop, and drops its late result', async () => {
    const clock = new ManualClock()
    const late = latch<string>()
    const deaf = task({ name: 'deaf', timeout: '1s', run: async () => late.opened })
    const arq = await setup({ functions: [deaf, add], maxConcurrentJobs: 1 }, { clock })
    void arq.worker.run()
    const id = await arq.enqueue(deaf)
    const next = await arq.enqueue(add, [1, 2])
    await clock.advance('5999ms')
    expect((await arq.store.get(next))?.status).toBe('queued')
    await clock.advance('1ms')
    expect((await arq.store.get(next))?.status).toBe('completed')
    late.open('too late')
    await clock.advance('1s')
    expect(await arq.store.get(id)).toMatchObject({ status: 'failed', result: undefined })
    expect(arq.worker.counts.abandoned).toBe(1)
    await arq.close()
  })

  it('leaves a job that timed out failed, whatever is asked of it in its last seconds', async () => {
    const clock = new ManualClock()
    const deaf = task({ name: 'deaf', timeout: '1s', run: () => new Promise(() => {}) })
    const arq = await setup({ functions: [deaf] }, { clock })
    void arq.worker.run()
    const id = await arq.enqueue(deaf)
    await clock.advance('3s')
    await arq.broadcast({ kind: 'abort', jobId: id })
    await clock.advance('3s')
    expect(await arq.store.get(id)).toMatchObject({
      status: 'failed',
      errorCode: 'ARQ_JOB_TIMEOUT',
    })
    await arq.close()
  })

  it('does not run an expired job: failed, and in the dead letter queue', async () => {
    const clock = new ManualClock()
    let runs = 0
    const once = task('once', async () => {
      runs += 1
    })
    const arq = await setup({ functions: [once] }, { clock })
    const id = await arq.enqueue(once, [], { expires: '10s' })
    await clock.advance('10s')
    void arq.worker.run()
    await clock.advance(0)
    expect(runs).toBe(0)
    expect(await arq.store.get(id)).toMatchObject({
      status: 'failed',
      errorCode: 'ARQ_JOB_EXPIRED',
    })
    expect((await arq.take('default.dlq'))[0]?.headers['x-error-type']).toBe('JobExpired')
    await arq.close()
  })

  it('stops a running job on an abort signal for its enqueue time, and not for another one', async () => {
    const started = latch()
    const long = task('long', async (ctx) => {
      started.open()
      await new Promise((_, reject) =>
        ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason)),
      )
    })
    const arq = await setup({ functions: [long] })
    void arq.worker.run()
    const id = await arq.enqueue(long)
    await started.opened
    const record = await arq.store.get(id)
    await arq.broadcast({ kind: 'abort', jobId: id, enqueueTime: '2020-01-01T00:00:00.000+00:00' })
    await arq.broadcast({ kind: 'something newer' })
    expect((await arq.store.get(id))?.status).toBe('in_progress')
    await arq.broadcast({ kind: 'abort', jobId: id, enqueueTime: record?.enqueueTime })
    expect((await arq.ended(id)).status).toBe('aborted')
    await arq.close()
  })

  it('does not run a job that was aborted while it waited', async () => {
    const clock = new ManualClock()
    let runs = 0
    const once = task('once', async () => {
      runs += 1
    })
    const arq = await setup({ functions: [once] }, { clock })
    const id = await arq.enqueue(once)
    const record = (await arq.store.get(id))!
    await arq.store.transition({
      record: { ...record, status: 'aborted' },
      guard: 'waiting',
      ttlMs: 60_000,
    })
    void arq.worker.run()
    await clock.advance('1s')
    expect(runs).toBe(0)
    expect(arq.worker.counts.duplicateDeliveries).toBe(1)
    expect((await arq.client.queueInfo('default'))?.ready).toBe(0)
    await arq.close()
  })
})

describe('hooks', () => {
  it('are called in order, and one that throws harms nothing', async () => {
    const calls: string[] = []
    const arq = await setup({
      functions: [add],
      onStartup: () => void calls.push('startup'),
      onShutdown: () => void calls.push('shutdown'),
      onJobStart: () => {
        calls.push('start')
        throw new Error('hook broke')
      },
      onJobSuccess: (_ctx, result) => void calls.push(`success ${String(result)}`),
      onJobEnd: () => void calls.push('end'),
      afterJobEnd: async (ctx) => {
        calls.push(`after ${String((await arq.store.get(ctx.jobId))?.status)}`)
      },
    })
    void arq.worker.run()
    await arq.ended(await arq.enqueue(add, [1, 2]))
    await arq.close()
    expect(calls).toEqual(['startup', 'start', 'success 3', 'end', 'after completed', 'shutdown'])
    expect(arq.log.some(({ message }) => message.includes('hook broke'))).toBe(true)
  })

  it('end the worker when onStartup throws', async () => {
    const arq = await setup({
      functions: [add],
      onStartup: () => {
        throw new Error('no database')
      },
    })
    await expect(arq.worker.run()).rejects.toThrow('no database')
    await arq.client.close()
  })
})

describe('results', () => {
  it('are not kept with keepResult 0, and the id is free again', async () => {
    const arq = await setup({
      functions: [task({ name: 'quiet', keepResult: 0, run: async () => 1 })],
    })
    const gone = latch()
    const release = await arq.store.subscribe(() => {
      void arq.store.get('quiet-1').then((record) => {
        if (!record) gone.open()
      })
    })
    await arq.enqueue('quiet', [], { jobId: 'quiet-1' })
    void arq.worker.run()
    await gone.opened
    await release()
    await arq.close()
  })

  it.each([
    ['with a result store', {}],
    ['without one', { resultStore: undefined }],
  ])('go to the client over its reply address where it gave one, %s', async (_what, store) => {
    const arq = await setup({ functions: [add], ...store })
    const reply = latch<string>()
    const box = await arq.client.openReplyBox(({ body }) =>
      reply.open(Buffer.from(body).toString()),
    )
    void arq.worker.run()
    await arq.publish({
      body: Buffer.from('{"job_id":"r1","function":"add","args":[2,3],"queue_name":"default"}'),
      replyTo: box.address,
      correlationId: 'r1',
    })
    expect(JSON.parse(await reply.opened)).toMatchObject({
      job_id: 'r1',
      status: 'completed',
      result: 5,
    })
    await arq.close()
  })

  it('that are too large for a reply reach the client as an end without a result', async () => {
    const long = task('long', async () => 'x'.repeat(5000))
    const arq = await setup({ functions: [long] })
    const publish = arq.transport.publish.bind(arq.transport)
    arq.transport.publish = (message) =>
      message.body.byteLength > 4000 ? Promise.reject(tooLarge()) : publish(message)
    const reply = latch<string>()
    const box = await arq.client.openReplyBox(({ body }) =>
      reply.open(Buffer.from(body).toString()),
    )
    void arq.worker.run()
    await arq.publish({
      body: Buffer.from('{"job_id":"r1","function":"long","args":[],"queue_name":"default"}'),
      replyTo: box.address,
      correlationId: 'r1',
    })
    expect(JSON.parse(await reply.opened)).toMatchObject({
      job_id: 'r1',
      status: 'completed',
      error_code: 'ARQ_RESULT_TOO_LARGE',
      result: null,
    })
    await arq.close()
  })

  it('whose connection broke are sent once more', async () => {
    const answered = task('answered', async () => 5)
    const arq = await setup({ functions: [answered] })
    const publish = arq.transport.publish.bind(arq.transport)
    let replies = 0
    arq.transport.publish = (message) => {
      if (message.kind === 'reply') replies += 1
      return message.kind === 'reply' && replies === 1 ? Promise.reject(lost()) : publish(message)
    }
    const reply = latch<string>()
    const box = await arq.client.openReplyBox(({ body }) =>
      reply.open(Buffer.from(body).toString()),
    )
    void arq.worker.run()
    await arq.publish({
      body: Buffer.from('{"job_id":"r1","function":"answered","args":[],"queue_name":"default"}'),
      replyTo: box.address,
      correlationId: 'r1',
    })
    expect(JSON.parse(await reply.opened)).toMatchObject({ job_id: 'r1', result: 5 })
    expect(arq.log.filter(({ level }) => level === 'warn')).toEqual([])
    await arq.close()
  })

  it('carry the last progress', async () => {
    const go = latch()
    const working = task('working', async (ctx) => {
      ctx.progress({ done: 1 })
      await go.opened
      ctx.progress({ done: 2 })
    })
    const arq = await setup({ functions: [working] })
    void arq.worker.run()
    const id = await arq.enqueue(working)
    await arq.until(id, ({ progress }) => progress !== undefined)
    go.open()
    expect((await arq.ended(id)).progress).toEqual({ done: 2 })
    await arq.close()
  })
})
