import { type Instant, isArqError } from '@arq/core'

import type { ErrorReport } from '../run/error-report.js'

/** Why a delivery ends in the dead letter queue. */
export interface ParkReason {
  readonly error: ErrorReport
  readonly code: string | undefined
  readonly category: 'retriable' | 'non_retriable'
  /** The job's id; `parse_failed` when the body is not JSON, `unknown` when it is not UTF-8 or not a job. */
  readonly jobId: string
  /** Absent when the message is not a job. */
  readonly enqueueTime: Instant | undefined
  /** When the job would have expired; absent: never, or the message is not a job. */
  readonly expires?: Instant | undefined
}

/** `x-job-id` of a dead letter that is not a job, as the Python library writes it. */
export function unreadableJobId(error: unknown): 'parse_failed' | 'unknown' {
  const reason = isArqError(error) ? error.details['reason'] : undefined
  return reason === 'not_json' ? 'parse_failed' : 'unknown'
}
