/** A timer that has been set. */
export interface Timer {
  /** It will not fire; safe to call again or after it fired. */
  cancel(): void
}

/** The time, and waiting. Injected where behaviour depends on it, so that tests need not wait. */
export interface Clock {
  /**
   * The wall clock: milliseconds since 1970. People and NTP set it forward and back, so it is for moments that are
   * stored, sent or shown, never for measuring how long something took.
   */
  now(): number
  /**
   * Milliseconds since some moment before the process's first reading. It never goes back and cannot be set: every
   * duration, time limit and deadline inside the process is measured by it.
   */
  monotonicNow(): number
  /** Calls `callback` once, not before `delayMs` have passed on the monotonic clock, and never in the same turn. */
  setTimer(delayMs: number, callback: () => void): Timer
}

// setTimeout takes at most 2^31 - 1 ms and fires at once beyond it.
const LONGEST_TIMEOUT_MS = 2_147_483_647

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicNow: () => performance.now(),
  setTimer(delayMs, callback) {
    const dueMs = performance.now() + delayMs
    let timeout: NodeJS.Timeout
    const arm = (remainingMs: number): void => {
      timeout = setTimeout(ring, Math.min(Math.max(Math.ceil(remainingMs), 0), LONGEST_TIMEOUT_MS))
    }
    const ring = (): void => {
      // Node counts whole milliseconds from the beginning of the turn, so it may call up to one too early.
      const remainingMs = dueMs - performance.now()
      if (remainingMs > 0) arm(remainingMs)
      else callback()
    }
    arm(delayMs)
    return { cancel: () => clearTimeout(timeout) }
  },
}
