import type { Permission } from './session.js'

/** One act, whether it was allowed or not. The same goes to the log, and to `onAct`. */
export interface ActView {
  readonly at: string
  readonly user: string | null
  /** Name of its route: `retryJob`. */
  readonly action: string
  readonly permission: Permission
  /** What it was for: the id of a job, the name of a queue, a worker or a cron job. */
  readonly target: string
  /** `refused`: the caller had no permission. */
  readonly outcome: 'done' | 'refused' | 'failed'
  /** Code of the error, where it was not done. */
  readonly code: string | null
}

/** `GET api/audit`: the last of them that this process has seen, the newest first. */
export interface AuditView {
  readonly acts: readonly ActView[]
}
