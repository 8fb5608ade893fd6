import type { JobRecord, JobStatus } from '@arq/core'
import { toInstant } from '@arq/core/internal'

import type { Attempt } from './attempt.js'
import type { FailedOutcome } from './outcome.js'

/** Who writes, and when. */
export interface RecordAuthor {
  readonly workerId: string
  readonly nowMs: number
}

/** A record that is still being made: until it is handed to the store. */
export type RecordDraft = { -readonly [K in keyof JobRecord]: JobRecord[K] }

/** The record of an attempt that has begun. */
export function inProgressRecord(attempt: Attempt, author: RecordAuthor): RecordDraft {
  return draft(attempt, author, 'in_progress')
}

export function completedRecord(
  attempt: Attempt,
  author: RecordAuthor,
  result: unknown,
): RecordDraft {
  const record = ended(attempt, author, 'completed')
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
  next: { readonly error: string; readonly dueAtMs: number },
): RecordDraft {
  const record = ended(attempt, author, 'retrying')
  // The attempts that the record's owner has behind it, this one included: an older delivery is then known as such.
  record.retryCount = attempt.message.jobTry
  record.error = next.error
  record.deferUntil = toInstant(next.dueAtMs)
  return record
}

/** Handed back unfinished: as if it had not been started. */
export function handedBackRecord(attempt: Attempt, author: RecordAuthor): RecordDraft {
  const record = draft(attempt, author, 'queued')
  record.progress = undefined
  return record
}

function draft(
  { message, token, startedAtMs, progress }: Attempt,
  author: RecordAuthor,
  status: JobStatus,
): RecordDraft {
  // Every field from the start, and none added later: a record is made for each job, and objects of one shape are cheap.
  return {
    jobId: message.jobId,
    status,
    functionName: message.function,
    args: message.args,
    kwargs: message.kwargs,
    queueName: message.queueName,
    enqueueTime: message.enqueueTime,
    token,
    retryCount: message.jobTry - 1,
    workerId: author.workerId,
    startTime: toInstant(startedAtMs),
    endTime: undefined,
    durationMs: undefined,
    result: undefined,
    error: message.error,
    errorCode: undefined,
    traceback: undefined,
    progress,
    deferUntil: undefined,
    expires: message.expires,
    createdAt: message.enqueueTime,
    expiresAt: undefined,
  }
}

function ended(attempt: Attempt, author: RecordAuthor, status: JobStatus): RecordDraft {
  const record = draft(attempt, author, status)
  record.endTime = toInstant(author.nowMs)
  record.durationMs = author.nowMs - attempt.startedAtMs
  return record
}
