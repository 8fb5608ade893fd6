/** No retry waits longer than an hour. */
const LONGEST_BACKOFF_MS = 3_600_000

export interface BackoffPolicy {
  /** Wait before the first retry. */
  readonly baseMs: number
  /** Share of the wait that is left to chance, 0 to 1: jobs that failed together then come back apart. */
  readonly jitter: number
}

/**
 * How long to wait before the retry of an attempt: `base × 2^(attempt − 1)`, at most an hour, less a random share.
 * @param attempt the one that failed, from 1
 * @param random a number from 0 up to but not including 1
 */
export function backoffMs(attempt: number, policy: BackoffPolicy, random: number): number {
  const full = Math.min(policy.baseMs * 2 ** (attempt - 1), LONGEST_BACKOFF_MS)
  return Math.round(full * (1 - policy.jitter * random))
}
