import { isArqError, type JobContext, Retry, SignalTimeout, task, type TaskPolicy } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { World } from './signal-world.js'

type Ctx = JobContext<object>

const codeOf = (error: unknown): unknown => (isArqError(error) ? error.code : error)

/** A world with a worker and a client, and a job of a task that does this. */
async function jobOf(run: (ctx: Ctx) => unknown, options: Pick<TaskPolicy, 'keepResult'> = {}) {
  const world = await World.open()
  const order = task({
    name: 'order',
    maxRetries: 3,
    ...options,
    run: async (ctx: Ctx) => run(ctx),
  })
  const client = await world.client()
  const start = async () => world.worker([order])
  const job = await client.enqueueJob(order)
  return { world, client, order, job, start, clock: world.clock }
}

/** Resolves once all that can happen now has happened. */
const now = ({ clock }: { clock: World['clock'] }) => clock.advance('1s')

describe('ctx.waitFor', () => {
  it('gives what was signalled, and holds no slot until then', async () => {
    let ended = 0
    const { job, start, ...all } = await jobOf(async (ctx) => {
      const answer = await ctx.waitFor('approval', { timeout: '3d' })
      ended += 1
      return answer
    })
    await start()
    await now(all)
    const deferUntil = new Date(all.clock.now() - 1000 + 3 * 86_400_000)
    expect(await job.info()).toMatchObject({ status: 'queued', deferUntil })
    expect(all.world.broker.queueInfo('default')).toMatchObject({ ready: 0, unacknowledged: 0 })
    await all.clock.advance('2d')
    expect(await job.signal('approval', { by: 'ada' })).toBe('accepted')
    await now(all)
    expect(await job.info()).toMatchObject({
      status: 'completed',
      result: { by: 'ada' },
      jobTry: 1,
    })
    expect(await job.signal('approval')).toBe('ended')
    // Nothing of it is left: neither the bell nor the copy that was due after three days.
    await all.clock.advance('1h')
    expect(await job.info()).toMatchObject({ status: 'completed', duplicateRuns: 0 })
    await all.clock.advance('4d')
    expect(all.world.broker.delayedCount).toBe(0)
    expect(ended).toBe(1)
  })

  it('runs once, also when nothing is kept of it and a copy for its deadline is still to come', async () => {
    let ended = 0
    const { job, start, ...all } = await jobOf(
      async (ctx) => {
        await ctx.waitFor('approval', { timeout: '3d' })
        ended += 1
      },
      { keepResult: 0 },
    )
    await start()
    await now(all)
    await job.signal('approval')
    await now(all)
    await all.clock.advance('5d')
    expect(ended).toBe(1)
  })

  it('finds a signal that came before the job began', async () => {
    const { job, start, ...all } = await jobOf((ctx) => ctx.waitFor('approval', { timeout: '3d' }))
    expect(await job.signal('approval', 'early')).toBe('accepted')
    expect(await job.signal('approval', 'second')).toBe('already')
    await start()
    await now(all)
    expect(await job.result({ timeout: 0 })).toBe('early')
  })

  it('finds one that came while the job ran, before it waited', async () => {
    const { job, start, ...all } = await jobOf(async (ctx) => {
      // The entries are read here.
      await ctx.step('begin', () => undefined)
      await job.signal('approval', 'meanwhile')
      return ctx.waitFor('approval', { timeout: '3d' })
    })
    await start()
    await now(all)
    expect(await job.result({ timeout: 0 })).toBe('meanwhile')
  })

  it('throws when the time is up, which fails the job without another try', async () => {
    const { job, start, ...all } = await jobOf((ctx) => ctx.waitFor('approval', { timeout: '3d' }))
    await start()
    await all.clock.advance('3d')
    await now(all)
    const info = await job.info()
    expect(info).toMatchObject({ status: 'failed', errorCode: 'ARQ_SIGNAL_TIMEOUT', jobTry: 1 })
    expect(info.error).toMatch(/^SignalTimeout: .* waited 259200 s for the signal approval/)
  })

  it('can be caught when the time is up; a later signal is told so', async () => {
    const { job, start, ...all } = await jobOf(async (ctx) => {
      const answer = await ctx.waitFor('approval', { timeout: '1h' }).catch((error: unknown) => {
        if (error instanceof SignalTimeout) return `no ${error.signal}`
        throw error
      })
      await ctx.sleep('1h')
      return answer
    })
    await start()
    await all.clock.advance('90m')
    expect(await job.signal('approval', 'late')).toBe('timedOut')
    await all.clock.advance('1h')
    expect(await job.result({ timeout: 0 })).toBe('no approval')
  })

  it('gives later tries what it gave the first one, and counts its time from there', async () => {
    const seen: unknown[] = []
    const { job, start, ...all } = await jobOf(async (ctx) => {
      seen.push(await ctx.waitFor('approval', { timeout: '1h' }))
      if (ctx.jobTry < 3) throw new Retry({ defer: '2h' })
      seen.push(await ctx.waitFor('payment', { timeout: 0 }).catch(codeOf))
    })
    await start()
    await now(all)
    await job.signal('approval', 1)
    await all.clock.advance('5h')
    expect(await job.info()).toMatchObject({ status: 'completed', jobTry: 3 })
    expect(seen).toEqual([1, 1, 1, 'ARQ_SIGNAL_TIMEOUT'])
  })

  it('does not begin its time anew when the job is woken for something else', async () => {
    const { job, start, ...all } = await jobOf(async (ctx) => {
      const wait = (name: string) => ctx.waitFor(name, { timeout: '2h' }).catch(codeOf)
      return Promise.all([wait('editor'), wait('lawyer')])
    })
    await start()
    await all.clock.advance('1h')
    expect(await job.signal('lawyer', 'fine')).toBe('accepted')
    await now(all)
    expect(await job.status()).toBe('queued')
    await all.clock.advance('1h')
    expect(await job.result({ timeout: 0 })).toEqual(['ARQ_SIGNAL_TIMEOUT', 'fine'])
  })

  it('is woken by each of several, in any order, and goes on with the last', async () => {
    const names = ['a', 'b', 'c']
    const { job, start, ...all } = await jobOf((ctx) =>
      Promise.all(names.map((name) => ctx.waitFor(name, { timeout: '1d' }))),
    )
    await start()
    await now(all)
    for (const name of ['c', 'a', 'b']) {
      expect(await job.signal(name, name)).toBe('accepted')
      await now(all)
    }
    expect(await job.result({ timeout: 0 })).toEqual(names)
  })

  it('passes over the steps before it', async () => {
    let asked = 0
    const { job, start, ...all } = await jobOf(async (ctx) => {
      const ticket = await ctx.step('ask', () => (asked += 1))
      return [ticket, await ctx.waitFor('approval', { timeout: '1d' })]
    })
    await start()
    await now(all)
    await job.signal('approval', 'yes')
    await now(all)
    expect(await job.result({ timeout: 0 })).toEqual([1, 'yes'])
  })

  it('can be aborted while it waits', async () => {
    const { job, start, ...all } = await jobOf((ctx) => ctx.waitFor('approval', { timeout: '3d' }))
    await start()
    await now(all)
    const aborting = job.abort()
    await now(all)
    expect(await aborting).toBe(true)
    expect(await job.signal('approval')).toBe('ended')
    await all.clock.advance('4d')
    expect(await job.status()).toBe('aborted')
  })

  it('fails a job whose arguments are too large to be kept, and says what to do', async () => {
    const world = await World.open()
    const order = task('order', (ctx: Ctx, _order: string) =>
      ctx.waitFor('approval', { timeout: '3d' }),
    )
    const client = await world.client()
    await world.worker([order])
    const [fits, tooLarge] = [700_000, 800_000].map((length) => 'x'.repeat(length))
    const [small, large] = [
      await client.enqueueJob(order, [fits!]),
      await client.enqueueJob(order, [tooLarge!]),
    ]
    await now(world)
    expect(await small.status()).toBe('queued')
    const info = await large.info()
    expect(info).toMatchObject({ status: 'failed', errorCode: 'ARQ_ENCODE_FAILED', jobTry: 1 })
    expect(info.error).toMatch(/takes 10\d{5} bytes there, and at most 1048576 are kept/)
    expect(info.error).toContain('Its arguments are too large: keep the data elsewhere and pass')
    await small.signal('approval', 'yes')
    await now(world)
    expect(await small.result({ timeout: 0 })).toBe('yes')
  })

  it.each([
    ['no name', (ctx: Ctx) => ctx.waitFor('', { timeout: 1 })],
    ['no timeout', (ctx: Ctx) => ctx.waitFor('approval', {} as { timeout: number })],
    ['a wrong timeout', (ctx: Ctx) => ctx.waitFor('approval', { timeout: -1 })],
  ])('with %s fails the job for good', async (_words, run) => {
    const { job, start, ...all } = await jobOf(run)
    await start()
    await now(all)
    expect(await job.info()).toMatchObject({
      ...{ status: 'failed', errorCode: 'ARQ_CONFIG_INVALID', jobTry: 1 },
    })
  })
})
