import type { Lifetime } from '../time/lifetime.js'

export interface LifetimePolicy {
  /** How long an ended job's record is kept. */
  readonly resultTtl: Lifetime
}

/**
 * How long the record of a job that has not ended is kept: until the last moment at which it may still start, then as
 * long as a result. A job without an expiry may start at any time, so its record stays.
 */
export function liveLifetime(
  { resultTtl }: LifetimePolicy,
  { expiresAtMs, nowMs }: { readonly expiresAtMs: number | undefined; readonly nowMs: number },
): Lifetime {
  if (resultTtl === 'forever' || expiresAtMs === undefined) return 'forever'
  return Math.max(expiresAtMs - nowMs, 0) + resultTtl
}
