import type { RateRule } from '../task/key-rate.js'
import type { JobTry, LineState, Place } from './line-state.js'
import type { StoreTime } from './store-clock.js'

/** How long places are kept of which nothing is heard. */
export interface Leases {
  /** Of a job that a worker holds. */
  readonly heldMs: number
  /** Of a job whose message is on its way; also of one that a worker holds, where order counts more than time. */
  readonly sentMs: number
}

/**
 * A job whose message is on its way: as long as a message may lie in a queue. It is there, so that nobody waits for the end
 * of this time but those whose message was lost with its queue.
 */
export const SENT_LEASE_MS = 3_600_000

/** Of those who hold no places themselves. */
export const CLIENT_LEASES: Leases = { heldMs: 30_000, sentMs: SENT_LEASE_MS }

/** What the task of a job says of its key. */
export interface TaskLimits {
  /** Absent: as many run at once as the rate lets begin. */
  readonly limit: number | undefined
  readonly isStrict: boolean
  readonly rate?: RateRule | undefined
}

/** What somebody wants of a line. */
export type LineStep =
  /** A worker has a delivery of the job. */
  | ({
      readonly kind: 'enter'
      readonly messageId: string
      readonly token: string
      /** Who had this message may have died, and holds its place no more. */
      readonly cameBack: boolean
      /** The message was put off until then, by the clock of the store. */
      readonly putOffUntilMs?: number | undefined
      /** A worker may have died of it: it began before, and its next start is counted, but not waited for. */
      readonly isSuspect?: boolean | undefined
      /** Where keys share a total: what its task says of that. */
      readonly share?: { readonly total: number; readonly weight: number } | undefined
    } & TaskLimits &
      JobTry)
  /** A client enqueues the job into the line. */
  | ({
      readonly kind: 'append'
      readonly messageId: string
    } & TaskLimits &
      JobTry)
  /** A run of the job has begun. */
  | { readonly kind: 'begin'; readonly jobId: string; readonly token: string }
  /** The job has used so much. */
  | {
      readonly kind: 'use'
      readonly rate: RateRule
      readonly amounts: Readonly<Record<string, number>>
    }
  /** The job has ended, or gives its place up until its next try. */
  | {
      readonly kind: 'leave'
      readonly jobId: string
      readonly token: string
      readonly hasBegun?: boolean
    }
  /** The job goes on by another message, and keeps its place until that comes. */
  | {
      readonly kind: 'keep'
      readonly jobId: string
      readonly token: string
      /** How long it takes until that is due. */
      readonly inMs: number
      readonly hasBegun?: boolean
    }
  /** It still runs. */
  | { readonly kind: 'renew'; readonly jobId: string; readonly token: string }
  /** The job has ended, as its record says: its place is free, whoever had it. */
  | { readonly kind: 'ended'; readonly jobId: string; readonly enqueueTime: string }
  /** Nothing but what is due: places that are over, jobs that can begin. */
  | { readonly kind: 'tend' }
  /** No task has this line any more: its jobs go back to their queue, whatever the limit was. */
  | { readonly kind: 'release' }

/**
 * - `has`: the job has a place, and may run.
 * - `starts`: it has a place and a start: that its run has begun is to be told.
 * - `free`: it may run without a place.
 * - `early`: it has to wait for a start, and its message is to be put off. It keeps its place.
 * - `void`: the message was put off, and sent again since: there is nothing to do.
 * - `leftover`: a later message of the job has its place; this one finds out that it has nothing to do.
 * - `busy`: another message that says the same has its place: whether this one has anything to do shows later.
 * - `waits`: it stands in the line.
 * - `done`: what was asked for was done.
 * - `lost`: the place is somebody else's by now.
 */
export type StepAnswer =
  ('has' | 'starts' | 'free' | 'early' | 'void') | ('leftover' | 'busy' | 'waits' | 'done' | 'lost')

/** What a step makes of a line. */
export interface Stepped {
  readonly line: LineState
  readonly answer: StepAnswer
  /** The number under which the message of the job that asked is to be written. */
  readonly appended?: number | undefined
  /** Messages in the line, if they still are, that are of no more use. */
  readonly forgotten?: readonly Forgotten[] | undefined
  /** `early`: until when, by the clock of the store. */
  readonly dueAtMs?: number | undefined
}

export type Forgotten = Pick<Place, 'number' | 'parts'>

export interface Circumstances {
  /** At the store: of all who decide about a line. */
  readonly time: StoreTime
  readonly leases: Leases
  /** What was set for this key while workers run; absent: the task's. */
  readonly setLimit: number | undefined
  /** What was set for this key while workers run; absent: the task's. */
  readonly setRate?: RateRule | undefined
  /** Whoever comes stands in the line first: places are given apart, among several lines. */
  readonly givesApart?: boolean
  /** See the step `release`. */
  readonly releases?: boolean
}
