import type { JobRecord } from '../job/job.js'
import type { JobPage, JobQuery, JobSearches, JobSearchOptions } from '../ports/job-search.js'
import { answeredBy } from '../search/answered-by.js'
import { JobMatcher, type TextConditions } from '../search/job-matcher.js'
import { isRowPlace, type RowPlace } from '../search/row-place.js'
import { SearchPage } from '../search/search-page.js'
import { type Instant, toInstant } from '../time/instant.js'
import type { RecordRow } from './job-row.js'

/** Rows that one question looks at: a few milliseconds of a database, as a rule. */
const MOST_LOOKED_AT = 2000
/** Records that one question brings. */
const MOST_FOUND = 100

/** One question of a search. */
export interface RowSearch {
  /** Rows behind this one: an earlier enqueue time, or the same and a lesser id. Absent: from the newest on. */
  readonly after: RowPlace | undefined
  /** Rows that were enqueued at this moment or later. */
  readonly enqueuedFrom: Instant | undefined
  /** Rows that were enqueued before this moment. */
  readonly enqueuedBefore: Instant | undefined
  readonly jobIdPrefix: string | undefined
  readonly queueName: string | undefined
  readonly statuses: JobQuery['statuses']
  /** What must stand in the record's text; see `JobMatcher`. */
  readonly conditions: TextConditions
  /** How many rows to look at, whether they fit or not. */
  readonly lookAt: number
  /** How many rows to give. */
  readonly limit: number
}

export interface SearchedRows {
  /** Those that fulfil it, whose time is not over, newest first. */
  readonly rows: readonly RecordRow[]
  /** How many rows were looked at: up to the last one that is given, if there are more. */
  readonly lookedAt: number
  /** Of the last row that was looked at; absent: there is none behind it. */
  readonly last: RowPlace | undefined
}

/** A table that keeps its rows in the order of their enqueue times, so that a search looks at a part of them at a time. */
export interface SearchableRows {
  /** One question, bounded by what it looks at. */
  searchRows(search: RowSearch): Promise<SearchedRows>
  /** How many rows there are, about. Must not take long. */
  countAbout(): Promise<number | undefined>
  records(jobIds: readonly string[]): Promise<readonly RecordRow[]>
}

export const ROW_SEARCHES: JobSearches = Object.freeze({
  indexed: Object.freeze(['jobId', 'enqueued'] as const),
  order: 'newest',
  covers: 'all',
})

export interface RowSearcherParts {
  /** The kind of store, for its cursors. */
  readonly kind: string
  readonly table: SearchableRows
  /** Takes a call to the database. */
  readonly run: <T>(operation: () => Promise<T>) => Promise<T>
  /** @throws {@link ResultStoreError} when something else than a job record stands there */
  readonly toRecord: (row: RecordRow) => JobRecord
  readonly isUnreadable: (error: unknown) => boolean
}

/** Looks through rows, newest first, until a page is full. */
export async function searchRows(
  query: JobQuery,
  options: JobSearchOptions,
  { kind, table, run, toRecord, isUnreadable }: RowSearcherParts,
): Promise<JobPage> {
  const page = new SearchPage({ kind, searches: ROW_SEARCHES, query, options, isAt: isRowPlace })
  const matcher = new JobMatcher(query)
  const take = (row: RecordRow): void => {
    try {
      const record = toRecord(row)
      if (matcher.fits(record)) page.add(record, row.text.length)
    } catch (error) {
      if (!isUnreadable(error)) throw error
    }
  }
  const { jobId } = query
  if (jobId !== undefined) {
    const rows = await run(() => table.records([jobId]))
    rows.forEach(take)
    page.looked(rows.length)
    page.ofAbout = rows.length
    return page.end(undefined)
  }
  page.ofAbout ??= await run(() => table.countAbout())
  const isListing = answeredBy(query, ROW_SEARCHES) === 'index'
  let at = page.from
  do {
    const limit = Math.min(page.room, MOST_FOUND)
    const search = {
      ...conditionsOf(query),
      ...{ after: at, conditions: matcher.conditions, limit },
      // Of a listing every row fits: no more are looked at than are given.
      lookAt: isListing ? limit : Math.max(1, Math.min(page.looksLeft, MOST_LOOKED_AT)),
    }
    const { rows, lookedAt, last } = await run(() => table.searchRows(search))
    rows.forEach(take)
    page.looked(lookedAt)
    at = last
  } while (at && !page.isFull)
  return page.end(at)
}

const conditionsOf = (query: JobQuery) => ({
  enqueuedFrom: toInstantIfGiven(query.enqueuedFromMs),
  enqueuedBefore: toInstantIfGiven(query.enqueuedBeforeMs),
  jobIdPrefix: query.jobIdPrefix,
  queueName: query.queueName,
  statuses: query.statuses,
})

const toInstantIfGiven = (ms: number | undefined): Instant | undefined =>
  ms === undefined ? undefined : toInstant(ms)
