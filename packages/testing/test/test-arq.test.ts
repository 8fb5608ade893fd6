import { AssertionError } from 'node:assert'

import type { Client } from '@arq/client'
import { task } from '@arq/core'
import { cron } from '@arq/worker'
import { describe, expect, it } from '@jest/globals'

import { createTestArq, createTestArqFor } from '../src/index.js'
import { flaky, later, needsDb, sendEmail, slow, welcome } from './tasks.js'

const functions = [sendEmail, flaky, later, welcome, slow]
const setup = () => createTestArq({ functions })

describe('what was enqueued', () => {
  it('is seen before anything runs', async () => {
    await using arq = await setup()
    await arq.client.enqueueJob(sendEmail, ['ada@example.com', 'Hi'], {
      deferBy: '1h',
      headers: { tenant: 'blue' },
    })
    expect(arq.runs).toEqual([])
    const job = arq.expectEnqueued(sendEmail, ['ada@example.com', 'Hi'], {
      deferBy: '1h',
      times: 1,
    })
    expect(job).toMatchObject({
      ...{ task: 'send_email', args: ['ada@example.com', 'Hi'], kwargs: {}, jobTry: 1 },
      ...{ queueName: 'default', headers: { tenant: 'blue' } },
      dueAt: new Date('2026-01-01T01:00:00Z'),
    })
    arq.expectEnqueued('send_email', [expect.any(String), expect.stringContaining('H')])
    arq.expectEnqueued(sendEmail, (args) => args.length === 2, { headers: { tenant: 'blue' } })
    arq.expectNotEnqueued(sendEmail, ['bob@example.com', 'Hi'])
    arq.expectNotEnqueued(flaky)
  })

  it('fails the test with a list of it, in the language of its readers', async () => {
    await using arq = await createTestArq({ functions, language: 'zh-CN' })
    expect(() => arq.expectEnqueued(sendEmail)).toThrow(
      /期望已入队 send_email\(\)。没有任何任务入队/,
    )
    await arq.client.enqueueJob(sendEmail, ['a@b.c', 'Hi'])
    expect(() => arq.expectEnqueued(sendEmail, ['a@b.c', 'Bye'])).toThrow(AssertionError)
    expect(() => arq.expectNotEnqueued()).toThrow(/send_email\(\[ 'a@b\.c', 'Hi' \]\) in default/)
    expect(() => arq.expectEnqueued(sendEmail, undefined, { times: 2 })).toThrow(/2/)
    expect(() => arq.expectEnqueued(sendEmail, ['a@b.c', 'Hi'], { deferBy: '1h' })).toThrow()
  })

  it('is what arrives: a Date is text, named arguments stay named, a refused job is none', async () => {
    const due = task('due', (_ctx, what: { at: string }) => what.at)
    await using arq = await createTestArq({ functions: [due, sendEmail] })
    const at = new Date('2026-03-01T00:00:00Z')
    await arq.client.enqueueJob('due', [{ at }])
    arq.expectEnqueued('due', [{ at }])
    arq.expectEnqueued(due, [{ at: '2026-03-01T00:00:00.000Z' }])
    await arq.client.enqueueJob('send_email', { to: 'a', subject: 'b' })
    arq.expectEnqueued('send_email', { to: 'a', subject: 'b' })
    arq.expectNotEnqueued('send_email', { to: 'a' })
    await arq.client.enqueueJob(sendEmail, ['a', 'b'], { jobId: 'once' })
    expect(await arq.client.enqueueJob(sendEmail, ['a', 'b'], { jobId: 'once' })).toBeNull()
    arq.expectEnqueued(sendEmail, undefined, { jobId: 'once', times: 1 })
    arq.forgetEnqueued()
    arq.expectNotEnqueued()
  })
})

describe('drain', () => {
  it('runs what is due, and what that enqueues, and nothing that waits', async () => {
    await using arq = await setup()
    await arq.client.enqueueJob(welcome, ['ada@example.com'])
    const runs = await arq.drain()
    expect(runs.map(({ task, outcome }) => `${task} ${outcome}`).sort()).toEqual([
      'send_email completed',
      'welcome completed',
    ])
    arq.expectEnqueued(sendEmail, undefined, { times: 2 })
    arq.expectEnqueued('send_email', expect.anything() as never, { deferBy: '1d', times: 1 })
    expect(await arq.drain()).toEqual([])
  })

  it('waits for real work, and tells how each run ended', async () => {
    await using arq = await setup()
    const job = await arq.client.enqueueJob(slow)
    const failing = await arq.client.enqueueJob(flaky, [1])
    const runs = await arq.drain()
    expect(runs).toHaveLength(2)
    expect(runs).toContainEqual(expect.objectContaining({ jobId: job.jobId, outcome: 'completed' }))
    const retried = runs.find(({ jobId }) => jobId === failing.jobId)
    expect(retried).toMatchObject({
      outcome: 'retried',
      error: { name: 'Error', message: 'not yet' },
    })
    expect(retried?.delayMs).toBeGreaterThan(0)
    expect(await job.result()).toBe('done')
    expect(await failing.status()).toBe('retrying')
  })

  it('fails when a task does not end, and names it', async () => {
    const { opened, open } = latch()
    const stuck = task('stuck', () => opened)
    await using arq = await createTestArq({ functions: [stuck], patience: '50ms' })
    const { jobId } = await arq.client.enqueueJob(stuck)
    await expect(arq.drain()).rejects.toThrow(`stuck (${jobId})`)
    open()
    await arq.drain()
    expect(arq.runs).toMatchObject([{ task: 'stuck', outcome: 'completed' }])
  })

  it('names a task that the worker does not have', async () => {
    await using arq = await setup()
    await arq.client.enqueueJob('send_emial', ['a', 'b'])
    expect(await arq.drain()).toMatchObject([{ task: 'send_emial', outcome: 'unknownTask' }])
  })
})

