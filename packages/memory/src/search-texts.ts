import type { JobPage, JobQuery, JobSearches, JobSearchOptions } from '@arq/core'
import { toInstant } from '@arq/core/internal'
import { isRowPlace, JobMatcher, type RowPlace, SearchPage } from '@arq/core/store'

/** A stored record, and its place in the order of a search. */
export interface SearchedText extends RowPlace {
  readonly text: string
}

export const MEMORY_SEARCHES: JobSearches = Object.freeze({
  indexed: Object.freeze(['jobId', 'enqueued'] as const),
  order: 'newest',
  covers: 'all',
})

/** Looks through records, newest first, until a page is full. */
export function searchTexts(
  texts: readonly SearchedText[],
  query: JobQuery,
  options: JobSearchOptions,
): JobPage {
  const page = new SearchPage({
    ...{ kind: 'memory', searches: MEMORY_SEARCHES, query, options },
    isAt: isRowPlace,
  })
  page.ofAbout ??= texts.length
  const matcher = new JobMatcher(query)
  const { from } = page
  const { enqueuedFromMs, enqueuedBeforeMs } = query
  const first = enqueuedFromMs === undefined ? '' : toInstant(enqueuedFromMs)
  const end = enqueuedBeforeMs === undefined ? undefined : toInstant(enqueuedBeforeMs)
  const behind = texts.filter(
    (each) =>
      each.enqueueTime >= first &&
      (end === undefined || each.enqueueTime < end) &&
      (!from || newestFirst(from, each) < 0),
  )
  behind.sort(newestFirst)
  for (const [index, { jobId, enqueueTime, text }] of behind.entries()) {
    const record = matcher.read(text)
    page.looked(1)
    if (record) page.add(record, text.length)
    if (page.isFull && index + 1 < behind.length) return page.end({ enqueueTime, jobId })
  }
  return page.end(undefined)
}

function newestFirst(a: RowPlace, b: RowPlace): number {
  if (a.enqueueTime !== b.enqueueTime) return a.enqueueTime > b.enqueueTime ? -1 : 1
  if (a.jobId === b.jobId) return 0
  return a.jobId > b.jobId ? -1 : 1
}
