import type { Lifetime, TransitionGuard } from '@arq/core'

import type { RecordAuthor, RecordDraft } from '../records/job-records.js'
import type { EndOfAttempt } from '../records/result-writer.js'
import { isAnnounced } from '../records/uncontested.js'
import { type Attempt, liveLifetime } from '../run/attempt.js'

/** What to write at the end of an attempt, with the right to write it. */
export function endOfAttempt(
  attempt: Attempt,
  record: RecordDraft,
  ttlMs: Lifetime,
  author: RecordAuthor,
): EndOfAttempt {
  const { delivery } = attempt
  return {
    change: {
      record: expiring(record, ttlMs, author),
      guard: guardOf(attempt),
      ttlMs,
      isAnnounced: isAnnounced(delivery),
    },
    receipt: delivery.receipt ?? delivery,
    removesWithinMs: ttlMs === 0 ? liveLifetime(attempt, author.nowMs) : ttlMs,
  }
}

/** The record, saying itself when it ends. */
export function expiring(
  record: RecordDraft,
  ttlMs: Lifetime,
  { nowMs, instants }: RecordAuthor,
): RecordDraft {
  if (ttlMs !== 'forever') record.expiresAt = instants.expiry.of(nowMs + ttlMs)
  return record
}

/** By the broker's word this worker holds the job, unless the delivery is stale. */
function guardOf({ delivery, isUnasked }: Attempt): TransitionGuard {
  if (delivery.isStale) return 'own'
  return isUnasked ? 'uncontested' : 'end'
}
