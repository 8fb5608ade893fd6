import type { JobInfo } from '@arq/core'

import type { SignalView } from './signals.js'
import type { Wire } from './wire.js'

/**
 * A job, as `arq job --json` prints it: values of secret names, passwords in URLs and hidden paths are replaced by a text.
 */
export type JobView = Wire<JobInfo>

/** What jobs can be searched by. */
export const SEARCH_FIELDS = [
  'id',
  'status',
  'task',
  'queue',
  'enqueued',
  'ended',
  'error',
  'payload',
] as const

export type SearchField = (typeof SEARCH_FIELDS)[number]

/** Query of `GET api/jobs`. Every part that is given has to fit. Texts are compared letter by letter, case included. */
export interface JobsQuery {
  /** The id or its beginning. */
  readonly id?: string
  /** One, or several separated by commas: `failed,aborted`. */
  readonly status?: string
  /** The whole name. */
  readonly task?: string
  readonly queue?: string
  /** Enqueued at or after: a moment (ISO 8601), or so long ago (`2h`). */
  readonly since?: string
  /** Enqueued before. */
  readonly until?: string
  /** Ended for good at or after; and before. */
  readonly endedSince?: string
  readonly endedUntil?: string
  /** Part of the error, which reads `Name: message`, or of its code. */
  readonly error?: string
  /** Part of a text or number in the arguments or the result, or of their JSON without white space: `"to":"a@b.c"`. */
  readonly payload?: string
  /** 1 to 500. Default: 50. */
  readonly limit?: string
  /** `next` of the answer before. */
  readonly cursor?: string
}

/** `GET api/jobs`. The newest of the page first. */
export interface JobsView {
  readonly jobs: readonly JobView[]
  /** `cursor` of the next page; `null`: there is no more. */
  readonly next: string | null
  /** How the store searched: by an index, or by a look at each record. */
  readonly search: {
    /** Fields that the store finds without a look at each record. */
    readonly indexed: readonly SearchField[]
    /** `newest`: so are all pages together. `none`: a job may be given twice on two pages. */
    readonly order: 'newest' | 'none'
    /** `part`: of several stores behind the store, not all can be searched. */
    readonly covers: 'all' | 'part'
    /** How far a bounded look at the records came; `null`: there was none. */
    readonly scan: {
      /** Records looked at for this page and those before it. */
      readonly looked: number
      /** All that there are, by the store's estimate; `null`: it does not know. */
      readonly total: number | null
      /** False: it stopped at its bound; `next` goes on from there, also when `jobs` is empty. */
      readonly isComplete: boolean
    } | null
  }
}

/** `GET api/jobs/:jobId`. */
export interface JobDetails {
  readonly job: JobView
  /** By time. */
  readonly timeline: readonly TimelineEntry[]
  /** False when there were earlier tries that are not in it: a record keeps the last 20, those of old workers none. */
  readonly isTimelineComplete: boolean
  /** What it waits for and what was given to it, by name. */
  readonly signals: readonly SignalView[]
  /** The streams that it has written to, by name. */
  readonly streams: readonly string[]
  /** Of its trace (W3C); `null`: its message carries none. */
  readonly traceId: string | null
  /** Where that trace is shown, by the setting `traceUrl`; absent without it. */
  readonly traceUrl?: string
  /** What can be done with it in this state. The caller may lack the permission all the same. */
  readonly can: {
    readonly abort: boolean
    readonly retry: boolean
    readonly runNow: boolean
    readonly delete: boolean
    /** It may be given a signal. */
    readonly signal: boolean
    /** It may be sent a message. */
    readonly send: boolean
  }
}

export type TimelineEntry =
  | { readonly type: 'enqueued'; readonly at: string }
  /** Its time: put off until then. */
  | { readonly type: 'due'; readonly at: string }
  | {
      readonly type: 'started'
      readonly at: string
      readonly jobTry: number
      readonly workerId: string
    }
  /** The error of the try that ended then. */
  | {
      readonly type: 'error'
      readonly at: string
      readonly jobTry: number
      readonly error: string
      readonly errorCode: string | null
      /** Of a try that was followed by another one: how it ended. `askedAgain`: it threw `Retry`, nothing has failed. */
      readonly outcome?: 'failed' | 'timedOut' | 'askedAgain'
      /** When the next one was due. */
      readonly next?: string
    }
  /** A step of its task, or a sleep of it: when it began. */
  | {
      readonly type: 'step'
      readonly at: string
      /** With its number, where the name is used more than once. */
      readonly name: string
      readonly state: 'completed' | 'failed' | 'retrying' | 'sleeping' | 'slept'
      readonly durationMs: number
      /** 0: it is a sleep. */
      readonly tries: number
      readonly error?: string
      /** When its next try is due, or when it is awake. */
      readonly until?: string
    }
  | {
      readonly type: 'ended'
      readonly at: string
      readonly status: 'completed' | 'failed' | 'aborted'
    }
  /** The moment after which it is not started any more. */
  | { readonly type: 'expires'; readonly at: string }
  /** The moment at which the store drops the record. */
  | { readonly type: 'forgotten'; readonly at: string }

/** `POST api/jobs/:jobId/abort`. */
export interface AbortAnswer {
  readonly jobId: string
  /** False: it had ended. */
  readonly isAborted: boolean
}

/** `POST api/jobs/:jobId/retry`, as `arq job retry --json` prints each. */
export interface RetryAnswer {
  readonly jobId: string
  readonly queue: string
  /** The queue of its dead letter; `null`: it had none, and was sent anew from its record. */
  readonly from: string | null
}

/** `POST api/jobs/:jobId/run-now`: another job does its work, as `arq job run-now --json` prints each. */
export interface RunNowAnswer {
  readonly jobId: string
  readonly newId: string
  readonly queue: string
}

/** `DELETE api/jobs/:jobId`. */
export interface DeleteAnswer {
  readonly jobId: string
  readonly isDeleted: boolean
}

/** `POST api/jobs`: a new job. */
export interface EnqueueBody {
  readonly function: string
  readonly args?: readonly unknown[]
  readonly kwargs?: Readonly<Record<string, unknown>>
  readonly queue?: string
  readonly jobId?: string
  /** Seconds, or with a unit: `10m`. */
  readonly deferBy?: number | string
  /** ISO 8601. */
  readonly deferUntil?: string
  readonly expires?: number | string
  readonly priority?: number
  /**
   * Enqueue again: the job whose arguments stand for what was hidden. A value that still is the text that hides it is
   * taken from that job's record, so nobody has to see a secret to send it again.
   */
  readonly from?: string
}

/** As `arq enqueue --json` prints it. */
export interface EnqueueAnswer {
  readonly jobId: string
  /** False: a job of that id exists. */
  readonly isEnqueued: boolean
  readonly queue: string
}

/** `GET api/tasks`: what can be enqueued; `[]`: the dashboard was told of no task, and any name can be written. */
export interface TasksView {
  readonly tasks: readonly TaskView[]
}

export interface TaskView {
  readonly name: string
  /** JSON Schema of its arguments, for a form; `null`: it has none, or none that can be told. */
  readonly input: Readonly<Record<string, unknown>> | null
}
