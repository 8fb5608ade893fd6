import type { Clock } from '../src/time/clock.js'

/** A clock that stands still and whose timers fire when the test says so. */
export function handClock() {
  const timers = new Set<() => void>()
  const clock: Clock = {
    now: () => 0,
    monotonicNow: () => 0,
    setTimer: (_delayMs, callback) => {
      const fire = (): void => {
        timers.delete(fire)
        callback()
      }
      timers.add(fire)
      return { cancel: () => void timers.delete(fire) }
    },
  }
  return { clock, timers, ring: () => [...timers].forEach((fire) => fire()) }
}
