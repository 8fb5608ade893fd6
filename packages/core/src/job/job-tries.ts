import { utf8Length } from '#platform'

import { redactText } from '../log/redaction.js'
import { cutToUtf8 } from '../texts/cut-to-utf8.js'
import { type Instant, parseInstant } from '../time/instant.js'

/**
 * How a try ended that was followed by another one.
 * - `failed`: the task threw.
 * - `timedOut`: it ran longer than its timeout.
 * - `askedAgain`: it threw `Retry`; nothing has failed.
 */
export const TRY_OUTCOMES = ['failed', 'timedOut', 'askedAgain'] as const

export type TryOutcome = (typeof TRY_OUTCOMES)[number]

/** A try that was followed by another one, as messages and records carry it; times as wire text. */
export interface TryRecord {
  readonly jobTry: number
  readonly startTime: Instant
  readonly endTime: Instant
  readonly workerId: string
  readonly outcome: TryOutcome
  /** `Name: message` without passwords of URLs, cut to 300 bytes. */
  readonly error: string
  /** One of our codes. */
  readonly errorCode?: string | undefined
  /** When the next try was due. */
  readonly deferUntil: Instant
}

/** A try that was followed by another one, as `job.info()` tells of it. */
export interface EarlierTry {
  /** From 1. */
  readonly jobTry: number
  readonly startTime: Date | undefined
  readonly endTime: Date | undefined
  readonly workerId: string
  /** How it ended: the task threw, ran into its timeout, or threw `Retry` to be run again. */
  readonly outcome: TryOutcome
  /** `Name: message` of what it threw, without passwords of URLs: at most 300 bytes of it. */
  readonly error: string
  readonly errorCode: string | undefined
  /** When the next try was due. */
  readonly deferUntil: Date | undefined
}

/** A job that is tried for days is told of by its last tries. */
export const MOST_TRIES = 20
/** As UTF-8. The whole text of the last error is in the record beside it. */
const LONGEST_TRY_ERROR_BYTES = 300
/** As JSON in UTF-8: they travel with every message of the job from its first retry on. */
export const MOST_TRIES_BYTES = 8192
const LONGER_KEYS_BYTES = 8

/** The tries of a job with one more, the oldest left out where there are too many. Pure. */
export function withTry(
  earlier: readonly TryRecord[] | undefined,
  last: TryRecord,
): readonly TryRecord[] {
  // Before the cut: half of a URL would not be known as one any more, and its password would be shown.
  const error = cutToUtf8(redactText(last.error), LONGEST_TRY_ERROR_BYTES)
  return boundedTries([...(earlier ?? []), { ...last, error }])
}

/** The last of them, as many as fit {@link MOST_TRIES} and {@link MOST_TRIES_BYTES}. Pure. */
export function boundedTries(tries: readonly TryRecord[]): readonly TryRecord[] {
  let from = tries.length
  let bytes = 0
  for (const one of tries.slice(-MOST_TRIES).reverse()) {
    bytes += bytesOf(one)
    if (bytes > MOST_TRIES_BYTES) break
    from -= 1
  }
  return tries.slice(from)
}

/** The same with moments as `Date`. */
export function toEarlierTries(tries: readonly TryRecord[] | undefined): readonly EarlierTry[] {
  return (tries ?? []).map(
    ({ jobTry, startTime, endTime, workerId, outcome, error, errorCode, deferUntil }) => ({
      ...{ jobTry, workerId, outcome, error, errorCode },
      startTime: toDate(startTime),
      endTime: toDate(endTime),
      deferUntil: toDate(deferUntil),
    }),
  )
}

/** As JSON; the keys of the wire are a little longer. */
const bytesOf = (one: TryRecord): number => utf8Length(JSON.stringify(one)) + LONGER_KEYS_BYTES

function toDate(instant: Instant): Date | undefined {
  const ms = parseInstant(instant)
  return ms === undefined ? undefined : new Date(ms)
}
