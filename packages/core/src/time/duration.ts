/** A length of time: a number is seconds (arq's rule), a text says its unit. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const TEXT = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/

/** A thousand years. From any moment of this age a sum of several still ends before the year 9999, the last on the wire. */
export const LONGEST_DURATION_MS = 1000 * 366 * UNIT_MS.d

/** Milliseconds of a duration, rounded up to whole ones; `undefined` when it is none, negative, or over a thousand years. */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === 'number') return toWholeMs(value * 1000)
  if (typeof value !== 'string') return undefined
  const match = TEXT.exec(value.trim())
  if (!match) return undefined
  // The expression admits these units only.
  const unit = match[2] as keyof typeof UNIT_MS
  return toWholeMs(Number(match[1]) * UNIT_MS[unit])
}

function toWholeMs(ms: number): number | undefined {
  // Also false for NaN.
  if (!(ms >= 0 && ms <= LONGEST_DURATION_MS)) return undefined
  // Binary fractions: 0.007 s is 7.000000000000001 ms, which must not become 8.
  return Math.ceil(Number(ms.toPrecision(15)))
}
