import type { JobLog } from '../log/kept-lines.js'
import { type Instant, parseInstant } from '../time/instant.js'
import type { EarlierTry, TryRecord } from './job-tries.js'
import type { JobUsage } from './job-usage.js'

/** Where a job stands. The texts are those of the wire and of the stored records. */
export const JOB_STATUSES = [
  /** Waiting for a worker, or for its time. */
  'queued',
  /** A worker runs it. */
  'in_progress',
  /** Ended; it has a result. */
  'completed',
  /** Ended; it has an error, and its message is in the dead letter queue. */
  'failed',
  /** An attempt failed and the next one is on its way. */
  'retrying',
  /** Ended on request. */
  'aborted',
] as const

export type JobStatus = (typeof JOB_STATUSES)[number]

export function isJobStatus(value: unknown): value is JobStatus {
  return JOB_STATUSES.some((status) => status === value)
}

/** Whether a job in this state will never change again by itself. */
export function isFinal(status: JobStatus): status is 'completed' | 'failed' | 'aborted' {
  return status === 'completed' || status === 'failed' || status === 'aborted'
}

/** JSON as it is after a round trip. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * What a result store keeps of one job: the row A54 of the contract, times as wire text.
 * Written by the client (`queued`), then by whoever runs the job; each write replaces the whole record.
 */
export interface JobRecord {
  readonly jobId: string
  readonly status: JobStatus
  readonly functionName: string
  /** Positional arguments as raw JSON, without the context. */
  readonly args: readonly unknown[]
  /** Named arguments as raw JSON. */
  readonly kwargs: Readonly<Record<string, unknown>>
  readonly queueName: string
  /** When the client sent it; together with the id it names this one enqueue. Absent in Python's records. */
  readonly enqueueTime?: Instant | undefined
  /** Of a job whose dead letter came back: when it was first enqueued. What it has stored is found by it. */
  readonly firstEnqueueTime?: Instant | undefined
  /** The attempt that owns the record: who does not hold it may not write. Absent until a worker starts the job. */
  readonly token?: string | undefined
  /**
   * The enqueue that has taken this id and does not know yet that its message arrived: its token, or {@link OPEN_CLAIM}.
   * Only of a `queued` record; see {@link isClaim}.
   */
  readonly claim?: string | undefined
  /** Until when that enqueue is taken to be alive; it puts this off while it is. After it, the claim is as an open one. */
  readonly claimedUntil?: Instant | undefined
  /** Attempts before this one. */
  readonly retryCount: number
  /** Who runs or ran it; `pending` before. */
  readonly workerId: string
  /** When the last attempt began; before any, when it was enqueued (as the Python client writes it). */
  readonly startTime: Instant
  readonly endTime?: Instant | undefined
  /** Length of the last attempt. */
  readonly durationMs?: number | undefined
  readonly result?: unknown
  /** `Name: message` of the last attempt's error. */
  readonly error?: string | undefined
  /** One of our codes. */
  readonly errorCode?: string | undefined
  readonly traceback?: string | undefined
  /** What the task last reported with `ctx.progress`. */
  readonly progress?: unknown
  /** What the last attempt logged with `ctx.logger`, when it has ended; absent: nothing. */
  readonly log?: JobLog | undefined
  readonly deferUntil?: Instant | undefined
  /** Not started after this moment. */
  readonly expires?: Instant | undefined
  readonly createdAt: Instant
  /** When the store drops the record; absent: never. */
  readonly expiresAt?: Instant | undefined
  /** Kept by the store itself, see `countDuplicates`; absent is 0. */
  readonly duplicateRuns?: number | undefined
  /** Kept by the store itself, see `countDuplicates`; absent is 0. */
  readonly duplicateDeliveries?: number | undefined
  /** The tries before this one, the last ones of them; absent: there were none. */
  readonly tries?: readonly TryRecord[] | undefined
  /** Of the trace that its message carries (W3C `traceparent`), 32 hex digits; absent: none. */
  readonly traceId?: string | undefined
  /** What it has used, all tries together; absent: its task said nothing of it. */
  readonly usage?: JobUsage | undefined
  /** Only of a record that was opened for a reader: never stored. */
  readonly encryption?: EncryptionState | undefined
  /** Only of a record that was opened for a reader: never stored. */
  readonly payloads?: StoredPayloads | undefined
}

/** What of a job lies in the payload store, for whoever reads of it. */
export interface StoredPayloads {
  /** Absent: they stand in the record. */
  readonly arguments?: StoredPayload
  /** Absent: it stands in the record, or there is none. */
  readonly result?: StoredPayload
}

