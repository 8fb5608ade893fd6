import type { JobRecord } from '@arq/core'

import type { JobOrigin } from './job-origin.js'

export interface EndWait {
  /** Absent: for ever. */
  readonly timeoutMs: number | undefined
  readonly pollDelayMs: number
}

/** Where ended jobs are learned from: a result store, or the workers' replies. */
export interface ResultSource {
  /**
   * The record of a job once it has ended.
   * @throws ResultTimeout, ResultNotFound, JobNotFound; ClosedError when the client closes meanwhile
   */
  ended(origin: JobOrigin, wait: EndWait): Promise<JobRecord>
  /** Idempotent. */
  close(): Promise<void>
}
