import type { JobPage, JobQuery, JobRecord, JobSearchOptions } from '@arq/core'
import { MemoryResultStore } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { gatherJobs, type GatherOptions } from '../../src/jobs/gather-jobs.js'

const at = (second: number): string =>
  `2026-11-22T01:00:${String(second).padStart(2, '0')}.000+00:00`

const record = (second: number): JobRecord => ({
  ...{ jobId: `job-${String(second)}`, status: 'failed', functionName: 'f', args: [], kwargs: {} },
  ...{ queueName: 'q', retryCount: 0, workerId: 'w', startTime: at(second), createdAt: at(second) },
  enqueueTime: at(second),
})

const bounds = (rest: Partial<GatherOptions> = {}): GatherOptions => ({
  ...{ limit: 50, lookAt: Infinity, cursor: undefined },
  ...{ signal: new AbortController().signal, onProgress: () => undefined },
  ...rest,
})

async function storeOf(count: number): Promise<MemoryResultStore> {
  const store = new MemoryResultStore()
  await store.connect()
  for (let second = 0; second < count; second += 1) {
    await store.create(record(second), { ttlMs: 60_000 })
  }
  return store
}

describe('gathering the jobs of a search', () => {
  it('goes through the pages until all was looked at', async () => {
    const store = await storeOf(20)
    const seen: number[] = []
    const found = await gatherJobs(
      (query, options) => store.search(query, { ...options, lookAt: 5 }),
      { statuses: ['failed'] },
      bounds({ onProgress: ({ lookedAt }) => seen.push(lookedAt) }),
    )
    expect(found.jobs).toHaveLength(20)
    expect(found).toMatchObject({ cursor: undefined, lookedAt: 20, ofAbout: 20 })
    expect(seen).toEqual([5, 10, 15, 20])
  })

  it('ends with enough jobs, or when it has looked at enough, and says where to go on', async () => {
    const store = await storeOf(20)
    const search = store.search.bind(store)
    const first = await gatherJobs(search, {}, bounds({ limit: 7 }))
    expect(first.jobs.map(({ jobId }) => jobId).slice(0, 2)).toEqual(['job-19', 'job-18'])
    expect(first.jobs).toHaveLength(7)
    const rest = await gatherJobs(search, {}, bounds({ cursor: first.cursor }))
    expect(rest.jobs).toHaveLength(13)
    const few = (query: JobQuery, options: JobSearchOptions) =>
      store.search(query, { ...options, lookAt: 4 })
    const looked = await gatherJobs(few, { payload: 'nothing' }, bounds({ lookAt: 8 }))
    expect(looked).toMatchObject({ jobs: [], lookedAt: 8 })
    expect(looked.cursor).toBeDefined()
  })

  it('gives what was found by the time somebody stops it', async () => {
    const stopping = new AbortController()
    let pages = 0
    const endless = (): Promise<JobPage> => {
      pages += 1
      if (pages === 3) stopping.abort()
      return Promise.resolve({
        ...{ jobs: [record(pages)], cursor: String(pages), by: 'scan', order: 'none' },
        ...{ covers: 'all', lookedAt: pages },
      })
    }
    const found = await gatherJobs(endless, {}, bounds({ signal: stopping.signal }))
    expect(found.jobs.map(({ jobId }) => jobId)).toEqual(['job-3', 'job-2', 'job-1'])
    expect(found.cursor).toBe('3')
  })

  it('shows a job once that a store without order gives twice', async () => {
    const pages = [1, 2].map((lookedAt): JobPage => ({
      ...{ jobs: [record(1)], by: 'scan', order: 'none', covers: 'all', lookedAt },
      cursor: lookedAt === 1 ? 'on' : undefined,
    }))
    const found = await gatherJobs(() => Promise.resolve(pages.shift()!), {}, bounds())
    expect(found.jobs).toHaveLength(1)
  })
})
