import { describe, expect, it } from '@jest/globals'

import type { JobsView, JobView, TimelineEntry } from '../../src/contract/index.js'
import { logLineOf } from '../../ui/src/pages/job/log-line.js'
import { stepsOf } from '../../ui/src/pages/job/timeline-steps.js'
import { argumentsText } from '../../ui/src/pages/jobs/arguments-text.js'
import { addressOf, filterOf, isFiltered, questionOf } from '../../ui/src/pages/jobs/job-filter.js'
import { comesByItself, withPage } from '../../ui/src/pages/jobs/job-pages.js'

const page = (ids: readonly string[], part: Partial<JobsView> = {}): JobsView => ({
  jobs: ids.map((jobId) => ({ jobId }) as JobView),
  next: 'more',
  search: { indexed: [], order: 'newest', covers: 'all', scan: null },
  ...part,
})

describe('a search for jobs', () => {
  it('is in the address, and the same again from it', () => {
    const query = { q: 'a@b.c', in: 'error', status: 'failed', task: 't', queue: 'q', since: '1h' }
    expect(addressOf(filterOf(query))).toEqual(query)
    expect(filterOf({ in: 'nonsense' }).place).toBe('payload')
    expect(isFiltered(filterOf({}))).toBe(false)
  })

  it('asks the server only for what is given', () => {
    expect(questionOf(filterOf({}))).toEqual({})
    expect(questionOf(filterOf({ q: ' x ', in: 'id', status: 'failed' }))).toEqual({
      id: 'x',
      status: 'failed',
    })
  })

  it('shows a job that came twice once', () => {
    const pages = withPage(withPage(undefined, page(['a', 'b'])), page(['b', 'c'], { next: null }))
    expect(pages.jobs.map(({ jobId }) => jobId)).toEqual(['a', 'b', 'c'])
    expect(pages.next).toBeNull()
  })

  it('goes on by itself where the store finds by an index, else when asked', () => {
    const scan = { looked: 5_000, total: 90_000, isComplete: false }
    const search = { ...page([]).search, scan }
    expect(comesByItself(withPage(undefined, page(['a'])))).toBe(true)
    expect(comesByItself(withPage(undefined, page(['a'], { search })))).toBe(false)
    expect(comesByItself(withPage(undefined, page(['a'], { next: null })))).toBe(false)
  })
})

describe('the arguments on one line', () => {
  it('stand as a call has them', () => {
    const text = argumentsText({ args: ['a', 1], kwargs: { to: 'x', all: [true] } })
    expect(text).toBe('"a", 1, to: "x", all: [true]')
  })

  it('are cut', () => {
    expect(argumentsText({ args: ['x'.repeat(500)], kwargs: {} })).toHaveLength(161)
  })
})

describe('the timeline', () => {
  const entries: readonly TimelineEntry[] = [
    { type: 'enqueued', at: '2026-01-01T00:00:00.000Z' },
    { type: 'started', at: '2026-01-01T00:00:02.000Z', jobTry: 1, workerId: 'w' },
    { type: 'ended', at: '2026-01-01T00:00:01.500Z', status: 'completed' },
    { type: 'forgotten', at: '2026-01-02T00:00:00.000Z' },
  ]

  it('tells how long each step took, and nothing where clocks disagree', () => {
    const steps = stepsOf(entries, Date.parse('2026-01-01T01:00:00Z'))
    expect(steps.slice(0, 3).map(({ afterMs }) => afterMs)).toEqual([undefined, 2_000, undefined])
  })

  it('knows what is still ahead', () => {
    const steps = stepsOf(entries, Date.parse('2026-01-01T01:00:00Z'))
    expect(steps.map(({ isAhead }) => isAhead)).toEqual([false, false, false, true])
  })
})

describe('a line of a log', () => {
  it.each([
    ['2026-01-01T00:00:00Z INFO all is well', 'info'],
    ['00:00:01 warning: slow', 'warn'],
    ['[FATAL] gone', 'error'],
    ['an error far behind in the message', 'error'],
    ['nothing of the kind', undefined],
  ])('%j is of level %s', (text, level) => {
    expect(logLineOf(text).level).toBe(level)
  })
})
