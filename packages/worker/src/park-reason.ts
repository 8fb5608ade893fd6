import type { ErrorReport } from './error-report.js'

/** Why a delivery ends in the dead letter queue. */
export interface ParkReason {
  readonly error: ErrorReport
  readonly code: string | undefined
  readonly category: 'retriable' | 'non_retriable'
  /** The job's id; `parse_failed` when the body is not JSON, `unknown` when it is not UTF-8 or not a job. */
  readonly jobId: string
}
