import { isoDate, type JobContext, Retry, task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import { createTestArq, createTestContext, runTask } from '../src/index.js'
import { endless, flaky, needsDb, sendEmail, welcome } from './tasks.js'

describe('a task by itself', () => {
  it('gives what job.result() would give, and throws what it throws', async () => {
    expect(await runTask(sendEmail, ['a', 'b'])).toEqual({ to: 'a', subject: 'b' })
    await expect(runTask(flaky, [1])).rejects.toThrow('not yet')
    expect(await runTask(flaky, [1], { jobTry: 2 })).toBe(2)
    const asks = task('asks', () => {
      throw new Retry({ defer: 5 })
    })
    await expect(runTask(asks)).rejects.toMatchObject({ code: 'ARQ_JOB_RETRY', defer: 5 })
  })

  it('takes arguments as they arrive, and refuses what would not', async () => {
    const dated = task({
      name: 'dated',
      input: v.object({ at: isoDate() }),
      output: v.object({ next: isoDate() }),
      run: (_ctx, { at }) => ({ next: new Date(at.getTime() + 1) }),
    })
    const at = new Date('2026-01-01T00:00:00Z')
    expect(await runTask(dated, { at })).toEqual({ next: new Date('2026-01-01T00:00:00.001Z') })
    await expect(runTask(dated, { at: 'never' })).rejects.toMatchObject({
      code: 'ARQ_INVALID_ARGUMENTS',
    })
    await expect(runTask(sendEmail, [1n, 'b'] as never)).rejects.toMatchObject({
      code: 'ARQ_ENCODE_FAILED',
    })
    const map = task('map', () => new Map() as unknown as string)
    await expect(runTask(map)).rejects.toMatchObject({ code: 'ARQ_ENCODE_FAILED' })
    const wrong = task({
      name: 'wrong',
      input: v.object({}),
      output: v.object({ n: v.number() }),
      run: () => ({ n: 'one' as unknown as number }),
    })
    await expect(runTask(wrong, {})).rejects.toThrow(/result\.n/)
  })

  it('takes a plain function, whose name is the task', async () => {
    function add(ctx: JobContext, a: number, b: number) {
      return { sum: a + b, at: ctx.startTime, name: ctx.taskName }
    }
    const startTime = new Date('2026-01-01T00:00:00Z')
    const result = await runTask(add, [1, 2], { startTime })
    expect(result).toEqual({ sum: 3, at: '2026-01-01T00:00:00.000Z', name: 'add' })
  })

  it('has what the test gives it in ctx', async () => {
    expect(await runTask(needsDb, ['a'], { extra: { db: new Map([['a', 7]]) } })).toBe(7)
  })

  it('leaves in its context what it told, logged and enqueued', async () => {
    const busy = task('busy', async (ctx, to: string) => {
      ctx.progress({ done: 0.5 })
      ctx.logger.child({ to }).info('half', { done: 0.5 })
      await ctx.client.enqueueJob(sendEmail, [to, 'Hi'], { deferBy: '1h', jobId: 'mail' })
      const again = await ctx.client.enqueueJob(sendEmail, [to, 'Hi'], { jobId: 'mail' })
      return [again, ctx.headers['tenant'], ctx.idempotencyKey() === ctx.idempotencyKey()]
    })
    const startTime = new Date('2026-01-01T00:00:00Z')
    const ctx = createTestContext({ headers: { tenant: 'blue' }, startTime })
    expect(await runTask(busy, ['a'], ctx)).toEqual([null, 'blue', true])
    expect(ctx.progressed).toEqual([{ done: 0.5 }])
    expect(ctx.logged).toEqual([{ level: 'info', message: 'half', fields: { to: 'a', done: 0.5 } }])
    expect(ctx.enqueued).toMatchObject([
      {
        task: 'send_email',
        args: ['a', 'Hi'],
        jobId: 'mail',
        dueAt: new Date('2026-01-01T01:00Z'),
      },
    ])
    expect(() => ctx.progress(1n)).toThrow(/progress/)
    const children = createTestContext()
    await runTask(welcome, ['ada'], children)
    expect(children.enqueued.map(({ kwargs }) => kwargs)).toEqual([
      {},
      { to: 'ada', subject: 'How is it?' },
    ])
  })

  it('gets its signal when the test aborts it, or lets its time run out', async () => {
    const aborted = createTestContext()
    const run = runTask(endless, [], aborted)
    aborted.abort()
    await expect(run).rejects.toMatchObject({ code: 'ARQ_JOB_ABORTED' })
    const late = createTestContext()
    const second = runTask(endless, [], late)
    late.timeOut()
    await expect(second).rejects.toMatchObject({ code: 'ARQ_JOB_TIMEOUT' })
  })

  it('has its enqueued jobs refused as a client refuses them', async () => {
    const ctx = createTestContext()
    const wrong = ctx.client.enqueueJob(sendEmail, ['a', 'b'], { deferBy: 'soon' as never })
    await expect(wrong).rejects.toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
    expect(ctx.enqueued).toEqual([])
  })
})

describe('steps of a task that is run by itself', () => {
  it('are done once for each context, their sleeps take no time, and they are listed', async () => {
    const ran: string[] = []
    const order = task('order', async (ctx: JobContext<object>) => {
      const at = await ctx.step('charge', () => {
        ran.push('charge')
        return new Date(0)
      })
      await ctx.sleep('2d')
      await ctx.step('mail', { retries: 1 }, ({ stepTry }) => {
        ran.push(`mail ${String(stepTry)}`)
        if (stepTry === 1) throw new Error('busy')
      })
      return at
    })
    const ctx = createTestContext<object>()
    expect(await runTask(order, [], ctx)).toBe('1970-01-01T00:00:00.000Z')
    expect(await runTask(order, [], ctx)).toBe('1970-01-01T00:00:00.000Z')
    expect(ran).toEqual(['charge', 'mail 1', 'mail 2'])
    expect(ctx.steps).toEqual([
      { name: 'charge', result: '1970-01-01T00:00:00.000Z', tries: 1 },
      { name: 'sleep', result: undefined, tries: 0, sleptMs: 172_800_000 },
      { name: 'mail', result: undefined, tries: 2 },
    ])
  })

  it('run in a whole arq, whose clock passes two days', async () => {
    const ran: string[] = []
    const remind = task('remind', async (ctx: JobContext<object>) => {
      await ctx.step('first', () => void ran.push('first'))
      await ctx.sleep('2d')
      await ctx.step('second', () => void ran.push('second'))
    })
    await using arq = await createTestArq({ functions: [remind] })
    const job = await arq.client.enqueueJob(remind, [])
    await arq.clock.advance('47h')
    expect({ ran, status: await job.status() }).toEqual({ ran: ['first'], status: 'queued' })
    await arq.clock.advance('1h')
    expect({ ran, status: await job.status() }).toEqual({
      ran: ['first', 'second'],
      status: 'completed',
    })
    expect((await job.steps()).map(({ name }) => name)).toEqual(['first', 'sleep', 'second'])
  })
})
