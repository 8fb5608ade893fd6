import { isClaim, type JobRecord } from '../job/job.js'
import {
  countDuplicates,
  decideTransition,
  type EncodedTransition,
  type JobStart,
  type JobTransition,
  outrunsAnnouncement,
  type TransitionOutcome,
} from '../job/job-transition.js'
import type { AnnouncedJob, JobIdentity } from '../ports/result-store.js'
import type { Lifetime } from '../time/lifetime.js'
import { encodeJobRecord } from '../wire/job-record-codec.js'
import { type JobRow, type JobState, stateOf, stateOfText } from './job-row.js'
import type { WriteForms } from './store-writes.js'

export type WriteAnswer = TransitionOutcome | 'created' | 'exists' | 'done' | 'none'

/** What is known of a job while commands change it. */
export interface JobView {
  readonly state: JobState | undefined
  readonly isOutrun: boolean
}

/** What a command makes of a job's row. */
export type Change =
  | { readonly kind: 'keep' }
  | { readonly kind: 'write'; readonly row: JobRow }
  /** The record stays, and the columns beside it change. */
  | { readonly kind: 'restate'; readonly state: JobState }
  | { readonly kind: 'remove' }

interface Decision {
  readonly answer: WriteAnswer
  readonly change: Change
  /** The job is remembered as one that has outrun its announcement. */
  readonly isOutrun?: boolean
}

/** One job's write: what to answer and to change, given what stands there. Pure. */
export interface WriteCommand {
  readonly jobId: string
  /** Of the text to be sent. */
  readonly characters: number
  /**
   * The row to write without a look at what stands there, where nothing does. The row of an attempt (it has a token) also
   * takes the place of what waits for it, see `GuardedTable.writeAtOnce`. Absent: look first.
   */
  readonly atOnce?: { readonly row: JobRow; readonly answer: WriteAnswer } | undefined
  readonly decide: (found: JobView) => Decision
}

const KEEP = { kind: 'keep' } as const
const REMOVE = { kind: 'remove' } as const
const NO_COUNTS = { duplicateRuns: undefined, duplicateDeliveries: undefined } as const

/** @throws what `encodeJobRecord` throws */
function createCommand(record: JobRecord, ttlMs: Lifetime): WriteCommand {
  const row = rowOf(record, ttlMs)
  const decide = ({ state }: JobView): Decision =>
    state ? { answer: 'exists', change: KEEP } : { answer: 'created', change: written(row) }
  // With a token it would be taken for an attempt's.
  const atOnce = row.token === undefined ? { row, answer: 'created' as const } : undefined
  return { jobId: row.jobId, characters: row.text.length, atOnce, decide }
}

export function announceCommand({ jobId, queueName, text, ttlMs }: AnnouncedJob): WriteCommand {
  const row = { jobId, queueName, ttlMs, text, ...stateOfText(text) }
  const decide = ({ state, isOutrun }: JobView): Decision =>
    state || isOutrun
      ? { answer: 'exists', change: KEEP }
      : { answer: 'created', change: written(row) }
  return { jobId, characters: text.length, atOnce: { row, answer: 'created' }, decide }
}

function replaceClaimCommand(claim: string, record: JobRecord, ttlMs: Lifetime): WriteCommand {
  const row = rowOf(record, ttlMs)
  const change = ttlMs === 0 ? REMOVE : written(row)
  const decide = ({ state }: JobView): Decision =>
    state && isClaim(state, claim) ? { answer: 'done', change } : { answer: 'none', change: KEEP }
  return { jobId: row.jobId, characters: row.text.length, decide }
}

function withdrawCommand({ jobId, enqueueTime }: JobIdentity): WriteCommand {
  const decide = ({ state }: JobView): Decision =>
    state && isWaiting(state) && state.enqueueTime === enqueueTime
      ? { answer: 'done', change: REMOVE }
      : { answer: 'none', change: KEEP }
  return { jobId, characters: 0, decide }
}

const deleteCommand = (jobId: string): WriteCommand => ({
  jobId,
  characters: 0,
  decide: ({ state }) =>
    state ? { answer: 'done', change: REMOVE } : { answer: 'none', change: KEEP },
})

