import { describe, expect, it } from '@jest/globals'

import { rejection, setup, setupWithoutStore } from './setup.js'

describe('pauses of cron jobs', () => {
  it('are told with their beginnings, and to whom they come as news', async () => {
    const { client, clock } = await setup()
    const pausedAt = new Date(clock.now())
    expect(await client.resumeCron('cron:nightly')).toBe(false)
    expect(await client.pauseCron('cron:nightly')).toBe(true)
    await clock.advance('1h')
    expect(await client.pauseCron('cron:nightly')).toBe(false)
    expect(await client.pausedCrons(['cron:nightly', 'cron:other'])).toEqual(
      new Map([['cron:nightly', { name: 'cron:nightly', pausedAt }]]),
    )
    expect(await client.resumeCron('cron:nightly')).toBe(true)
    expect(await client.pausedCrons(['cron:nightly'])).toEqual(new Map())
    expect(await client.pausedCrons([])).toEqual(new Map())
  })

  it('are no jobs: no search gives them, and no list of what waits', async () => {
    const { client } = await setup()
    await client.pauseCron('cron:nightly')
    const { value: page } = await client.searchJobs().next()
    expect(page?.jobs).toEqual([])
    expect(await client.queuedJobs()).toEqual([])
  })

  it('say what stands in their way', async () => {
    const { client, store } = await setup()
    const jobId = 'arq:cron-pause:nightly'
    const at = '2026-01-01T00:00:00.000+00:00'
    const ended = { status: 'completed', retryCount: 0, workerId: 'w', startTime: at } as const
    const foreign = { functionName: 'f', args: [], kwargs: {}, queueName: 'q', createdAt: at }
    // Python's records have no enqueue time, so nothing is later than they are.
    await store.create({ jobId, ...ended, ...foreign }, { ttlMs: 'forever' })
    expect(await rejection(client.pauseCron('nightly'))).toMatchObject({
      code: 'ARQ_STORE_DATA',
      message: expect.stringContaining(`arq job ${jobId} --delete`),
    })
    expect(await client.deleteJobResult(jobId)).toBe(true)
    expect(await client.pauseCron('nightly')).toBe(true)
  })

  it('need a result store, and a name', async () => {
    const { client } = await setupWithoutStore()
    for (const refused of [client.pauseCron('x'), client.resumeCron('x'), client.pausedCrons([])]) {
      expect(await rejection(refused)).toMatchObject({
        code: 'ARQ_UNSUPPORTED',
        details: { missing: 'resultStore' },
      })
    }
    const withStore = await setup()
    expect(await rejection(withStore.client.pauseCron(''))).toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
    })
  })
})
