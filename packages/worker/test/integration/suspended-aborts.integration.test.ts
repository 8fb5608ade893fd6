import type { Job } from '@arq/client'
import { type JobContext, task } from '@arq/core'
import { afterAll, describe, expect, it } from '@jest/globals'

import { SignalSite, untilWaiting } from './signal-site.js'
import { dropTables, SIGNAL_STORES } from './signal-stores.js'

afterAll(dropTables)

/** Short enough to be over within the test, and longer than what a worker waits for in its slot. */
const SLEEP = '2s'
const NOT_FOR_LONG = { timeout: '30s' } as const

describe.each(Object.keys(SIGNAL_STORES))('job.abort() over RabbitMQ and %s', (name) => {
  it('stops a job that sleeps, and one that waits for a signal, for good', async () => {
    const { newStore } = await SIGNAL_STORES[name]!()
    await using site = new SignalSite(newStore)
    const ended: string[] = []
    const end = (ctx: JobContext<object>) => void ended.push(ctx.taskName)
    const sleeper = task('sleeper', async (ctx) => ctx.sleep(SLEEP).then(() => end(ctx)))
    const waiter = task('waiter', async (ctx) =>
      ctx.waitFor('approval', { timeout: '1h' }).then(() => end(ctx)),
    )
    const late = task('late', async (ctx) => ctx.sleep('2500ms').then(() => end(ctx)))
    const client = await site.client()
    await site.worker({}, [sleeper, waiter, late])
    const jobs: Job[] = []
    for (const each of [sleeper, waiter]) jobs.push(await client.enqueueJob(each))
    await Promise.all(jobs.map(untilWaiting))
    for (const job of jobs) {
      expect(await job.abort(NOT_FOR_LONG)).toBe(true)
      expect(await job.status()).toBe('aborted')
      await expect(job.result(NOT_FOR_LONG)).rejects.toMatchObject({ code: 'ARQ_JOB_ABORTED' })
    }
    expect(await jobs[1]!.signal('approval')).toBe('ended')
    // What went to sleep after them has woken: their own copies have come, and were dropped.
    await (await client.enqueueJob(late)).result({ timeout: '60s' })
    await site.runRest()
    expect(ended).toEqual(['late'])
    for (const job of jobs) expect(await job.status()).toBe('aborted')
  }, 120_000)
})
