import { type Instant, parseInstant } from '../time/instant.js'
import { isFinal, isTombstone, type JobRecord } from './job.js'

/**
 * What a store must find for a write to happen. In all of them, a record whose job has ended stays as it is, a record of
 * a later try stays as it is, and a record of a newer job under the same id stays as it is.
 * - `start`: a worker begins an attempt. The last starter wins: it takes the record over, whoever had it. With the token
 *   that stands there it is the same start once more: written, and not counted again.
 * - `end`: an attempt has ended, and the broker still counts its worker as the holder of the job. It takes the record
 *   over, whoever had it: the store may have missed the attempt's start because it was away, or have lost it since.
 * - `uncontested`: an attempt that began without asking the store ends, or is found to last. It takes the record over from
 *   whoever has not ended; while it only lasts, not from an attempt that did ask. It takes the place of a tombstone, too
 *   (see `isTombstone`): the job was stopped a moment too late, and its record is to tell what happened.
 * - `own`: the attempt goes on, or it ends after the broker gave the job to another worker. It may write where its own
 *   token stands, where none stands, and over the record of an earlier try.
 * - `waiting`: the job is stopped before a worker has begun it. Only while it is `queued` or `retrying`.
 */
export type TransitionGuard = 'start' | 'own' | 'end' | 'uncontested' | 'waiting'

/**
 * - `applied`: written.
 * - `repeated`: written, by a start; the same try had begun before, elsewhere, and has not ended: its worker died or lost
 *   its connection, or there are two messages of it. The task now runs once more for this try.
 * - `stale`: not written. Another attempt, or a newer job under the same id, owns the record.
 * - `final`: not written. The job has ended, or a later attempt of it is already on its way;
 *   a worker that hears this at a start acknowledges the delivery as a duplicate and does not run it.
 */
export type TransitionOutcome = 'applied' | 'repeated' | 'stale' | 'final'

/** One guarded write of a job's whole record. */
export interface JobTransition {
  readonly record: JobRecord
  readonly guard: TransitionGuard
  /** How long the record is kept from now on; `0` removes it (the job has ended, and nothing is to be kept). */
  readonly ttlMs: number | 'forever'
  /** The first record of the job was sent beside its message, and may still come: see {@link outrunsAnnouncement}. */
  readonly isAnnounced?: boolean | undefined
}

/** A {@link JobTransition} whose record is written down already: all that has to be kept of it until the store has it. */
export interface EncodedTransition {
  readonly jobId: string
  readonly queueName: string
  /** The record, as `encodeJobRecord` writes it; {@link decodeTransition} reads it. */
  readonly text: string
  readonly guard: TransitionGuard
  readonly ttlMs: JobTransition['ttlMs']
  readonly isAnnounced?: boolean | undefined
}

/**
 * The beginning of an attempt, for a store that can note it without being sent the whole record. Answered as
 * {@link toTransition} would be. Where a record of this very enqueue stands, its token, status and retry count become the
 * attempt's; where none stands, nothing need be written, unless one may still come ({@link isAnnounced}): it would say
 * `queued` of a job that runs, so the whole is written then. What else is in the record may follow later, guarded by `own`
 * or `end`.
 */
export interface JobStart {
  readonly jobId: string
  readonly enqueueTime: Instant
  readonly token: string
  readonly retryCount: number
  /** As in {@link JobTransition}. */
  readonly isAnnounced?: boolean | undefined
  /** The same as a write of the whole record, guarded by `start`: always right, only dearer. */
  readonly toTransition: () => JobTransition
}

/** The part of a stored record that the rule looks at. */
export type TransitionState = Pick<JobRecord, 'token' | 'enqueueTime' | 'status' | 'retryCount'> &
  DuplicateCounts

/** What the rule looks at of a write. */
export interface AttemptedTransition {
  readonly record: TransitionState
  readonly guard: TransitionGuard
}

/** What a record says of duplicates; absent is 0. */
export type DuplicateCounts = Pick<JobRecord, 'duplicateRuns' | 'duplicateDeliveries'>

/**
 * The rule that every result store follows, as a pure function: what to answer, given what is stored. Its other part is
 * {@link countDuplicates}.
 * Stores that decide elsewhere (a script in Redis, a WHERE clause) are held to it by the conformance suite.
 */
export function decideTransition(
  current: TransitionState | undefined,
  { record, guard }: AttemptedTransition,
): TransitionOutcome {
  if (!current) return guard === 'waiting' ? 'stale' : 'applied'
  if (current.token !== undefined && current.token === record.token)
    return ofOneAttempt(current, record)

  const age = compareEnqueueTimes(current.enqueueTime, record.enqueueTime)
  if (age > 0) return 'stale'
  // What stands there is left over from an earlier job under this id.
  if (age < 0) return guard === 'waiting' ? 'stale' : 'applied'

  if (isFinal(current.status) && !isTakenOver(current, guard)) return 'final'
  if (isOvertaken(current, record)) return 'final'
  switch (guard) {
    case 'start':
      return isUnderWay(current, record) ? 'repeated' : 'applied'
    case 'end':
      return 'applied'
    case 'uncontested':
      return isUnderWay(current, record) && !hasEnded(record) ? 'stale' : 'applied'
    case 'own':
      return current.token === undefined || tryOf(record) > tryOf(current) ? 'applied' : 'stale'
    case 'waiting':
      return current.status === 'in_progress' ? 'stale' : 'applied'
  }
}

