import { sampleRecord } from '@arq/conformance'
import type { JobPage, JobQuery, JobRecord, ResultStore } from '@arq/core'
import { MemoryResultStore } from '@arq/memory'
import { beforeEach, describe, expect, it } from '@jest/globals'

import { tiered } from '../src/index.js'

const ttlMs = 60_000

async function pagesOf(
  store: ResultStore,
  query: JobQuery,
  limit = 2,
): Promise<readonly JobPage[]> {
  const pages: JobPage[] = []
  let cursor: string | undefined
  do {
    const page = await store.search!(query, { limit, cursor })
    pages.push(page)
    cursor = page.cursor
  } while (cursor !== undefined)
  return pages
}

const idsOf = (pages: readonly JobPage[]): readonly string[] =>
  pages.flatMap(({ jobs }) => jobs.map(({ jobId }) => jobId))

describe('a search through two stores', () => {
  let hot: MemoryResultStore
  let cold: MemoryResultStore
  let store: ResultStore
  beforeEach(async () => {
    hot = new MemoryResultStore()
    cold = new MemoryResultStore()
    store = tiered({ hot, cold })
    await store.connect()
  })

  const put = (into: ResultStore, jobId: string, rest: Partial<JobRecord> = {}) =>
    into.create(sampleRecord({ jobId, ...rest }), { ttlMs })

  it('gives what the fast one has, then what that has let go, each once', async () => {
    for (const jobId of ['1', '2', '3']) await put(hot, jobId)
    for (const jobId of ['3', '4', '5']) await put(cold, jobId)
    const pages = await pagesOf(store, {})
    expect(idsOf(pages)).toEqual(['3', '2', '1', '5', '4'])
    expect(pages.at(-1)).toMatchObject({ lookedAt: 6, ofAbout: 6, order: 'none', covers: 'all' })
    expect(store.searches).toMatchObject({
      order: 'none',
      covers: 'all',
      indexed: ['jobId', 'enqueued'],
    })
  })

  it('believes the fast one: what does not fit there is not found in the other', async () => {
    await put(hot, 'again', { status: 'in_progress' })
    await put(cold, 'again', { status: 'failed' })
    await put(cold, 'ended', { status: 'failed' })
    expect(idsOf(await pagesOf(store, { statuses: ['failed'] }))).toEqual(['ended'])
  })

  it('finds an id in either, at once', async () => {
    await put(hot, 'fresh')
    await put(cold, 'old')
    for (const jobId of ['fresh', 'old']) {
      const pages = await pagesOf(store, { jobId })
      expect([idsOf(pages), pages.length]).toEqual([[jobId], 1])
    }
    expect(idsOf(await pagesOf(store, { jobId: 'never' }))).toEqual([])
  })

  it('says that it leaves out a durable store that cannot be searched', async () => {
    Object.defineProperty(cold, 'search', { value: undefined })
    const part = tiered({ hot, cold })
    await put(hot, 'fresh')
    await put(cold, 'old')
    await part.connect()
    const pages = await pagesOf(part, {})
    expect(idsOf(pages)).toEqual(['fresh'])
    expect(pages[0]).toMatchObject({ covers: 'part', order: 'newest' })
    expect(part.searches).toMatchObject({ covers: 'part' })
    await part.close()
  })

  it('has no search where the fast one has none', () => {
    Object.defineProperty(hot, 'search', { value: undefined })
    const none = tiered({ hot, cold })
    expect(none).toMatchObject({ search: undefined, searches: undefined })
  })
})
