import { type Instant, parseInstant } from './instant.js'
import { isFinal, type JobRecord } from './job.js'

/**
 * What a store must find for a write to happen.
 * - `start`: a worker begins an attempt. The last starter wins: it takes the record over, whoever had it.
 * - `own`: the attempt goes on or ends. Only the attempt whose token stands there may write (or the first, if none does).
 * - `waiting`: the job is stopped before a worker has begun it. Only while it is `queued` or `retrying`.
 */
export type TransitionGuard = 'start' | 'own' | 'waiting'

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
}

/**
 * The beginning of an attempt, for a store that can note it without being sent the whole record. Answered as
 * {@link toTransition} would be. Where a record of this very enqueue stands, its token, status and retry count become the
 * attempt's; where none stands, nothing need be written. What else is in the record may follow later, guarded by `own`.
 */
export interface JobClaim {
  readonly jobId: string
  readonly enqueueTime: Instant
  readonly token: string
  readonly retryCount: number
  /** The same as a write of the whole record, guarded by `start`: always right, only dearer. */
  readonly toTransition: () => JobTransition
}

/** The part of a stored record that the rule looks at. */
export type TransitionState = Pick<JobRecord, 'token' | 'enqueueTime' | 'status' | 'retryCount'> &
  DuplicateCounts

/** What a record says of duplicates; absent is 0. */
export type DuplicateCounts = Pick<JobRecord, 'duplicateRuns' | 'duplicateDeliveries'>

/**
 * The rule that every result store follows, as a pure function: what to answer, given what is stored. Its other part is
 * {@link countDuplicates}.
 * Stores that decide elsewhere (a script in Redis, a WHERE clause) are held to it by the conformance suite.
 */
export function decideTransition(
  current: TransitionState | undefined,
  { record, guard }: Pick<JobTransition, 'record' | 'guard'>,
): TransitionOutcome {
  if (!current) return guard === 'waiting' ? 'stale' : 'applied'
  if (current.token !== undefined && current.token === record.token)
    return ofOneAttempt(current, record)

  const age = compareEnqueueTimes(current.enqueueTime, record.enqueueTime)
  if (age > 0) return 'stale'
  // What stands there is left over from an earlier job under this id.
  if (age < 0) return guard === 'waiting' ? 'stale' : 'applied'

  if (isFinal(current.status) && !(guard === 'start' && mayBePythonsRetry(current))) return 'final'
  if (current.retryCount > record.retryCount) return 'final'
  switch (guard) {
    case 'start':
      return isUnderWay(current, record) ? 'repeated' : 'applied'
    case 'own':
      return current.token === undefined ? 'applied' : 'stale'
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
  { record, guard }: Pick<JobTransition, 'record' | 'guard'>,
  outcome: TransitionOutcome,
): DuplicateCounts {
  if (!current) return NONE
  const isWritten = outcome === 'applied' || outcome === 'repeated'
  // What is left over from an earlier job under this id is no matter of this one.
  if (isWritten && compareEnqueueTimes(current.enqueueTime, record.enqueueTime) < 0) return NONE
  const { duplicateRuns, duplicateDeliveries } = current
  if (outcome === 'repeated') {
    return { duplicateRuns: (duplicateRuns ?? 0) + 1, duplicateDeliveries }
  }
  const isOneTooMany = outcome === 'final' && guard === 'start' && !isExpected(current, record)
  return isOneTooMany
    ? { duplicateRuns, duplicateDeliveries: (duplicateDeliveries ?? 0) + 1 }
    : { duplicateRuns, duplicateDeliveries }
}

// Named, so that they go over what the writer's record says.
const NONE: DuplicateCounts = Object.freeze({
  duplicateRuns: undefined,
  duplicateDeliveries: undefined,
})

/** The try that begins has begun before, under another token. */
const isUnderWay = (current: TransitionState, next: TransitionState): boolean =>
  current.status === 'in_progress' &&
  current.token !== undefined &&
  current.retryCount === next.retryCount

/**
 * Whether a start that comes too late is no duplicate: it is the same start once more, because its answer was lost; or
 * the job was stopped while it waited (such a record has no token), and this is the delivery that was stopped.
 */
const isExpected = (current: TransitionState, next: TransitionState): boolean =>
  current.token === undefined ? current.status === 'aborted' : current.token === next.token

/** The same write again, because the answer to the first was lost; or one that was overtaken by the attempt's end. */
function ofOneAttempt(current: TransitionState, next: TransitionState): TransitionOutcome {
  const isOvertaken =
    (isFinal(current.status) && !isFinal(next.status)) || current.retryCount > next.retryCount
  return isOvertaken ? 'final' : 'applied'
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
