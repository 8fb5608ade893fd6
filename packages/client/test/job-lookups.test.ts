import { task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { rejection, setup, setupWithoutStore, TinyWorker } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)

/** One job that has ended and one that waits for its time. */
async function withTwoJobs() {
  const bench = await setup()
  await TinyWorker.start(bench, { run: () => 3 })
  const ended = await bench.client.enqueueJob(add, [1, 2])
  const waiting = await bench.client.enqueueJob(add, [3, 4], { deferBy: '1h' })
  await bench.clock.advance(0)
  return { ...bench, ended, waiting }
}

describe('looking jobs up', () => {
  it('gives a job by its id without asking the store', async () => {
    const { client, ended, store } = await withTwoJobs()
    store.fail()
    const job = client.getJob(ended.id)
    store.recover()
    expect(job.id).toBe(ended.id)
    expect(await job.result()).toBe(3)
  })

  it('gives what is kept of an ended job, and undefined of one that has not ended or is unknown', async () => {
    const { client, ended, waiting } = await withTwoJobs()
    const info = await client.getJobResult(ended.id)
    expect(info).toMatchObject({ jobId: ended.id, status: 'completed', result: 3, function: 'add' })
    expect(await client.getJobResult(waiting.id)).toBeUndefined()
    expect(await client.getJobResult('nobody')).toBeUndefined()
  })

  it('gives many ended jobs by id in one read, the others absent', async () => {
    const { client, ended, waiting, store } = await withTwoJobs()
    const results = await client.getJobResults([ended.id, waiting.id, 'nobody'])
    expect([...results.keys()]).toEqual([ended.id])
    expect(results.get(ended.id)).toMatchObject({ result: 3 })
    expect(store.reads).toHaveLength(1)
  })

  it('gives the status of a job, undefined when it is unknown', async () => {
    const { client, ended, waiting } = await withTwoJobs()
    expect(await client.getJobStatus(ended.id)).toBe('completed')
    expect(await client.getJobStatus(waiting.id)).toBe('queued')
    expect(await client.getJobStatus('nobody')).toBeUndefined()
  })

  it('deletes a result, once', async () => {
    const { client, ended } = await withTwoJobs()
    expect(await client.deleteJobResult(ended.id)).toBe(true)
    expect(await client.deleteJobResult(ended.id)).toBe(false)
    expect(await ended.delete()).toBe(false)
    expect(await rejection(ended.info())).toMatchObject({ code: 'ARQ_JOB_NOT_FOUND' })
  })

  it('lists the jobs that wait in a queue', async () => {
    const { client, waiting } = await withTwoJobs()
    expect((await client.queuedJobs()).map(({ jobId }) => jobId)).toEqual([waiting.id])
    expect(await client.queuedJobs('other')).toEqual([])
    await client.enqueueJob(add, [1, 2], { deferBy: '1h' })
    expect(await client.queuedJobs('default', { limit: 1 })).toHaveLength(1)
  })

  it('says that a store cannot list the jobs that wait, when it cannot', async () => {
    const { client, store } = await withTwoJobs()
    Object.defineProperty(store, 'listWaiting', { value: undefined })
    expect(await rejection(client.queuedJobs())).toMatchObject({
      code: 'ARQ_UNSUPPORTED',
      message: expect.stringContaining('arq queue-info'),
    })
  })

  it('gives the figures of the store', async () => {
    const { client } = await withTwoJobs()
    expect(await client.getStorageStats()).toMatchObject({ storeType: 'memory', successRate: 1 })
  })

  it.each<[string, unknown, RegExp]>([
    ['an empty text', '', /jobId: must not be empty/],
    ['a number', 5, /jobId: must be text/],
    ['undefined', undefined, /jobId: must be text/],
    ['half a surrogate pair', 'a\ud800', /jobId: must be well-formed Unicode/],
  ])('refuses %s as an id', async (_words, id, words) => {
    const { client } = await setup()
    expect(() => client.getJob(id as string)).toThrow(words)
    await expect(client.getJobStatus(id as string)).rejects.toThrow(words)
  })

  it('rejects with the store’s error while it is down', async () => {
    const { client, store, ended } = await withTwoJobs()
    store.fail()
    expect(await rejection(client.getJobStatus(ended.id))).toMatchObject({
      code: 'ARQ_STORE_CONNECTION',
    })
  })
})

describe('without a result store', () => {
  it('every look-up names what to configure', async () => {
    const { client } = await setupWithoutStore()
    const job = await client.enqueueJob(add, [1, 2])
    const calls = {
      'getJobResult()': () => client.getJobResult('x'),
      'getJobResults()': () => client.getJobResults(['x']),
      'getJobStatus()': () => client.getJobStatus('x'),
      'deleteJobResult()': () => client.deleteJobResult('x'),
      'getStorageStats()': () => client.getStorageStats(),
      'queuedJobs()': () => client.queuedJobs(),
      'status()': () => job.status(),
      'info()': () => job.info(),
      'delete()': () => job.delete(),
      'result() of job x': () => client.getJob('x').result(),
    }
    for (const [name, call] of Object.entries(calls)) {
      const error = await rejection(call())
      expect(error).toMatchObject({ code: 'ARQ_UNSUPPORTED', details: { missing: 'resultStore' } })
      expect(error['message']).toContain(`${name} needs a result store`)
    }
  })
})
