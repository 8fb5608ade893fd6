/** A timer that has been set. */
export interface Timer {
  /** It will not fire; safe to call again or after it fired. */
  cancel(): void
}

/** The time, and waiting. Injected where behaviour depends on it, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls `callback` once, not before `delayMs` have passed. */
  setTimer(delayMs: number, callback: () => void): Timer
}

// setTimeout takes at most 2^31 - 1 ms and fires at once beyond it.
const LONGEST_TIMEOUT_MS = 2_147_483_647

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(delayMs, callback) {
    if (delayMs <= LONGEST_TIMEOUT_MS) {
      const timeout = setTimeout(callback, Math.max(delayMs, 0))
      return { cancel: () => clearTimeout(timeout) }
    }
    let handle: NodeJS.Timeout
    const arm = (remainingMs: number): void => {
      const stepMs = Math.min(Math.max(remainingMs, 0), LONGEST_TIMEOUT_MS)
      handle = setTimeout(() => {
        if (remainingMs > stepMs) arm(remainingMs - stepMs)
        else callback()
      }, stepMs)
    }
    arm(delayMs)
    return { cancel: () => clearTimeout(handle) }
  },
}
