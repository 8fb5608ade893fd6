import { describeThrown, ERROR_CODES, type ErrorCode, isArqError } from '@arq/core'

import type { RowEnd, RowError } from '../outbox-row.js'

/** Somebody has to do something about the queue; until then every try fails. */
const QUEUES: ReadonlySet<string> = new Set<ErrorCode>([
  'ARQ_TOPOLOGY_MISMATCH',
  'ARQ_QUEUE_NOT_FOUND',
  'ARQ_PUBLISH_UNROUTABLE',
  'ARQ_DECODE_FAILED',
])

/** Broker or store serve nobody: no other row would fare better. */
const AWAY: ReadonlySet<string> = new Set<ErrorCode>([
  'ARQ_CONNECTION_REFUSED',
  'ARQ_CONNECTION_AUTH',
  'ARQ_CONNECTION_LOST',
  'ARQ_CONNECTION_BLOCKED',
  'ARQ_CLOSED',
  'ARQ_PUBLISH_TIMEOUT',
  'ARQ_BUFFER_FULL',
  'ARQ_STORE_CONNECTION',
  'ARQ_STORE_AUTH',
  'ARQ_STORE_TIMEOUT',
  'ARQ_STORE_UNAVAILABLE',
  'ARQ_STORE_FAILED',
])

const FIRST_RETRY_MS = 1000
const LONGEST_RETRY_MS = 300_000

/**
 * What becomes of a row whose enqueue failed.
 * @param attempts how often it had failed before
 */
export function endOfFailure(thrown: unknown, attempts: number): RowEnd {
  const error = rowError(thrown)
  if (isArqError(thrown)) {
    // Another copy of core may know codes that this one does not.
    const known = (ERROR_CODES as Readonly<Partial<Record<string, { readonly sent: string }>>>)[
      thrown.code
    ]
    if (known?.sent === 'never' || QUEUES.has(thrown.code)) return { type: 'aside', error }
    if (AWAY.has(thrown.code)) return { type: 'kept', error }
  }
  const afterMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts, 30), LONGEST_RETRY_MS)
  return { type: 'later', afterMs, error }
}

function rowError(thrown: unknown): RowError {
  const { name, message } = describeThrown(thrown)
  return { code: isArqError(thrown) ? thrown.code : name, message }
}
