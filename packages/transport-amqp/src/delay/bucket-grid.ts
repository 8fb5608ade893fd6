/** What a message still has to wait, where a stage of the way is chosen by it. */
export type Stage =
  /** It is due: to its queue. */
  | { readonly to: 'target' }
  /** It is due so soon that a mover holds it for the rest. */
  | { readonly to: 'mover' }
  /** It waits in the queue of this length first, and is looked at again. */
  | { readonly to: 'bucket'; readonly lengthMs: number }

/**
 * Longest time that a mover holds a message, milliseconds. A bucket is up to 9 % shorter than the delay, so after one
 * bucket a delay of up to half a minute has less than this left: it needs no second one.
 */
const LONGEST_HOLD_MS = 2500

/** A bucket ends this much before the message is due, milliseconds, so that the message reaches a mover in time. */
const LEAD_MS = 50

const SHORTEST_BUCKET_MS = 250
const HOUR_MS = 3_600_000
/** Longest bucket. A longer delay goes through it several times: ten years are 114 rounds, at two writes each. */
const LONGEST_BUCKET_MS = 32 * 24 * HOUR_MS

/**
 * Buckets in an octave: each is 9 % longer than the one before it up to an hour, and 19 % above. Finer steps leave less
 * for a second bucket, and cost queues.
 */
const FINE_STEPS_PER_OCTAVE = 8
const COARSE_STEPS_PER_OCTAVE = 4

/** Every length that has a bucket, in whole milliseconds, ascending. */
export const BUCKET_LENGTHS_MS: readonly number[] = Object.freeze([
  ...steps(SHORTEST_BUCKET_MS, HOUR_MS, FINE_STEPS_PER_OCTAVE),
  ...steps(HOUR_MS, LONGEST_BUCKET_MS, COARSE_STEPS_PER_OCTAVE),
  LONGEST_BUCKET_MS,
])

/** The least that a message must still have to wait for a bucket to be of use. */
export const LEAST_FOR_BUCKET_MS = SHORTEST_BUCKET_MS + LEAD_MS

/** Where a message goes that is due in `remainingMs`. Buckets are rounded down, so the way is never too long. */
export function stageFor(remainingMs: number): Stage {
  if (remainingMs <= 0) return { to: 'target' }
  if (remainingMs <= LONGEST_HOLD_MS) return { to: 'mover' }
  return { to: 'bucket', lengthMs: bucketFor(remainingMs) }
}

/** The longest bucket that ends before a message is due that has at least {@link LEAST_FOR_BUCKET_MS} left. */
export function bucketFor(remainingMs: number): number {
  const longestMs = remainingMs - LEAD_MS
  let low = 0
  let high = BUCKET_LENGTHS_MS.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((BUCKET_LENGTHS_MS[middle] ?? Infinity) <= longestMs) low = middle
    else high = middle - 1
  }
  return BUCKET_LENGTHS_MS[low] ?? SHORTEST_BUCKET_MS
}

/** A geometric row from `fromMs` to below `toMs`. */
function steps(fromMs: number, toMs: number, perOctave: number): number[] {
  const count = Math.ceil(Math.log2(toMs / fromMs) * perOctave)
  return Array.from({ length: count }, (_, step) => Math.round(fromMs * 2 ** (step / perOctave)))
}
