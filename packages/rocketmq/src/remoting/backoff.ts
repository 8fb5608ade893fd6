/** A number from 0 to 1. */
export type Random = () => number

export interface ReconnectDelays {
  readonly initialDelayMs: number
  readonly maxDelayMs: number
}

/**
 * The wait before the next attempt after `failures` in a row: doubles up to the limit, and is varied by a fifth so that
 * many clients do not come back at the same moment.
 */
export function reconnectDelayMs(
  failures: number,
  { initialDelayMs, maxDelayMs }: ReconnectDelays,
  random: Random = Math.random,
): number {
  if (failures === 0) return 0
  const doubled = Math.min(initialDelayMs * 2 ** Math.min(failures - 1, 30), maxDelayMs)
  return Math.round(doubled * (0.8 + 0.4 * random()))
}