describe('the clock', () => {
  it('runs what falls due on the way, each at its time', async () => {
    await using arq = await setup()
    const job = await arq.client.enqueueJob(later, [], { deferBy: '1h' })
    await arq.clock.advance('59m')
    expect(await job.status()).toBe('queued')
    await arq.clock.advance('61m')
    expect(await job.result()).toBe('2026-01-01T02:00:00.000Z')
  })

  it('runs retries after their waits', async () => {
    await using arq = await setup()
    const job = await arq.client.enqueueJob(flaky, [2])
    await arq.clock.advance('30m')
    expect(await job.result()).toBe(3)
    expect(arq.runs.map(({ outcome }) => outcome)).toEqual(['retried', 'retried', 'completed'])
  })

  it('does not go on while a task works: it has all the real time it needs', async () => {
    await using arq = await createTestArq({ functions: [slow], jobTimeout: '10ms' })
    const job = await arq.client.enqueueJob(slow, [], { deferBy: '1h' })
    await arq.clock.advance('1d')
    expect(await job.result()).toBe('done')
  })

  it('runs cron jobs at their ticks', async () => {
    const ticks: string[] = []
    const report = task('report', (ctx) => void ticks.push(ctx.startTime.toISOString()))
    const cronJobs = [cron(report, '0 */6 * * *')]
    const now = new Date('2026-05-01T05:00:00Z')
    await using arq = await createTestArq({ functions: [report], cronJobs, now })
    await arq.clock.advance('12h')
    expect(ticks).toEqual(['2026-05-01T06:00:00.000Z', '2026-05-01T12:00:00.000Z'])
  })
})

describe('the worker', () => {
  it('has hooks and ctx.extra, as it has in production', async () => {
    const seen: string[] = []
    await using arq = await createTestArq({
      functions: [needsDb],
      onStartup: (ctx) => void Object.assign(ctx.extra, { db: new Map([['a', 1]]) }),
      onJobEnd: (ctx) => void seen.push(ctx.taskName),
    })
    const job = await arq.client.enqueueJob(needsDb, ['a'])
    await arq.drain()
    expect(await job.result()).toBe(1)
    expect(seen).toEqual(['needs_db'])
  })

  it('runs jobs at once when asked, for code that waits for results', async () => {
    await using arq = await createTestArq({ functions, startJobs: 'at-once' })
    const job = await arq.client.enqueueJob(sendEmail, ['a', 'b'])
    expect(await job.result()).toEqual({ to: 'a', subject: 'b' })
  })

  it('works without a result store, by replies', async () => {
    await using arq = await createTestArq({ functions, withoutResultStore: true })
    const job = await arq.client.enqueueJob(sendEmail, ['a', 'b'])
    await arq.drain()
    expect(await job.result()).toEqual({ to: 'a', subject: 'b' })
    await expect(job.status()).rejects.toMatchObject({ code: 'ARQ_UNSUPPORTED' })
  })

  it('refuses wrong settings by name, and leaves nothing open when it cannot start', async () => {
    await expect(createTestArq({ functions, patience: 'soon' as never })).rejects.toThrow(
      /patience/,
    )
    await expect(createTestArq({ functions, jobTimout: 3 } as never)).rejects.toThrow(/jobTimeout/)
    const onStartup = () => {
      throw new Error('no database')
    }
    await expect(createTestArq({ functions, onStartup })).rejects.toThrow('no database')
  })
})

describe('an application that needs its client first', () => {
  it('is given it, and its tasks and cron jobs then run as any', async () => {
    const greetings: string[] = []
    await using arq = await createTestArqFor(
      async (client) => {
        await client.enqueueJob('greet', ['at its start'])
        const greet = task('greet', async (_ctx, name: string) => {
          greetings.push(name)
          if (name === 'Ada') await client.enqueueJob('greet', ['Grace'])
        })
        return { functions: [greet], cronJobs: [cron(greet, { hour: 9, args: ['all'] })] }
      },
      { now: new Date('2026-03-01T08:00:00Z') },
    )
    arq.expectEnqueued('greet', ['at its start'])
    await arq.client.enqueueJob('greet', ['Ada'])
    await arq.drain()
    expect(greetings).toEqual(['at its start', 'Ada', 'Grace'])
    await arq.clock.advance('1h')
    expect(greetings.at(-1)).toBe('all')
    // A worker that takes over has them, too.
    await arq.loseWorker()
    await arq.client.enqueueJob('greet', ['again'])
    await arq.drain()
    expect(greetings.at(-1)).toBe('again')
  })

  it('that cannot be made fails the test, and leaves nothing open', async () => {
    let client: Client | undefined
    const opening = createTestArqFor((given) => {
      client = given
      throw new Error('no container')
    })
    await expect(opening).rejects.toThrow('no container')
    await expect(client?.enqueueJob('greet')).rejects.toMatchObject({ code: 'ARQ_CLOSED' })
  })
})

function latch() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}
