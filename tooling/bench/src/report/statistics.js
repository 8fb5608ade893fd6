/**
 * @param {readonly number[]} values
 * @param {number} share of the values that are not larger, 0 to 1
 * @returns {number} a value that occurs (nearest rank), NaN of nothing
 */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  const rank = Math.max(1, Math.ceil(share * sorted.length))
  return sorted[rank - 1] ?? Number.NaN
}

/**
 * @param {readonly number[]} values
 * @returns {number} of an even number, the mean of the two in the middle; NaN of nothing
 */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN
  return (lower + upper) / 2
}

/**
 * @param {readonly number[]} values at least one
 * @returns {import('../contract.d.ts').Spread}
 */
export function spreadOf(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) }
}

/**
 * The median of what each round gives: a round's own load falls on both sides of its ratio.
 * @param {readonly number[]} values by round
 * @param {readonly number[]} others by round
 */
export function medianRatio(values, others) {
  return median(values.map((value, round) => value / (others[round] ?? Number.NaN)))
}
