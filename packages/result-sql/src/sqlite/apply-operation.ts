import { ANNOUNCEMENT_LATE_MS } from '@arq/core'
import { expiryOf, type JobState, type RowContents, type RowOperation } from '@arq/core/store'

import type { SqliteValue } from './sqlite-driver.js'

/** Runs a statement; whether it changed a row. */
type Run = (text: string, ...values: readonly SqliteValue[]) => boolean

/** @returns whether its guard held */
export function applyOperation(
  operation: RowOperation,
  jobs: string,
  version: number,
  run: Run,
): boolean {
  const { kind, jobId } = operation
  switch (kind) {
    case 'insert':
      return run(
        `insert into ${jobs} (queue_name, status, token, enqueue_time, retry_count, claim,
          duplicate_runs, duplicate_deliveries, expires_at, record, outrun_until, version, job_id)
          values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
        ...contentValues(operation.row),
        version,
        jobId,
      )
    case 'update':
      return run(
        `update ${jobs} set queue_name = ?, status = ?, token = ?, enqueue_time = ?,
          retry_count = ?, claim = ?, duplicate_runs = ?, duplicate_deliveries = ?,
          expires_at = ?, record = ?, outrun_until = coalesce(?, outrun_until), version = ?
          where job_id = ? and version = ?`,
        ...contentValues(operation.row),
        version,
        jobId,
        operation.version,
      )
    case 'restate':
      return run(
        `update ${jobs} set status = ?, token = ?, enqueue_time = ?, retry_count = ?, claim = ?,
          duplicate_runs = ?, duplicate_deliveries = ?, version = ?
          where job_id = ? and version = ?`,
        ...stateValues(operation.state),
        version,
        jobId,
        operation.version,
      )
    case 'delete':
      return run(`delete from ${jobs} where job_id = ? and version = ?`, jobId, operation.version)
  }
}

const NO_STATE: readonly SqliteValue[] = ['outrun', null, null, 0, null, 0, 0]

function contentValues({ job, isOutrun }: RowContents): readonly SqliteValue[] {
  const nowMs = Date.now()
  const outrunUntil = isOutrun ? nowMs + ANNOUNCEMENT_LATE_MS : null
  return [
    job?.queueName ?? '',
    ...(job ? stateValues(job) : NO_STATE),
    job ? (expiryOf(job.ttlMs, nowMs) ?? null) : outrunUntil,
    job?.text ?? null,
    outrunUntil,
  ]
}

export const stateValues = (state: JobState): readonly SqliteValue[] => [
  state.status,
  state.token ?? null,
  state.enqueueTime ?? null,
  state.retryCount,
  state.claim ?? null,
  state.duplicateRuns ?? 0,
  state.duplicateDeliveries ?? 0,
]
