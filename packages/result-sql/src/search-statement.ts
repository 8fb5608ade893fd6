import type { RowPlace, RowSearch, SearchedRows } from '@arq/core/store'

import { type StateColumns, toState } from './state-columns.js'

/** A statement with a `?` for each value. */
export interface SearchStatement {
  readonly text: string
  readonly values: readonly (string | number)[]
}

/** What the databases say in words of their own. A part has a `?` for each of its values. */
export interface SearchDialect {
  readonly jobs: string
  /** How the enqueue time is called that the index has; empty of a row without one. */
  readonly enqueued: string
  /** In the order of the index. */
  readonly jobId: string
  /** Whether a row's time is not over. */
  readonly isLive: SearchStatement
  /** Rows that come behind a place in the index. */
  after(place: RowPlace): SearchStatement
  /** Whether the id begins so. */
  hasPrefix(prefix: string): SearchStatement
  /** Whether the record's text has this in it. */
  says(text: string): SearchStatement
}

/** A row as {@link searchStatement} gives it. */
export interface SearchColumns extends StateColumns {
  readonly enqueued: string
  /** Its record, if it fits. */
  readonly found: string | null
  /** From 1, of those that were looked at. */
  readonly place: number | string
  /** How many of those up to it fit. */
  readonly nth: number | string
  readonly looked_at: number | string
}

/**
 * Looks at the next rows of the index, newest first, and gives those that fit, no more than asked for; and the last one
 * that was looked at, whether it fits or not.
 */
export function searchStatement(dialect: SearchDialect, search: RowSearch): SearchStatement {
  const { jobs, enqueued, jobId } = dialect
  const range = joined(rangeOf(dialect, search), ' and ')
  const fits = joined([dialect.isLive, ...conditionsOf(dialect, search)], ' and ')
  return {
    text: `with looked as (
      select ${jobId} as job_id, ${enqueued} as enqueued, status, token, enqueue_time, retry_count, claim,
        duplicate_runs, duplicate_deliveries, case when ${fits.text} then record end as found
      from ${jobs} ${range.text === '' ? '' : `where ${range.text}`}
      order by ${enqueued} desc, ${jobId} desc limit ?
    ), placed as (
      select looked.*, row_number() over (order by enqueued desc, job_id desc) as place,
        count(found) over (order by enqueued desc, job_id desc rows unbounded preceding) as nth,
        count(*) over () as looked_at
      from looked
    )
    select * from placed where (found is not null and nth <= ?) or place = looked_at order by place`,
    values: [...fits.values, ...range.values, search.lookAt, search.limit],
  }
}

/** What the rows of a {@link searchStatement} come to. */
export function toSearchedRows(
  columns: readonly SearchColumns[],
  { limit, lookAt }: RowSearch,
): SearchedRows {
  const marker = columns.at(-1)
  if (!marker) return { rows: [], lookedAt: 0, last: undefined }
  const hasMore = Number(marker.nth) > limit
  const given = hasMore ? columns.slice(0, -1) : columns
  const rows = given.flatMap((row) => {
    const state = row.found === null ? undefined : toState(row)
    return state && row.found !== null ? [{ jobId: row.job_id, text: row.found, state }] : []
  })
  const last = given.at(-1)
  const isOver = !hasMore && Number(marker.looked_at) < lookAt
  return {
    rows,
    lookedAt: Number(last?.place ?? 0),
    last: isOver || !last ? undefined : { enqueueTime: last.enqueued, jobId: last.job_id },
  }
}

function rangeOf(
  dialect: SearchDialect,
  { after, enqueuedFrom, enqueuedBefore }: RowSearch,
): readonly SearchStatement[] {
  const { enqueued } = dialect
  const parts: SearchStatement[] = []
  if (enqueuedFrom !== undefined) parts.push(part(`${enqueued} >= ?`, enqueuedFrom))
  if (enqueuedBefore !== undefined) parts.push(part(`${enqueued} < ?`, enqueuedBefore))
  if (after) parts.push(dialect.after(after))
  return parts
}

function conditionsOf(
  dialect: SearchDialect,
  { jobIdPrefix, queueName, statuses, conditions }: RowSearch,
): readonly SearchStatement[] {
  const parts: SearchStatement[] = []
  if (statuses) {
    const list = statuses.length === 0 ? 'null' : statuses.map(() => '?').join()
    parts.push(part(`status in (${list})`, ...statuses))
  }
  if (queueName !== undefined) parts.push(part('queue_name = ?', queueName))
  if (jobIdPrefix !== undefined) parts.push(dialect.hasPrefix(jobIdPrefix))
  for (const any of conditions) {
    const { text, values } = joined(
      any.map((each) => dialect.says(each)),
      ' or ',
    )
    parts.push(part(`(${text})`, ...values))
  }
  return parts
}

export const part = (text: string, ...values: readonly (string | number)[]): SearchStatement => ({
  text,
  values,
})

const joined = (parts: readonly SearchStatement[], by: string): SearchStatement => ({
  text: parts.map(({ text }) => text).join(by),
  values: parts.flatMap(({ values }) => values),
})
