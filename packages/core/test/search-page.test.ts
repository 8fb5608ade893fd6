import { describe, expect, it } from '@jest/globals'

import type { JobRecord } from '../src/job/job.js'
import type { JobQuery, JobSearches, JobSearchOptions } from '../src/ports/job-search.js'
import { answeredBy } from '../src/search/answered-by.js'
import { SearchPage } from '../src/search/search-page.js'
import { toInstant } from '../src/time/instant.js'

const searches: JobSearches = { indexed: ['jobId', 'enqueued'], order: 'newest', covers: 'all' }

const pageOf = (options: Partial<JobSearchOptions> = {}, kind = 'test', order = searches.order) =>
  new SearchPage<number>({
    ...{ kind, searches: { ...searches, order }, query: {} },
    options: { limit: 2, ...options },
    isAt: (at): at is number => typeof at === 'number',
  })

const record = (jobId: string, enqueuedMs: number): JobRecord => ({
  ...{ jobId, status: 'queued', functionName: 'f', args: [], kwargs: {}, queueName: 'q' },
  ...{ retryCount: 0, workerId: 'pending' },
  ...{ startTime: toInstant(0), createdAt: toInstant(0), enqueueTime: toInstant(enqueuedMs) },
})

describe('a page of a search', () => {
  it('is full when it has its jobs, has looked at enough, has enough text, or is stopped', () => {
    const found = pageOf()
    found.add(record('a', 1), 1)
    expect(found.isFull).toBe(false)
    found.add(record('b', 1), 1)
    expect(found.isFull).toBe(true)

    const looked = pageOf({ lookAt: 10 })
    looked.looked(9)
    expect([looked.isFull, looked.looksLeft]).toEqual([false, 1])
    looked.looked(1)
    expect([looked.isFull, looked.looksLeft]).toEqual([true, 0])

    const large = pageOf({ limit: 100 })
    large.add(record('a', 1), 8 * 1024 * 1024)
    expect(large.isFull).toBe(true)

    const stopping = new AbortController()
    const stopped = pageOf({ signal: stopping.signal })
    expect(stopped.isFull).toBe(false)
    stopping.abort()
    expect(stopped.isFull).toBe(true)
  })

  it('goes on where the one before ended, and counts on', () => {
    const first = pageOf()
    first.ofAbout = 50
    first.looked(20)
    const { cursor } = first.end(7)
    const second = pageOf({ cursor })
    expect([second.from, second.ofAbout]).toEqual([7, 50])
    second.looked(5)
    expect(second.end(undefined)).toMatchObject({ lookedAt: 25, ofAbout: 50, cursor: undefined })
  })

  it('takes no cursor that another kind of store gave, or that was tampered with', () => {
    const cursor = pageOf({}, 'other').end(1).cursor ?? ''
    const own = pageOf().end(1).cursor ?? ''
    for (const wrong of [
      cursor,
      own.replace(']', ''),
      own.replace('0', '-1'),
      '["test",0,null,"x"]',
    ]) {
      expect(() => pageOf({ cursor: wrong })).toThrow(
        expect.objectContaining({ code: 'ARQ_CONFIG_INVALID' }),
      )
    }
    expect(pageOf({ cursor: own }).from).toBe(1)
  })

  it('sorts what comes in no order, and leaves what comes in one as it is', () => {
    for (const [order, ids] of [
      ['newest', ['old', 'new']],
      ['none', ['new', 'old']],
    ] as const) {
      const page = pageOf({}, 'test', order)
      page.add(record('old', 1), 1)
      page.add(record('new', 2), 1)
      expect(page.end(undefined).jobs.map(({ jobId }) => jobId)).toEqual(ids)
    }
  })
})

describe('what answers a query', () => {
  it.each<[JobQuery, string]>([
    [{ jobId: 'a', payload: 'b' }, 'index'],
    [{ enqueuedFromMs: 1, enqueuedBeforeMs: 2 }, 'index'],
    [{}, 'index'],
    [{ enqueuedFromMs: 1, statuses: ['failed'] }, 'scan'],
    [{ payload: 'b' }, 'scan'],
  ])('%j: %s', (query, by) => {
    expect(answeredBy(query, searches)).toBe(by)
  })

  it('of all jobs is a scan where there is no order', () => {
    expect(answeredBy({}, { ...searches, order: 'none' })).toBe('scan')
  })
})
