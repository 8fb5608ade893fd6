import type { Quantiles } from '../contract/overview.js'

/** `null` of nothing. Pure. */
export function quantilesOf(values: readonly number[]): Quantiles | null {
  const sorted = [...values].sort((a, b) => a - b)
  const max = sorted.at(-1)
  if (max === undefined) return null
  return { count: sorted.length, p50: at(sorted, 0.5), p95: at(sorted, 0.95), max }
}

/** The smallest value that this share of them does not exceed. */
const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? 0