/** @throws what `encodeJobRecord` throws */
function transitionCommand(change: JobTransition): WriteCommand {
  const row = { ...rowOf(change.record, change.ttlMs), ...NO_COUNTS }
  return guardedCommand(row, change)
}

/** @throws `ARQ_STORE_DATA` when its text is no job record */
function encodedCommand(change: EncodedTransition): WriteCommand {
  const { jobId, queueName, text, ttlMs } = change
  const row = { jobId, queueName, ttlMs, text, ...stateOfText(text), ...NO_COUNTS }
  return guardedCommand(row, change)
}

/** What else is in the record stays as the client wrote it, and follows with the end. */
export function beginCommand(start: JobStart): WriteCommand {
  const { jobId, isAnnounced } = start
  const change = start.toTransition()
  const whole = transitionCommand(change)
  const decide = (found: JobView): Decision => {
    const { state } = found
    // Nothing is to be said of it yet, unless something wrong may come.
    if (!state && isAnnounced !== true) return { answer: 'applied', change: KEEP }
    const answer = decideTransition(state, change)
    const isOfThisJob = state?.enqueueTime === change.record.enqueueTime
    if (!state || !isOfThisJob || (answer !== 'applied' && answer !== 'repeated')) {
      return whole.decide(found)
    }
    const { token, retryCount } = start
    const begun = { token, retryCount, status: 'in_progress', claim: undefined } as const
    const counts = countDuplicates(state, change, answer)
    return { answer, change: { kind: 'restate', state: { ...state, ...begun, ...counts } } }
  }
  return { jobId, characters: 0, decide }
}

function guardedCommand(
  row: JobRow,
  { guard, ttlMs, isAnnounced }: Pick<JobTransition, 'guard' | 'ttlMs' | 'isAnnounced'>,
): WriteCommand {
  // Of the record the rule looks at nothing but what the row has beside it.
  const change = { guard, ttlMs, isAnnounced, record: row }
  const mayOutrun = outrunsAnnouncement(undefined, change)
  const isForOnce = guard !== 'waiting' && row.token !== undefined && ttlMs !== 0 && !mayOutrun
  return {
    jobId: row.jobId,
    characters: row.text.length,
    atOnce: isForOnce ? { row, answer: 'applied' } : undefined,
    decide: ({ state }) => decideGuarded(state, change),
  }
}

/** The one rule of core, and nothing else. */
function decideGuarded(
  state: JobState | undefined,
  change: Pick<JobTransition, 'guard' | 'ttlMs' | 'isAnnounced'> & { readonly record: JobRow },
): Decision {
  const answer = decideTransition(state, change)
  const counts = countDuplicates(state, change, answer)
  if (answer !== 'applied' && answer !== 'repeated') {
    const isTheSame =
      counts.duplicateRuns === state?.duplicateRuns &&
      counts.duplicateDeliveries === state?.duplicateDeliveries
    const isKept = !state || isTheSame
    return { answer, change: isKept ? KEEP : { kind: 'restate', state: { ...state, ...counts } } }
  }
  const isOutrun = outrunsAnnouncement(state, change)
  return {
    answer,
    isOutrun,
    change: change.ttlMs === 0 ? REMOVE : written({ ...change.record, ...counts }),
  }
}

const written = (row: JobRow): Change => ({ kind: 'write', row })

const rowOf = (record: JobRecord, ttlMs: Lifetime): JobRow => ({
  jobId: record.jobId,
  queueName: record.queueName,
  ttlMs,
  text: encodeJobRecord(record),
  ...stateOf(record),
})

const isWaiting = ({ status }: JobState): boolean => status === 'queued' || status === 'retrying'

/** For stores that decide here, over what they have read. */
export const WRITE_FORMS: WriteForms<WriteCommand> = {
  create: createCommand,
  transition: transitionCommand,
  encoded: encodedCommand,
  replaceClaim: replaceClaimCommand,
  withdraw: withdrawCommand,
  delete: deleteCommand,
}
