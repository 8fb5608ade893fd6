import { forTurn, type JobMessage, parseInstant, toInstant } from '@arq/core/internal'

import { type RecordWriter, suspendedRecord } from '../records/job-records.js'
import type { ResultWriter } from '../records/result-writer.js'
import { type Attempt, liveLifetime } from '../run/attempt.js'
import { type FailedOutcome, finalFailure, type SuspendedOutcome } from '../run/outcome.js'
import type { JobTurns } from '../suspend/job-turns.js'
import type { ConfirmedPublisher } from './confirmed-publisher.js'
import { endOfAttempt } from './end-of-attempt.js'
import { packedLike, suspendedMessage } from './follow-up.js'

/**
 * What is to become of the delivery of a job that wants to be suspended.
 *
 * - `suspended`: store and broker have what goes on later; it may be acknowledged.
 * - `overtaken`: another message of the job has it.
 * - `failed`: it can never be suspended.
 * - `handBack`: the worker ends, or the delivery is gone.
 * - `open`: the same, and its record has been written already.
 */
export type SuspensionEnd =
  | { readonly kind: 'suspended' | 'overtaken' | 'handBack' | 'open' }
  | { readonly kind: 'failed'; readonly outcome: FailedOutcome }

interface SuspensionParts {
  readonly publisher: ConfirmedPublisher
  readonly results: ResultWriter
  readonly writer: RecordWriter
  /** Absent where no job can be suspended. */
  readonly turns: JobTurns | undefined
}

/** Suspends jobs until a moment, or until somebody wakes them. */
export class Suspension {
  readonly #parts: SuspensionParts

  constructor(parts: SuspensionParts) {
    this.#parts = parts
  }

  /**
   * The store first has to know that copies of the message may be on their way; only then is one sent. The record says
   * `own`: should the copy be faster than this write, its attempt has the record.
   */
  async suspend(attempt: Attempt, { wait }: SuspendedOutcome): Promise<SuspensionEnd> {
    const { turns, writer, results, publisher } = this.#parts
    const { delivery, message } = attempt
    const { untilMs, canBeWoken = false } = wait
    const author = writer.now()
    const expires = expiresAfter(message, untilMs - author.nowMs)
    const later = suspendedMessage(attempt, untilMs, expires)
    const kept = canBeWoken ? await packedLike(delivery, later) : undefined
    const put = await turns?.putAsleep(attempt, wait, kept)
    if (put === undefined || put.kind === 'void') return { kind: 'overtaken' }
    if (put.kind === 'refused') return { kind: 'failed', outcome: finalFailure(put.error) }
    if (put.kind === 'away') return { kind: 'handBack' }
    if (attempt.place) await attempt.place.passOn(put.untilMs)
    const copy = forTurn(later, { turn: put.turn, dueAtMs: put.untilMs })
    const packed = await packedLike(delivery, copy)
    const published = await publisher.publish(packed, () => delivery.isStale)
    if (published.kind === 'refused') {
      return { kind: 'failed', outcome: finalFailure(published.error) }
    }
    if (published.kind === 'givenUp') return { kind: 'handBack' }
    const record = suspendedRecord(attempt, author, { untilMs: put.untilMs, expires })
    const resumed = { message: { ...message, expires }, policy: attempt.policy }
    const ttlMs = liveLifetime(resumed, author.nowMs, put.untilMs)
    const end = endOfAttempt(attempt, record, ttlMs, author)
    const change = { ...end.change, guard: 'own' } as const
    const answer = await results.end({ ...end, change })
    return { kind: answer === 'open' ? 'open' : 'suspended' }
  }
}

/** The time that a job is suspended does not count against its expiry: it was started in time. */
function expiresAfter({ expires }: JobMessage, sleepMs: number): JobMessage['expires'] {
  const expiresAtMs = expires === undefined ? undefined : parseInstant(expires)
  return expiresAtMs === undefined ? undefined : toInstant(expiresAtMs + Math.max(sleepMs, 0))
}
