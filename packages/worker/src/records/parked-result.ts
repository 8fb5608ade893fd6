import {
  decodeJobRecord,
  type Delivery,
  encodeJobRecord,
  type JobRecord,
  type JobTransition,
  type OutgoingMessage,
  type TransitionGuard,
} from '@arq/core'
import {
  parkedResultsQueueOf,
  parseInstant,
  randomUuid,
  toInstant,
  utf8Bytes,
} from '@arq/core/internal'

/** Who may write it: see `TransitionGuard`. */
const GUARD_HEADER = 'x-guard'
/** The moment after which it is not worth writing. Absent: it always is. */
const WORTH_UNTIL_HEADER = 'x-worth-until'
/** Present where the store is to remove the record: the job has ended, and nothing is to be kept of it. */
const REMOVES_HEADER = 'x-removes'
/** How often a store has refused it. */
const REFUSALS_HEADER = 'x-refusals'

interface ParkOptions {
  /** The work queue of the job. */
  readonly queueName: string
  readonly nowMs: number
  /** For a record that is to be removed: how long there can be one, from now on. */
  readonly removesWithinMs: number | 'forever'
}

/** A write of the store as a message: its body is the record as stores keep it. */
export function parkedMessage(
  { record, guard, ttlMs }: JobTransition,
  { queueName, nowMs, removesWithinMs }: ParkOptions,
): OutgoingMessage {
  const removes = ttlMs === 0
  const worthMs = removes ? removesWithinMs : ttlMs
  const expiresAtMs = worthMs === 'forever' ? undefined : nowMs + worthMs
  return {
    queueName: parkedResultsQueueOf(queueName),
    kind: 'system',
    body: utf8Bytes(encodeJobRecord(removes ? withoutContents(record) : record)),
    headers: {
      [GUARD_HEADER]: guard,
      ...(expiresAtMs !== undefined && { [WORTH_UNTIL_HEADER]: toInstant(expiresAtMs) }),
      ...(removes && { [REMOVES_HEADER]: true }),
    },
    messageId: randomUuid(),
    contentType: 'application/json',
    correlationId: record.jobId,
    expiresAtMs,
  }
}

/** The same message for another try later: a store has refused it. */
export function parkedAgain(delivery: Delivery): OutgoingMessage {
  const { queueName, body, headers, contentType, correlationId } = delivery
  const refusals = headers[REFUSALS_HEADER]
  return {
    queueName,
    kind: 'system',
    body,
    headers: { ...headers, [REFUSALS_HEADER]: typeof refusals === 'number' ? refusals + 1 : 1 },
    messageId: randomUuid(),
    contentType,
    correlationId,
    expiresAtMs: worthUntil(delivery),
  }
}

/**
 * The write that a parked message stands for; `undefined` when it is not worth writing any more.
 * @throws ResultStoreSerializationError `ARQ_STORE_DATA` when the message holds no record
 */
export function readParked(delivery: Delivery, nowMs: number): JobTransition | undefined {
  const untilMs = worthUntil(delivery)
  if (untilMs !== undefined && untilMs <= nowMs) return undefined
  const record = decodeJobRecord(new TextDecoder().decode(delivery.body))
  const guard = guardOf(delivery)
  if (delivery.headers[REMOVES_HEADER] === true) return { record, guard, ttlMs: 0 }
  return { record, guard, ttlMs: untilMs === undefined ? 'forever' : untilMs - nowMs }
}

function guardOf({ headers }: Delivery): TransitionGuard {
  const guard = headers[GUARD_HEADER]
  return guard === 'own' || guard === 'uncontested' ? guard : 'end'
}

function worthUntil({ headers }: Delivery): number | undefined {
  const until = headers[WORTH_UNTIL_HEADER]
  return typeof until === 'string' ? parseInstant(until) : undefined
}

/** What the store's rule looks at, and nothing that takes room. */
const withoutContents = (record: JobRecord): JobRecord => ({
  ...record,
  args: [],
  kwargs: {},
  result: undefined,
  error: undefined,
  traceback: undefined,
  progress: undefined,
})
