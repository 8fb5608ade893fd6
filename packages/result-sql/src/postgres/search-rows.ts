import type { RowSearch } from '@arq/core/store'
import { type RawBuilder, sql } from 'kysely'

import {
  part,
  type SearchColumns,
  type SearchDialect,
  searchStatement,
} from '../search-statement.js'
import type { PostgresNames } from './postgres-schema.js'

// Word for word as the index has them: else PostgreSQL would sort the whole table.
const ENQUEUED = `(coalesce(enqueue_time, '') collate "C")`
const JOB_ID = '(job_id collate "C")'

const dialectOf = ({ jobs }: PostgresNames): SearchDialect => ({
  jobs,
  enqueued: ENQUEUED,
  jobId: JOB_ID,
  isLive: part(
    `status <> 'outrun' and (expires_at is null or expires_at > (extract(epoch from now()) * 1000)::bigint)`,
  ),
  after: ({ enqueueTime, jobId }) => part(`(${ENQUEUED}, ${JOB_ID}) < (?, ?)`, enqueueTime, jobId),
  hasPrefix: (prefix) => part('starts_with(job_id, ?)', prefix),
  // The type json keeps the text as it was written.
  says: (text) => part('strpos(record::text, ?) > 0', text),
})

export function searchRows(names: PostgresNames, search: RowSearch): RawBuilder<SearchColumns> {
  const { text, values } = searchStatement(dialectOf(names), search)
  // The tag takes the texts between its values.
  const texts = text.split('?') as readonly string[] as TemplateStringsArray
  return sql<SearchColumns>(texts, ...values)
}

/** Nobody counts: what PostgreSQL knows of the table. */
export const countRowsAbout = ({ jobs }: PostgresNames) =>
  sql<{ readonly rows_about: number }>`
    select greatest(reltuples::bigint, pg_stat_get_live_tuples(oid), 0) as rows_about
    from pg_class where oid = ${jobs}::regclass`