/** A part of a job that lies in the payload store. */
export interface StoredPayload {
  /** Names it there. */
  readonly key: string
  readonly bytes: number
  /**
   * `fetched`: it is shown. `apart`: it was not asked for, or no payload store is set here; `missing`: it is no longer
   * there; `away`: the store does not serve; `damaged`: the store gives something else. Then a text stands in its place.
   */
  readonly state: 'fetched' | 'apart' | 'missing' | 'away' | 'damaged'
}

/** How what a job carries was encrypted, for whoever reads of it. */
export interface EncryptionState {
  /** Id of its key; where it could not be opened, of the key that is missing. */
  readonly keyId: string
  /**
   * `opened`: it is shown in the clear. `keyMissing`: `encrypted (key …)` stands in its place. `damaged`: the key is here,
   * and something does not open with it.
   */
  readonly state: 'opened' | 'keyMissing' | 'damaged'
}

/** The sender of this claim does not know whether its message arrived: whoever repeats the call may send again. */
export const OPEN_CLAIM = 'open'

/** Whether a stored record is this claim on a job id, and not a job. */
export const isClaim = (
  { status, claim: found }: Pick<JobRecord, 'status' | 'claim'>,
  claim: string,
): boolean => status === 'queued' && found === claim

/**
 * Whether a record is a claim whose sender is still sending: whether there will be such a job is not known yet. It may take
 * the claim back, and what is kept for this enqueue would be of no job then.
 */
export function isBeingSent(
  { status, claim, claimedUntil }: Pick<JobRecord, 'status' | 'claim' | 'claimedUntil'>,
  nowMs: number,
): boolean {
  if (status !== 'queued' || claim === undefined || claim === OPEN_CLAIM) return false
  const untilMs = claimedUntil === undefined ? undefined : parseInstant(claimedUntil)
  return untilMs === undefined || nowMs < untilMs
}

/**
 * Whether a record says that its job was stopped while it waited for a worker. Only such a record is `aborted` and belongs
 * to no attempt.
 */
export const isTombstone = ({ status, token }: Pick<JobRecord, 'status' | 'token'>): boolean =>
  status === 'aborted' && token === undefined

/** What `job.info()` tells. */
export interface JobInfo<R = unknown> {
  readonly jobId: string
  readonly status: JobStatus
  readonly function: string
  readonly args: readonly unknown[]
  readonly kwargs: Readonly<Record<string, unknown>>
  readonly queueName: string
  /** The attempt that runs or ran last, from 1. */
  readonly jobTry: number
  readonly workerId: string | undefined
  readonly enqueueTime: Date | undefined
  /** When it becomes due, if it was deferred. */
  readonly deferUntil: Date | undefined
  readonly startTime: Date | undefined
  readonly endTime: Date | undefined
  readonly durationMs: number | undefined
  readonly expires: Date | undefined
  readonly result: R | undefined
  readonly error: string | undefined
  readonly errorCode: string | undefined
  readonly traceback: string | undefined
  readonly progress: unknown
  /** What the last attempt logged with `ctx.logger`: its last lines, at most `jobLogBytes` of them. Written at its end. */
  readonly log: JobLog | undefined
  readonly resultExpiresAt: Date | undefined
  /**
   * How often the task was started once more for a try that had already begun, because its worker died or lost its
   * connection, or because the message came twice. 0: no try ran twice by accident. Retries are not counted, nor are
   * jobs that a worker handed back when it stopped. A start that was counted, and whose worker lost its connection or
   * died before it called the task, counts when another worker starts the job. What the store did not see, because it
   * was away or keeps nothing of the job, is not in it.
   */
  readonly duplicateRuns: number
  /** Deliveries that came after the job, or this try of it, had ended: acknowledged, and not run. */
  readonly duplicateDeliveries: number
  /**
   * The tries that were followed by another one, in their order: the last 20, and no more than 8 KiB of them. The first
   * one's `jobTry` tells how many are left out. The try that runs or ran last is not among them, unless the job waits for
   * its next one.
   */
  readonly tries: readonly EarlierTry[]
  /** Id of the trace that its message carries (W3C `traceparent`), 32 hex digits; `undefined`: it carries none. */
  readonly traceId: string | undefined
  /**
   * What it has used, by unit: what its task said with `ctx.usage`, all tries together. Written when a try ends; what a run
   * said whose worker died is not in it. Absent: nothing was said.
   */
  readonly usage?: JobUsage | undefined
  /** Absent: nothing of it is encrypted. */
  readonly encryption?: EncryptionState | undefined
  /** Absent: nothing of it lies in the payload store. */
  readonly payloads?: StoredPayloads | undefined
}
