import type { Clock } from '@arq/core'
import { SequenceWindow } from '@arq/core/internal'

import type { Attempt } from '../run/attempt.js'

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
  readonly #young = new SequenceWindow<YoungRun>()
  #isTimerSet = false

  constructor(clock: Clock, onLong: (attempt: Attempt) => void) {
    this.#clock = clock
    this.#onLong = onLong
  }

  /** @returns its number, for {@link ended} */
  started(attempt: Attempt): number {
    const number = this.#young.add(new YoungRun(attempt, this.#clock.monotonicNow()))
    this.#setTimer()
    return number
  }

  /** @returns whether it was long; `undefined` when that was told before */
  ended(number: number): boolean | undefined {
    const run = this.#young.take(number)
    // The timer comes late where the run blocks the event loop.
    return run && this.#clock.monotonicNow() - run.sinceMs >= LONG_AFTER_MS
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
    const nowMs = this.#clock.monotonicNow()
    while (this.#young.size > 0) {
      const number = this.#young.lowest
      const run = this.#young.get(number)
      if (!run || nowMs - run.sinceMs < LONG_AFTER_MS) return
      this.#young.take(number)
      this.#onLong(run.attempt)
    }
  }
}

// A class: see `ReceivedAttempt`.
class YoungRun {
  readonly attempt: Attempt
  readonly sinceMs: number

  constructor(attempt: Attempt, sinceMs: number) {
    this.attempt = attempt
    this.sinceMs = sinceMs
  }
}
