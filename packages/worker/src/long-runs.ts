import type { Clock } from '@arq/core'

import type { Attempt } from './attempt.js'

/** Most jobs are over sooner, and the write of their state would be half of what the store has to do for them. */
const LONG_AFTER_MS = 10

/**
 * Knows which runs last, with one timer for all: those whose record is not yet written as a whole, because they may be
 * over before anybody could read it.
 */
export class LongRuns {
  readonly #clock: Clock
  readonly #onLong: (attempt: Attempt) => void
  /** When each began, in that order. */
  readonly #young = new Map<Attempt, number>()
  #isTimerSet = false

  constructor(clock: Clock, onLong: (attempt: Attempt) => void) {
    this.#clock = clock
    this.#onLong = onLong
  }

  started(attempt: Attempt): void {
    this.#young.set(attempt, this.#clock.now())
    this.#setTimer()
  }

  ended(attempt: Attempt): void {
    this.#young.delete(attempt)
  }

  #setTimer(): void {
    if (this.#isTimerSet) return
    this.#isTimerSet = true
    this.#clock.setTimer(LONG_AFTER_MS, () => {
      this.#isTimerSet = false
      this.#tellOfLong()
      if (this.#young.size > 0) this.#setTimer()
    })
  }

  #tellOfLong(): void {
    const nowMs = this.#clock.now()
    for (const [attempt, sinceMs] of this.#young) {
      if (nowMs - sinceMs < LONG_AFTER_MS) return
      this.#young.delete(attempt)
      this.#onLong(attempt)
    }
  }
}
