import { expiryOf, type JobRow } from '@arq/core/store'

import { stateValues } from './apply-operation.js'
import type { SqliteValue } from './sqlite-driver.js'

/** See `postgres/write-statements.ts`: what surely gives way to a row. */
const GIVES_WAY = `
  (j.expires_at <= ?13 and (j.outrun_until is null or j.outrun_until <= ?13))
  or (excluded.token is not null
    and j.enqueue_time is excluded.enqueue_time and j.retry_count <= excluded.retry_count
    and j.duplicate_runs = 0 and j.duplicate_deliveries = 0
    and (case when j.token is null
      then j.status in ('queued', 'retrying')
        and j.retry_count + (j.status = 'queued')
          <= excluded.retry_count + (excluded.status <> 'retrying')
      else j.token = excluded.token and j.status in ('queued', 'retrying', 'in_progress')
    end))`

const COLUMNS = [
  ...['job_id', 'queue_name', 'status', 'token', 'enqueue_time', 'retry_count', 'claim'],
  ...['duplicate_runs', 'duplicate_deliveries', 'version', 'expires_at', 'record'],
] as const

/** Writes a row without a look at what stands there; it changes nothing where that does not surely give way. */
export const writeAtOnceText = (jobs: string): string => `
  insert into ${jobs} as j (${COLUMNS.join()}) values (${COLUMNS.map(() => '?').join()})
  on conflict (job_id) do update set
    ${COLUMNS.slice(1)
      .map((name) => `${name} = excluded.${name}`)
      .join()}
  where ${GIVES_WAY}`

export const atOnceValues = (
  row: JobRow,
  version: number,
  nowMs: number,
): readonly SqliteValue[] => [
  ...[row.jobId, row.queueName, ...stateValues(row), version],
  ...[expiryOf(row.ttlMs, nowMs) ?? null, row.text, nowMs],
]
