import type { TryOutcome, TryRecord } from '@arq/core'
import { toInstant, withTry } from '@arq/core/internal'

import type { Attempt } from '../run/attempt.js'
import type { RetryOutcome } from '../run/outcome.js'
import type { RecordAuthor } from './job-records.js'

/** The tries of a job whose next one follows, this one included: for its message and for its record. */
export function triesAfter(
  { message, startedAtMs }: Attempt,
  outcome: RetryOutcome,
  { workerId, nowMs }: RecordAuthor,
): readonly TryRecord[] {
  const { short, text, code } = outcome.error
  return withTry(message.tries, {
    jobTry: message.jobTry,
    startTime: toInstant(startedAtMs),
    endTime: toInstant(nowMs),
    workerId,
    outcome: outcomeOf(outcome),
    error: short?.text ?? text,
    errorCode: code,
    deferUntil: toInstant(nowMs + outcome.delayMs),
  })
}

function outcomeOf({ isAskedFor, error }: RetryOutcome): TryOutcome {
  if (isAskedFor) return 'askedAgain'
  return error.code === 'ARQ_JOB_TIMEOUT' ? 'timedOut' : 'failed'
}
