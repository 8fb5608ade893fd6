import {
  type Clock,
  type JobLog,
  type JobRecord,
  type JobStatus,
  renderText,
  type TryRecord,
} from '@arq/core'
import { addUsage, InstantText, type RawArguments, toInstant, traceIdOf } from '@arq/core/internal'

import { type Attempt, sentArguments } from '../run/attempt.js'
import type { FailedOutcome } from '../run/outcome.js'
import { texts } from '../texts.js'

/** Characters of a long error that a shortened record keeps. */
const SHORT_ERROR = 2048

/** Who writes, and when. */
export interface RecordAuthor {
  readonly workerId: string
  readonly nowMs: number
  readonly monotonicMs: number
  readonly instants: RecordInstants
}

/** Many records name the same few moments: each text is made once. */
interface RecordInstants {
  readonly start: InstantText
  readonly end: InstantText
  readonly expiry: InstantText
}

/** Writes records in the name of one worker. */
export class RecordWriter {
  readonly #workerId: string
  readonly #clock: Clock
  readonly #instants: RecordInstants = {
    start: new InstantText(),
    end: new InstantText(),
    expiry: new InstantText(),
  }

  constructor(workerId: string, clock: Clock) {
    this.#workerId = workerId
    this.#clock = clock
  }

  /** For records of this moment. */
  now(): RecordAuthor {
    return {
      workerId: this.#workerId,
      nowMs: this.#clock.now(),
      monotonicMs: this.#clock.monotonicNow(),
      instants: this.#instants,
    }
  }
}

/** A record that is still being made: until it is handed to the store. */
export type RecordDraft = { -readonly [K in keyof JobRecord]: JobRecord[K] }

/** The record of an attempt that has begun. */
export function inProgressRecord(attempt: Attempt, author: RecordAuthor): RecordDraft {
  return draft(attempt, author, 'in_progress')
}

/** @param given what to write of its arguments */
export function completedRecord(
  attempt: Attempt,
  author: RecordAuthor,
  result: unknown,
  given?: RawArguments,
): RecordDraft {
  const record = ended(attempt, author, 'completed', given)
  record.result = result
  record.error = undefined
  return record
}

export function failedRecord(
  attempt: Attempt,
  author: RecordAuthor,
  { error, code }: FailedOutcome,
): RecordDraft {
  const record = ended(attempt, author, 'failed')
  record.error = error.text
  record.errorCode = code
  record.traceback = error.stack
  return record
}

export function abortedRecord(attempt: Attempt, author: RecordAuthor): RecordDraft {
  const record = ended(attempt, author, 'aborted')
  record.errorCode = 'ARQ_JOB_ABORTED'
  return record
}

/** Between two attempts: the next one is on its way and due at `dueAtMs`. */
export function retryingRecord(
  attempt: Attempt,
  author: RecordAuthor,
  next: {
    readonly error: string
    readonly dueAtMs: number
    readonly tries: readonly TryRecord[]
  },
): RecordDraft {
  const record = ended(attempt, author, 'retrying')
  // The attempts that the record's owner has behind it, this one included: an older delivery is then known as such.
  record.retryCount = attempt.message.jobTry
  record.error = next.error
  record.deferUntil = toInstant(next.dueAtMs)
  record.tries = next.tries
  return record
}

/**
 * An ended record without what may be large: arguments, result, stack. For where the whole of it does not fit into a
 * message; a completed one says so by its code.
 */
export function shortened(record: JobRecord): JobRecord {
  const { status, error, errorCode } = record
  const isCompleted = status === 'completed'
  return {
    ...record,
    args: [],
    kwargs: {},
    result: undefined,
    traceback: undefined,
    progress: undefined,
    log: undefined,
    tries: undefined,
    error: isCompleted ? renderText(texts.resultTooLarge()) : error?.slice(0, SHORT_ERROR),
    errorCode: isCompleted ? 'ARQ_RESULT_TOO_LARGE' : errorCode,
  }
}

/** Handed back unfinished: as if it had not been started. */
export function handedBackRecord(attempt: Attempt, author: RecordAuthor): RecordDraft {
  const record = draft(attempt, author, 'queued')
  record.progress = undefined
  return record
}

/** Suspended: as a job that is put off until then. */
export function suspendedRecord(
  attempt: Attempt,
  author: RecordAuthor,
  { untilMs, expires }: { readonly untilMs: number; readonly expires: string | undefined },
): RecordDraft {
  const record = draft(attempt, author, 'queued')
  record.deferUntil = toInstant(untilMs)
  record.expires = expires
  return record
}

function draft(
  attempt: Attempt,
  author: RecordAuthor,
  status: JobStatus,
  { args, kwargs } = sentArguments(attempt),
): RecordDraft {
  const { message, delivery, token, startedAtMs, progress, seal } = attempt
  // Every field from the start, and none added later: a record is made for each job, and objects of one shape are cheap.
  return {
    jobId: message.jobId,
    status,
    functionName: message.function,
    args,
    kwargs,
    queueName: message.queueName,
    enqueueTime: message.enqueueTime,
    token,
    retryCount: message.jobTry - 1,
    workerId: author.workerId,
    startTime: author.instants.start.of(startedAtMs),
    endTime: undefined,
    durationMs: undefined,
    result: undefined,
    error: message.error,
    errorCode: undefined,
    traceback: undefined,
    progress: seal ? seal.value(progress, 'progress') : progress,
    log: undefined,
    deferUntil: undefined,
    expires: message.expires,
    createdAt: message.enqueueTime,
    expiresAt: undefined,
    tries: message.tries,
    traceId: traceIdOf(delivery.headers),
    usage: addUsage(message.usage, attempt.used),
    firstEnqueueTime: message.firstEnqueueTime,
  }
}

/** All lines of an encrypted job's log are encrypted as one. */
function keptLog({ log, seal }: Attempt): JobLog | undefined {
  const kept = log?.kept
  return kept && seal ? { ...kept, lines: [seal.text(kept.lines.join('\n'), 'log')] } : kept
}

function ended(
  attempt: Attempt,
  author: RecordAuthor,
  status: JobStatus,
  given?: RawArguments,
): RecordDraft {
  const record = draft(attempt, author, status, given)
  record.endTime = author.instants.end.of(author.nowMs)
  record.log = keptLog(attempt)
  record.durationMs = author.monotonicMs - attempt.startedMonotonicMs
  return record
}