/**
 * What the record says of duplicates once a write was answered with `outcome`: the other part of the rule. Only stores
 * count; what the record that is to be written says of them is not looked at.
 * @returns the counts for what is stored from now on: `record` after `applied` and `repeated`, else the record that
 * stood there, which is then to be written only when they differ from its own
 */
export function countDuplicates(
  current: TransitionState | undefined,
  { record, guard }: AttemptedTransition,
  outcome: TransitionOutcome,
): DuplicateCounts {
  if (!current) return NONE
  const isWritten = outcome === 'applied' || outcome === 'repeated'
  // What is left over from an earlier job under this id is no matter of this one.
  if (isWritten && compareEnqueueTimes(current.enqueueTime, record.enqueueTime) < 0) return NONE
  const { duplicateRuns, duplicateDeliveries } = current
  if (outcome === 'repeated' || isSecondEnd(current, { record, guard }, outcome)) {
    return { duplicateRuns: (duplicateRuns ?? 0) + 1, duplicateDeliveries }
  }
  const isOneTooMany = outcome === 'final' && guard === 'start' && !isExpected(current, record)
  return isOneTooMany
    ? { duplicateRuns, duplicateDeliveries: (duplicateDeliveries ?? 0) + 1 }
    : { duplicateRuns, duplicateDeliveries }
}

// Explicit `undefined`: spread into a record, it replaces the counts that the writer's record may carry.
const NONE: DuplicateCounts = Object.freeze({
  duplicateRuns: undefined,
  duplicateDeliveries: undefined,
})

/**
 * How long a store remembers that a job has outrun its announcement. Clients wait seconds for a store; what is on the
 * network then is given up by it, or delivered, within a minute or so.
 */
export const ANNOUNCEMENT_LATE_MS = 60_000

/**
 * Whether a job that was announced (`ResultStore.announce`) is written of before its announcement has come. The store
 * then remembers its id for {@link ANNOUNCEMENT_LATE_MS}, and refuses the announcement: written after the job has ended and its record was removed or has expired, it would say `queued` until it expires
 * itself. Not needed where the end is kept as long as that: it stands in the announcement's way.
 */
export function outrunsAnnouncement(
  current: TransitionState | undefined,
  {
    record,
    ttlMs,
    isAnnounced,
  }: Pick<JobTransition, 'ttlMs' | 'isAnnounced'> & { readonly record: Pick<JobRecord, 'status'> },
): boolean {
  if (isAnnounced !== true || current) return false
  return !isFinal(record.status) || (ttlMs !== 'forever' && ttlMs < ANNOUNCEMENT_LATE_MS)
}

type Progress = Pick<JobRecord, 'status' | 'retryCount'>

/** The try that a record tells of, from 1. `retrying` tells of the try that has ended, every other status of the next. */
const tryOf = ({ status, retryCount }: Progress): number =>
  status === 'retrying' ? retryCount : retryCount + 1

/** The stored record tells of a later try, or that the try which is to be written has ended and a next one is due. */
const isOvertaken = (current: Progress, next: Progress): boolean =>
  current.retryCount > next.retryCount || tryOf(current) > tryOf(next)

/** The try that begins has begun before, under another token. */
const isUnderWay = (current: TransitionState, next: TransitionState): boolean =>
  current.status === 'in_progress' &&
  current.token !== undefined &&
  current.retryCount === next.retryCount

/** What is final for all others, and not for this writer. */
const isTakenOver = (current: TransitionState, guard: TransitionGuard): boolean => {
  if (guard === 'uncontested' && isTombstone(current)) return true
  const asksNobody = guard === 'start' || guard === 'end' || guard === 'uncontested'
  return asksNobody && mayBePythonsRetry(current)
}

const hasEnded = ({ status }: Progress): boolean => status !== 'in_progress'

/**
 * A try ends that has ended before. Of an attempt that asked at its start, the start was counted; this one is seen here
 * first.
 */
const isSecondEnd = (
  current: TransitionState,
  { record, guard }: AttemptedTransition,
  outcome: TransitionOutcome,
): boolean =>
  outcome === 'final' &&
  guard === 'uncontested' &&
  hasEnded(record) &&
  current.token !== record.token

/**
 * Whether a start that comes too late is no duplicate: it is the same start once more, because its answer was lost; or
 * the job was stopped while it waited (such a record has no token), and this is the delivery that was stopped.
 */
const isExpected = (current: TransitionState, next: TransitionState): boolean =>
  current.token === undefined ? current.status === 'aborted' : current.token === next.token

/** The same write again, because the answer to the first was lost; or one that was overtaken by the attempt's end. */
function ofOneAttempt(current: TransitionState, next: TransitionState): TransitionOutcome {
  const isLate =
    (isFinal(current.status) && !isFinal(next.status)) || current.retryCount > next.retryCount
  return isLate ? 'final' : 'applied'
}

// The Python library writes `failed` between two tries as well, before it publishes the next one: to take that for the
// end would lose the job.
const mayBePythonsRetry = ({ status, enqueueTime }: TransitionState): boolean =>
  status === 'failed' && enqueueTime === undefined

// Records of the Python library carry no enqueue time: they are taken for the same job.
function compareEnqueueTimes(current: string | undefined, next: string | undefined): number {
  if (current === undefined || next === undefined || current === next) return 0
  const currentMs = parseInstant(current)
  const nextMs = parseInstant(next)
  return currentMs === undefined || nextMs === undefined ? 0 : Math.sign(currentMs - nextMs)
}
