import { isJobStatus } from '@arq/core/internal'
import type { JobState } from '@arq/core/store'

/** The state of a job, as every database gives it. */
export interface StateColumns {
  readonly job_id: string
  readonly status: string
  readonly token: string | null
  readonly enqueue_time: string | null
  readonly retry_count: number
  readonly claim: string | null
  readonly duplicate_runs: number
  readonly duplicate_deliveries: number
}

/** `undefined` of a status that this version does not know. */
export function toState(row: StateColumns): JobState | undefined {
  if (!isJobStatus(row.status)) return undefined
  return {
    status: row.status,
    token: row.token ?? undefined,
    enqueueTime: row.enqueue_time ?? undefined,
    retryCount: row.retry_count,
    claim: row.claim ?? undefined,
    // Absent where there is nothing to count.
    duplicateRuns: row.duplicate_runs || undefined,
    duplicateDeliveries: row.duplicate_deliveries || undefined,
  }
}
