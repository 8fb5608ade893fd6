/** A number from 0 to 1. */
export type Random = () => number

/** A wait of `intervalMs`, varied by a fifth, so that many clients do not come back at the same moment. */
function jitter(intervalMs: number, random: Random = Math.random): number {
  return Math.round(intervalMs * (0.8 + 0.4 * random()))
}

/** The longest wait before the first attempt after a loss, milliseconds; each further one doubles. */
const FIRST_WAIT_MS = 500

/**
 * The wait before the next attempt to connect. Every URL is tried once without a wait in between; the first round
 * after a loss comes within half a second, and the waits between later ones double up to the interval.
 */
export function reconnectDelayMs(
  { failures, urls, intervalMs }: ReconnectState,
  random: Random = Math.random,
): number {
  if (failures === 0) {
    return Math.round(Math.min(intervalMs, FIRST_WAIT_MS) * (0.2 + 0.8 * random()))
  }
  if (failures % urls !== 0) return 1
  return jitter(Math.min(FIRST_WAIT_MS * 2 ** Math.min(failures / urls, 20), intervalMs), random)
}

interface ReconnectState {
  /** Attempts that failed since the connection was lost. */
  readonly failures: number
  /** How many URLs there are. */
  readonly urls: number
  readonly intervalMs: number
}

/** The wait before a channel that failed `failures` times in a row is opened again: doubles up to the interval. */
export function channelDelayMs(
  failures: number,
  intervalMs: number,
  random: Random = Math.random,
): number {
  return jitter(Math.min(50 * 2 ** Math.min(failures, 20), intervalMs), random)
}
