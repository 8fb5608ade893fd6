import type { JobRecord } from '@arq/core'
import { toInstant } from '@arq/core/internal'

import type { Attempt } from './attempt.js'
import type { FailedOutcome } from './outcome.js'

/** Who writes, and when. */
export interface RecordAuthor {
  readonly workerId: string
  readonly nowMs: number
}

/** The record of an attempt that has begun; the base of all others. */
export function inProgressRecord(attempt: Attempt, { workerId }: RecordAuthor): JobRecord {
  const { message } = attempt
  return {
    jobId: message.jobId,
    status: 'in_progress',
    functionName: message.function,
    args: message.args,
    kwargs: message.kwargs,
    queueName: message.queueName,
    enqueueTime: message.enqueueTime,
    token: attempt.token,
    retryCount: message.jobTry - 1,
    workerId,
    startTime: toInstant(attempt.startedAtMs),
    progress: attempt.progress,
    error: message.error,
    expires: message.expires,
    createdAt: message.enqueueTime,
  }
}

export function completedRecord(
  attempt: Attempt,
  author: RecordAuthor,
  result: unknown,
): JobRecord {
  return { ...ended(attempt, author), status: 'completed', result, error: undefined }
}

export function failedRecord(
  attempt: Attempt,
  author: RecordAuthor,
  { error, code }: FailedOutcome,
): JobRecord {
  return {
    ...ended(attempt, author),
    status: 'failed',
    error: error.text,
    errorCode: code,
    traceback: error.stack,
  }
}

export function abortedRecord(attempt: Attempt, author: RecordAuthor): JobRecord {
  return { ...ended(attempt, author), status: 'aborted', errorCode: 'ARQ_JOB_ABORTED' }
}

/** Between two attempts: the next one is on its way and due at `dueAtMs`. */
export function retryingRecord(
  attempt: Attempt,
  author: RecordAuthor,
  next: { readonly error: string; readonly dueAtMs: number },
): JobRecord {
  return {
    ...ended(attempt, author),
    status: 'retrying',
    // The attempts that the record's owner has behind it, this one included: an older delivery is then known as such.
    retryCount: attempt.message.jobTry,
    error: next.error,
    deferUntil: toInstant(next.dueAtMs),
  }
}

/** Handed back unfinished: as if it had not been started. */
export function handedBackRecord(attempt: Attempt, author: RecordAuthor): JobRecord {
  return { ...inProgressRecord(attempt, author), status: 'queued', progress: undefined }
}

function ended(attempt: Attempt, author: RecordAuthor): JobRecord {
  return {
    ...inProgressRecord(attempt, author),
    endTime: toInstant(author.nowMs),
    durationMs: author.nowMs - attempt.startedAtMs,
  }
}
