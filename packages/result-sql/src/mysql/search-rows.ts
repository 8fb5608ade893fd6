import type { RowSearch } from '@arq/core/store'

import {
  part,
  type SearchColumns,
  type SearchDialect,
  searchStatement,
} from '../search-statement.js'
import { type RawColumns, toColumns } from './columns.js'
import type { MysqlStatement } from './mysql-pool.js'
import { NOW_MS } from './write-statements.js'

/** {@link SearchColumns} as they come. */
export interface RawSearchColumns
  extends RawColumns, Pick<SearchColumns, 'found' | 'place' | 'nth' | 'looked_at'> {
  readonly enqueued: Buffer
}

const dialectOf = (jobs: string): SearchDialect => ({
  // By itself MySQL may take it for cheaper to sort them all.
  jobs: `${jobs} force index (enqueued)`,
  enqueued: 'enqueued',
  jobId: 'job_id',
  isLive: part(`status <> 'outrun' and (expires_at is null or expires_at > ${NOW_MS})`),
  after: ({ enqueueTime, jobId }) =>
    part('(enqueued < ? or (enqueued = ? and job_id < ?))', enqueueTime, enqueueTime, jobId),
  hasPrefix: (prefix) => part('left(job_id, length(?)) = ?', prefix, prefix),
  // As bytes: as texts, letters of either case are the same.
  says: (text) => part('locate(cast(? as binary), cast(record as binary)) > 0', text),
})

export const searchRows = (jobs: string, search: RowSearch): MysqlStatement =>
  searchStatement(dialectOf(jobs), search)

export const toSearchColumns = (row: RawSearchColumns): SearchColumns => ({
  ...toColumns(row),
  enqueued: row.enqueued.toString(),
  found: row.found,
  place: row.place,
  nth: row.nth,
  looked_at: row.looked_at,
})
