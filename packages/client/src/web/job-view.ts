import type { JobInfo, JobStatus } from '@arq/core'

/** What a caller over HTTP sees of a job: not its arguments, its log, nor where and by what code it was run. */
export interface JobView {
  readonly jobId: string
  readonly task: string
  readonly status: JobStatus
  /** The attempt that runs or ran last, from 1. */
  readonly jobTry: number
  /** What the task last told by `ctx.progress`. */
  readonly progress?: unknown
  readonly result?: unknown
  /** `Name: message` of the last attempt's error. */
  readonly error?: string | undefined
  readonly errorCode?: string | undefined
  readonly enqueueTime?: Date | undefined
  /** When it becomes due, if it was deferred. */
  readonly deferUntil?: Date | undefined
  readonly startTime?: Date | undefined
  readonly endTime?: Date | undefined
}

export function jobView(info: JobInfo): JobView {
  const { jobId, function: task, status, jobTry, progress, result, error, errorCode } = info
  const { enqueueTime, deferUntil, startTime, endTime } = info
  return {
    ...{ jobId, task, status, jobTry, progress, result, error, errorCode },
    ...{ enqueueTime, deferUntil, startTime, endTime },
  }
}
