import { task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { type Attempt, rejection, setup, setupWithoutStore, TinyWorker } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)

describe('updates()', () => {
  it('gives the state now, each change of status and progress, and ends with the final one', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const updates = job.updates()
    const seen: unknown[] = []
    const note = async () => {
      const { value } = await updates.next()
      if (value) seen.push([value.status, value.progress])
    }
    await note()
    const steps: (() => void)[] = []
    const step = () => new Promise<void>((resolve) => steps.push(resolve))
    const run = async ({ progress }: Attempt) => {
      await step()
      await progress({ done: 1 })
      await step()
      return 3
    }
    await TinyWorker.start(bench, { run })
    await note()
    await bench.clock.advance(0)
    steps[0]!()
    await note()
    await bench.clock.advance(0)
    steps[1]!()
    await note()
    expect(await updates.next()).toEqual({ done: true, value: undefined })
    expect(seen).toEqual([
      ['queued', undefined],
      ['in_progress', undefined],
      ['in_progress', { done: 1 }],
      ['completed', undefined],
    ])
  })

  it('finds changes by polling where the store cannot push', async () => {
    const bench = await setup()
    bench.store.withoutPush()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const updates = job.updates({ pollDelay: '1s' })
    expect((await updates.next()).value).toMatchObject({ status: 'queued' })
    const next = updates.next()
    await TinyWorker.start(bench, { run: () => 3 })
    await bench.clock.advance('1s')
    expect((await next).value).toMatchObject({ status: 'completed', result: 3 })
  })

  it('tells of a job that went to sleep between two looks, though it is queued as before', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const updates = job.updates({ pollDelay: '1s' })
    expect((await updates.next()).value?.deferUntil).toBeUndefined()
    const next = updates.next()
    const record = await bench.store.get(job.id)
    const deferUntil = '2030-01-01T00:00:00.000Z'
    const asleep = { ...record!, deferUntil }
    await bench.store.transition({ record: asleep, guard: 'waiting', ttlMs: 60_000 })
    await bench.clock.advance('1s')
    expect((await next).value).toMatchObject({ status: 'queued', deferUntil: new Date(deferUntil) })
  })

  it('ends when its signal aborts, while it waits and before it has begun', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const gone = new AbortController()
    const updates = job.updates({ signal: gone.signal })
    expect((await updates.next()).value).toMatchObject({ status: 'queued' })
    const next = updates.next()
    await bench.clock.advance(0)
    const reads = bench.store.reads.length
    gone.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(await job.updates({ signal: gone.signal }).next()).toEqual({
      done: true,
      value: undefined,
    })
    await bench.clock.advance('1h')
    expect(bench.store.reads).toHaveLength(reads)
    expect(() => job.updates({ signal: true as never })).toThrow(/signal/)
  })

  it('ends without a final state when nothing is kept of the job', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const updates = job.updates()
    expect((await updates.next()).value).toMatchObject({ status: 'queued' })
    const rest: unknown[] = []
    const reading = (async () => {
      for await (const { status } of updates) rest.push(status)
    })()
    await TinyWorker.start(bench, { run: () => 3, keepsNothing: true })
    await reading
    expect(rest).not.toContain('completed')
  })

  it('rejects with JobNotFound for an id that nobody knows', async () => {
    const bench = await setup()
    const updates = bench.client.getJob('nobody').updates()
    expect(await rejection(updates.next())).toMatchObject({ code: 'ARQ_JOB_NOT_FOUND' })
  })

  it('ends with ARQ_CLOSED when the client is closed', async () => {
    const bench = await setup()
    const job = await bench.client.enqueueJob(add, [1, 2])
    const updates = job.updates()
    await updates.next()
    const next = rejection(updates.next())
    await bench.client.close()
    expect(await next).toMatchObject({ code: 'ARQ_CLOSED' })
  })

  it('names the result store when there is none', async () => {
    const bench = await setupWithoutStore()
    const job = await bench.client.enqueueJob(add, [1, 2])
    expect(() => job.updates()).toThrow(/updates\(\) needs a result store/)
  })
})
