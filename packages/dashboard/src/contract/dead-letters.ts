import type { LetterJson } from '@arq/admin'

/** Which letters are meant; every part that is given has to fit. The flags of `arq dlq`. */
export interface LetterFilter {
  readonly ids?: readonly string[]
  readonly task?: string
  /** Part of the error's type, code or message, in any case; or a fingerprint. */
  readonly error?: string
  /** Failed at or after: a moment (ISO 8601), or so long ago (`2h`). */
  readonly since?: string
  readonly until?: string
}

/** Query of `GET api/dead-letters`. */
export interface DeadLettersQuery extends Omit<LetterFilter, 'ids'> {
  /** A work queue or a dead letter queue. Absent: those of all queues shown. */
  readonly queue?: string
  /** `1`: the letters too, not only their groups. */
  readonly each?: '1'
  /** The most letters of each queue that `each` gives: 1 to 10,000. Default: 500. */
  readonly limit?: string
}

/** `GET api/dead-letters`: as `arq dlq list --json` prints it. */
export interface DeadLettersView {
  readonly queues: readonly DeadLetterQueueView[]
}

export interface DeadLetterQueueView {
  /** Of the dead letter queue. */
  readonly name: string
  readonly total: number
  /** How many of them the filter means. Fewer than there are, too, when more than 65,535 lie there. */
  readonly matched: number
  /** Id of the redrive or purge that holds its letters: until it ends they cannot be looked at, and no group is told. */
  readonly busyWith?: string
  /** The largest first. */
  readonly groups: readonly LetterGroupView[]
  /** With `each`. */
  readonly letters?: readonly LetterView[]
}

/** Letters of one task that failed for the same reason. */
export interface LetterGroupView {
  /** Eight hex digits; `error` of a filter takes it. */
  readonly fingerprint: string
  readonly count: number
  readonly firstFailedAt: string | null
  readonly lastFailedAt: string | null
  readonly task: string | null
  readonly errorType: string | null
  readonly errorCode: string | null
  readonly errorMessage: string | null
  /** How many failed in each of 24 equal parts of the time from the first letter of the queue until now. */
  readonly overTime: readonly number[]
}

/** A letter, as `arq dlq list --json` prints it. */
export type LetterView = LetterJson

/** `GET api/dead-letters/:queue/:jobId`: as `arq dlq show --json` prints it. */
export interface LetterDetailsView {
  readonly letters: readonly LetterDetails[]
}

export interface LetterDetails extends LetterView {
  readonly deadLetterQueue: string
  readonly args: readonly unknown[] | null
  readonly kwargs: Readonly<Record<string, unknown>> | null
  readonly enqueueTime: string | null
  readonly stack: string | null
  readonly contentType: string | null
  readonly headers: Readonly<Record<string, unknown>>
  /** Of one that cannot be read as a job: as it came. */
  readonly body?: string
}

/** Which letters, said so that nobody takes all by mistake. */
export type LettersMeant = LetterFilter | { readonly all: true }

/** `POST api/dead-letters/:queue/redrive`. Goes on when the page is closed; its progress comes as events. */
export type RedriveBody = LettersMeant & {
  /** The most a second. Absent: as fast as they go. */
  readonly ratePerSecond?: number
}

/** `POST api/dead-letters/:queue/purge`. */
export type PurgeBody = LettersMeant

/** A redrive or a purge. */
export interface OperationView {
  readonly id: string
  readonly kind: 'redrive' | 'purge'
  /** The dead letter queue. */
  readonly queue: string
  readonly user: string | null
  /** `stopped`: somebody asked for it. What was done stays done. */
  readonly state: 'running' | 'done' | 'failed' | 'stopped'
  readonly startedAt: string
  readonly endedAt: string | null
  /** Letters looked at. */
  readonly visited: number
  /** Letters that lay there at the start; `null`: not known yet. */
  readonly total: number | null
  /** Redriven or dropped. */
  readonly done: number
  /** No jobs: nothing could run them. They stay. */
  readonly unreadable: number
  readonly error: string | null
}

/** `GET api/operations`: those that run, and the last that ended. The newest first. */
export interface OperationsView {
  readonly operations: readonly OperationView[]
}
