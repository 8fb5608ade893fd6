import { ANNOUNCEMENT_LATE_MS } from '@arq/core'
import {
  type JobRow,
  type JobState,
  newVersion,
  type RowContents,
  type RowOperation,
  wholeMs,
} from '@arq/core/store'

import type { MysqlStatement } from './mysql-pool.js'

/** The server's clock, in milliseconds: one clock for all that read and write. */
export const NOW_MS = 'cast(unix_timestamp(now(3)) * 1000 as signed)'

const COLUMNS =
  'job_id, queue_name, status, token, enqueue_time, retry_count, claim, duplicate_runs, duplicate_deliveries, version, expires_at, record'

const ROW = `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${NOW_MS} + ?, ?)`

/** Columns that a row takes over from the one that was to be inserted, once it has taken its version. */
const TAKEN_OVER = [
  ...['queue_name', 'status', 'token', 'enqueue_time', 'retry_count', 'claim'],
  ...['duplicate_runs', 'duplicate_deliveries', 'expires_at', 'record'],
]

/** See `postgres/write-statements.ts`: what surely gives way. */
const GIVES_WAY = `
  (expires_at <= ${NOW_MS} and (outrun_until is null or outrun_until <= ${NOW_MS}))
  or (values(token) is not null
    and enqueue_time <=> values(enqueue_time) and retry_count <= values(retry_count)
    and duplicate_runs = 0 and duplicate_deliveries = 0
    and if(token is null,
      status in ('queued', 'retrying')
        and retry_count + (status = 'queued')
          <= values(retry_count) + (values(status) <> 'retrying'),
      token = values(token) and status in ('queued', 'retrying', 'in_progress')))`

/** Rows that are written without a look at what stands there, and the ids of those that were. */
export function writeAtOnce(jobs: string, rows: readonly JobRow[]): readonly MysqlStatement[] {
  const version = newVersion()
  // In one order, so that no two calls wait for each other's rows.
  const sorted = rows.toSorted(byId)
  const insert = {
    // Assigned from the left to the right: behind the first the row has the new version, or keeps all it has.
    text: `insert into ${jobs} (${COLUMNS}) values ${sorted.map(() => ROW).join()}
      on duplicate key update version = if(${GIVES_WAY}, values(version), version),
      ${TAKEN_OVER.map((name) => `${name} = if(version = values(version), values(${name}), ${name})`).join()}`,
    values: sorted.flatMap((row) => [
      ...[row.jobId, row.queueName],
      ...stateValues(row),
      ...[version, ttlValue(row), row.text],
    ]),
  }
  const written = {
    text: `select job_id from ${jobs} where version = ? and job_id in (?)`,
    values: [version, sorted.map(({ jobId }) => jobId)],
  }
  return [insert, written]
}

/** One operation, guarded by the version that was seen. It changes one row if its guard holds, else none. */
export function applyOperation(
  jobs: string,
  operation: RowOperation,
  version: number,
): MysqlStatement {
  const { kind, jobId } = operation
  switch (kind) {
    case 'insert':
      return {
        text: `insert into ${jobs} (${COLUMNS}, outrun_until)
          values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${NOW_MS} + ?, ?, ${NOW_MS} + ?)
          on duplicate key update job_id = job_id`,
        values: [jobId, ...headValues(operation.row), version, ...tailValues(operation.row)],
      }
    case 'update':
      return {
        text: `update ${jobs} set queue_name = ?, status = ?, token = ?, enqueue_time = ?,
          retry_count = ?, claim = ?, duplicate_runs = ?, duplicate_deliveries = ?, version = ?,
          expires_at = ${NOW_MS} + ?, record = ?, outrun_until = coalesce(${NOW_MS} + ?, outrun_until)
          where job_id = ? and version = ?`,
        values: [
          ...[...headValues(operation.row), version, ...tailValues(operation.row)],
          ...[jobId, operation.version],
        ],
      }
    case 'restate':
      return {
        text: `update ${jobs} set status = ?, token = ?, enqueue_time = ?, retry_count = ?, claim = ?,
          duplicate_runs = ?, duplicate_deliveries = ?, version = ?
          where job_id = ? and version = ?`,
        values: [...stateValues(operation.state), version, jobId, operation.version],
      }
    case 'delete':
      return {
        text: `delete from ${jobs} where job_id = ? and version = ?`,
        values: [jobId, operation.version],
      }
  }
}

export const byId = (one: { jobId: string }, other: { jobId: string }): number =>
  one.jobId < other.jobId ? -1 : 1

const OUTRUN_STATE: readonly unknown[] = ['outrun', null, null, 0, null, 0, 0]

const headValues = ({ job }: RowContents): readonly unknown[] => [
  job?.queueName ?? '',
  ...(job ? stateValues(job) : OUTRUN_STATE),
]

const tailValues = ({ job, isOutrun }: RowContents): readonly unknown[] => [
  job ? ttlValue(job) : ANNOUNCEMENT_LATE_MS,
  job?.text ?? null,
  isOutrun ? ANNOUNCEMENT_LATE_MS : null,
]

const stateValues = (state: JobState): readonly unknown[] => [
  state.status,
  state.token ?? null,
  state.enqueueTime ?? null,
  state.retryCount,
  state.claim ?? null,
  state.duplicateRuns ?? 0,
  state.duplicateDeliveries ?? 0,
]

const ttlValue = ({ ttlMs }: JobRow): number | null => (ttlMs === 'forever' ? null : wholeMs(ttlMs))
