/** What a worker has done since its start. */
export interface WorkerCounts {
  completed: number
  failed: number
  retried: number
  aborted: number
  /** Runs of a try that had begun elsewhere before and never ended there: see `duplicateRuns` of `JobInfo`. */
  duplicateRuns: number
  /** Deliveries of jobs that had already ended, those stopped while they waited among them: acknowledged, not run. */
  duplicateDeliveries: number
  /** Runs that a stop of the worker ended. Their jobs were handed back, and no try was spent. */
  interrupted: number
  /** Handed back at a stop or a pause, not run to their end here. */
  requeued: number
  /** Handed back, because the broker would have taken them back before they could have ended here. */
  waitedTooLong: number
  /** Messages that were no jobs: parked in a dead letter queue. */
  unreadable: number
  /** Tasks that went on after their signal and the grace time. */
  abandoned: number
}

export const noCounts = (): WorkerCounts => ({
  completed: 0,
  failed: 0,
  retried: 0,
  aborted: 0,
  duplicateRuns: 0,
  duplicateDeliveries: 0,
  interrupted: 0,
  requeued: 0,
  waitedTooLong: 0,
  unreadable: 0,
  abandoned: 0,
})
