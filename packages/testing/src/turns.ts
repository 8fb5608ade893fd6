// Node's own: a runner's fake timers stand still, and the time that passes here is real.
import { setImmediate, setTimeout } from 'node:timers'

/** The next turn of the event loop: promise chains have run, and what others put off to this turn. */
const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** So much real time. */
export const realPause = (ms: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, ms))

/** Turns of the event loop before the looks are put apart: what waits for a network is in no hurry. */
const QUICK_LOOKS = 50
const LONGEST_PAUSE_MS = 10

/**
 * Looks again and again until `done` says so.
 * @returns whether it did, within so much real time
 */
export async function untilTrue(
  done: () => boolean | Promise<boolean>,
  patienceMs: number,
): Promise<boolean> {
  const sinceMs = performance.now()
  for (let looks = 0; ; looks += 1) {
    if (await done()) return true
    if (performance.now() - sinceMs > patienceMs) return false
    if (looks < QUICK_LOOKS) await nextTurn()
    else await realPause(Math.min(looks - QUICK_LOOKS + 1, LONGEST_PAUSE_MS))
  }
}
