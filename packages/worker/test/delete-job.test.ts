import { createClient } from '@arq/client'
import { type JobContext, silentLogger, task } from '@arq/core'
import { jobGroup, streamGroup } from '@arq/core/internal'
import { MemoryResultStore, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { World } from './signal-world.js'

type Ctx = JobContext<object>

/** A job that charges, tells so, waits for a word, and does what that says. */
async function setupJob(onWord: (word: unknown, ctx: Ctx) => unknown = (word) => word) {
  const world = await World.open()
  const charged: string[] = []
  const order = task({
    name: 'order',
    streams: true,
    run: async (ctx: Ctx) => {
      await ctx.step('charge', () => void charged.push(ctx.jobId))
      await ctx.stream('news').write('charged')
      return onWord(await ctx.waitFor('word', { timeout: '1d' }), ctx)
    },
  })
  const client = await world.client()
  await world.worker([order])
  const job = await client.enqueueJob(order)
  await job.send('a message')
  await world.clock.advance('1s')
  const record = (await world.store.get(job.id))!
  const enqueueTime = record.enqueueTime!
  return {
    ...{ world, client, job, charged },
    signal: async (word: string) => {
      await job.signal('word', word)
      await world.clock.advance('1s')
    },
    /** Names of all that is kept beside its record. */
    kept: async () => {
      const entries = await world.store.entries.read(jobGroup(record))
      const streams = await world.store.streams.names(streamGroup({ jobId: job.id, enqueueTime }))
      return [...entries.keys(), ...streams].sort()
    },
  }
}

describe('job.delete()', () => {
  it('leaves nothing of a job that has completed: no streams, messages, steps or signals', async () => {
    const { job, signal, kept } = await setupJob()
    await signal('go')
    expect(await job.status()).toBe('completed')
    expect(await kept()).toEqual(expect.arrayContaining(['arq:inbox', 'news', 'signal:word']))
    expect(await job.delete()).toBe(true)
    expect(await kept()).toEqual([])
    await expect(job.info()).rejects.toMatchObject({ code: 'ARQ_JOB_NOT_FOUND' })
    expect(await job.delete()).toBe(false)
  })

  it('leaves a job that waits what it goes on with', async () => {
    const { job, signal, kept, charged, world } = await setupJob()
    const before = await kept()
    expect(await job.delete()).toBe(true)
    expect(await kept()).toEqual(before)
    await expect(signal('go')).rejects.toMatchObject({ code: 'ARQ_JOB_NOT_FOUND' })
    await world.clock.advance('25h')
    expect(charged).toHaveLength(1)
    expect(await job.info()).toMatchObject({ errorCode: 'ARQ_SIGNAL_TIMEOUT' })
  })

  it.each<[status: string, end: (arq: Awaited<ReturnType<typeof setupJob>>) => Promise<unknown>]>([
    ['failed', (arq) => arq.signal('refuse')],
    [
      'aborted',
      async ({ job, world }) => {
        const aborting = job.abort()
        await world.clock.advance('1s')
        return aborting
      },
    ],
  ])('keeps the steps of one that has %s, a message of which may be run', async (status, end) => {
    const arq = await setupJob(() => {
      throw new RangeError('refused')
    })
    await end(arq)
    expect(await arq.job.status()).toBe(status)
    expect(await arq.job.delete()).toBe(true)
    const kept = await arq.kept()
    expect(kept).toContain('step:charge')
    expect(kept).not.toContain('news')
    expect(kept).not.toContain('arq:inbox')
  })

  it('that was cut off is made good by its repeat', async () => {
    const { job, signal, kept, world } = await setupJob()
    await signal('go')
    const resultStore = new MemoryResultStore({ records: world.records })
    const remove = resultStore.streams.remove.bind(resultStore.streams)
    resultStore.streams.remove = async (group) => {
      await remove(group)
      throw new Error('cut off')
    }
    const transport = new MemoryTransport({ broker: world.broker })
    const { clock } = world
    const dying = await createClient({ transport, resultStore, clock, logger: silentLogger })
    await expect(dying.getJob(job.id).delete()).rejects.toThrow('cut off')
    await dying.close()
    expect(await job.delete()).toBe(true)
    expect(await kept()).toEqual([])
  })
})
