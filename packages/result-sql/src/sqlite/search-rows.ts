import type { RowSearch } from '@arq/core/store'

import {
  part,
  type SearchDialect,
  type SearchStatement,
  searchStatement,
} from '../search-statement.js'

// Word for word as the index has it.
const ENQUEUED = "coalesce(enqueue_time, '')"

const dialectOf = (jobs: string, nowMs: number): SearchDialect => ({
  jobs,
  enqueued: ENQUEUED,
  jobId: 'job_id',
  isLive: part(`status <> 'outrun' and (expires_at is null or expires_at > ?)`, nowMs),
  after: ({ enqueueTime, jobId }) => part(`(${ENQUEUED}, job_id) < (?, ?)`, enqueueTime, jobId),
  hasPrefix: (prefix) => part('substr(job_id, 1, length(?)) = ?', prefix, prefix),
  says: (text) => part('instr(record, ?) > 0', text),
})

export const searchRows = (jobs: string, search: RowSearch): SearchStatement =>
  searchStatement(dialectOf(jobs, Date.now()), search)
