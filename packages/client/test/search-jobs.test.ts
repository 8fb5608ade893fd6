import type { JobRecord } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import type { JobSearchPage } from '../src/index.js'
import { rejection, setup, setupWithoutStore } from './setup.js'

const sampleRecord = (rest: Partial<JobRecord>): JobRecord => ({
  ...{ jobId: '', status: 'queued', functionName: '', args: [], kwargs: {}, queueName: '' },
  ...{ retryCount: 0, workerId: 'w1', startTime: '', createdAt: '' },
  ...rest,
})

const ttlMs = 60_000
const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 1, minute))

/** Ten jobs, a minute apart; every second one has failed. */
async function withTenJobs() {
  const bench = await setup()
  for (let minute = 0; minute < 10; minute += 1) {
    const instant = at(minute).toISOString().replace('Z', '+00:00')
    const isFailed = minute % 2 === 1
    const record = sampleRecord({
      ...{ jobId: `job-${String(minute)}`, functionName: 'charge', queueName: 'orders' },
      ...{ enqueueTime: instant, endTime: instant, args: [{ order: minute }] },
      ...(isFailed ? { status: 'failed', error: 'Error: no card' } : { status: 'completed' }),
    })
    await bench.store.create(record, { ttlMs })
  }
  return bench
}

async function allOf(
  search: AsyncGenerator<JobSearchPage, void, undefined>,
): Promise<readonly JobSearchPage[]> {
  const pages: JobSearchPage[] = []
  for await (const page of search) pages.push(page)
  return pages
}

const idsOf = (pages: readonly JobSearchPage[]): readonly string[] =>
  pages.flatMap(({ jobs }) => jobs.map(({ jobId }) => jobId))

describe('searching jobs', () => {
  it('gives pages of jobs that fit, newest first, and says how far it came', async () => {
    const { client } = await withTenJobs()
    const pages = await allOf(client.searchJobs({ statuses: ['failed'] }, { limit: 2 }))
    expect(idsOf(pages)).toEqual(['job-9', 'job-7', 'job-5', 'job-3', 'job-1'])
    expect(pages[0]).toMatchObject({ by: 'scan', order: 'newest', lookedAt: 3, ofAbout: 10 })
    expect(pages[0]?.jobs[0]).toMatchObject({ function: 'charge', enqueueTime: at(9) })
    expect(pages.at(-1)).toMatchObject({ lookedAt: 10, cursor: undefined })
    expect(client.jobSearches).toMatchObject({ order: 'newest', covers: 'all' })
  })

  it('finds by each part of a query', async () => {
    const { client } = await withTenJobs()
    const found = async (query: Parameters<typeof client.searchJobs>[0]) =>
      idsOf(await allOf(client.searchJobs(query)))
    expect(await found({ jobId: 'job-4' })).toEqual(['job-4'])
    expect(await found({ jobIdPrefix: 'job-4', function: 'charge' })).toEqual(['job-4'])
    expect(await found({ payload: '"order":4' })).toEqual(['job-4'])
    expect(await found({ error: 'no card', enqueuedFrom: at(8) })).toEqual(['job-9'])
    expect(await found({ enqueuedBefore: at(1).toISOString() })).toEqual(['job-0'])
    expect(await found({ endedFrom: at(3), endedBefore: at(5) })).toEqual(['job-4', 'job-3'])
    expect(await found({ queueName: 'others' })).toEqual([])
    expect(await found({ function: 'charg' })).toEqual([])
    expect(await found({})).toHaveLength(10)
  })

  it('goes on behind the cursor of a page', async () => {
    const { client } = await withTenJobs()
    const first = await client.searchJobs({}, { limit: 4 }).next()
    const cursor = first.value?.cursor
    const second = await client.searchJobs({}, { limit: 4, cursor }).next()
    expect(idsOf([second.value!])).toEqual(['job-5', 'job-4', 'job-3', 'job-2'])
    expect(second.value).toMatchObject({ lookedAt: 8 })
  })

  it('ends when its signal aborts, with what was found and the cursor to go on from', async () => {
    const { client } = await withTenJobs()
    const stopping = new AbortController()
    const pages: JobSearchPage[] = []
    for await (const page of client.searchJobs({}, { limit: 4, signal: stopping.signal })) {
      pages.push(page)
      stopping.abort()
    }
    expect(idsOf(pages)).toHaveLength(4)
    const rest = client.searchJobs({}, { cursor: pages[0]?.cursor })
    expect(idsOf(await allOf(rest))).toHaveLength(6)
  })

  it('refuses what is no query, and names each wrong part', async () => {
    const { client } = await setup()
    const wrong = { statuses: ['gone'], payload: '', enqueuedFrom: 'yesterday', functionName: 'f' }
    let message = ''
    try {
      // @ts-expect-error as a program without types writes it
      client.searchJobs(wrong)
    } catch (error) {
      message = String(error)
    }
    for (const part of ['statuses', 'payload', 'enqueuedFrom', 'functionName: unknown key']) {
      expect(message).toContain(part)
    }
    expect(() => client.searchJobs({}, { limit: 0 })).toThrow(/limit/)
    expect(() => client.searchJobs({}, { limit: 1001 })).toThrow(/limit/)
    expect(await rejection(client.searchJobs({}, { cursor: 'x' }).next())).toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
      message: expect.stringContaining('cursor'),
    })
  })

  it('is refused where there is no store, or one that cannot look through its records', async () => {
    const { client: storeless } = await setupWithoutStore()
    const unsupported = expect.objectContaining({ code: 'ARQ_UNSUPPORTED' })
    expect(() => storeless.searchJobs()).toThrow(unsupported)
    expect(storeless.jobSearches).toBeUndefined()
    const { client, store } = await setup()
    Object.defineProperty(store, 'search', { value: undefined })
    expect(() => client.searchJobs()).toThrow(unsupported)
  })
})
