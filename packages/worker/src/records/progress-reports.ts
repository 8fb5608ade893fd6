import type { Clock, Timer } from '@arq/core'

import type { Attempt } from '../run/attempt.js'

const SHORTEST_INTERVAL_MS = 200

/** Limits how often a task's progress is written: at once, then at most a few times a second, the last one always. */
export class ProgressReports {
  readonly #clock: Clock
  readonly #write: (attempt: Attempt) => void
  readonly #pauses = new Map<Attempt, { readonly timer: Timer; hasNews: boolean }>()

  constructor(clock: Clock, write: (attempt: Attempt) => void) {
    this.#clock = clock
    this.#write = write
  }

  report(attempt: Attempt): void {
    const pause = this.#pauses.get(attempt)
    if (pause) {
      pause.hasNews = true
      return
    }
    this.#write(attempt)
    this.#pause(attempt)
  }

  /** The attempt has ended: its record, which carries the last progress, is written by whoever ends it. */
  end(attempt: Attempt): void {
    this.#pauses.get(attempt)?.timer.cancel()
    this.#pauses.delete(attempt)
  }

  #pause(attempt: Attempt): void {
    const timer = this.#clock.setTimer(SHORTEST_INTERVAL_MS, () => {
      const hasNews = this.#pauses.get(attempt)?.hasNews === true
      this.#pauses.delete(attempt)
      if (!hasNews) return
      this.#write(attempt)
      this.#pause(attempt)
    })
    this.#pauses.set(attempt, { timer, hasNews: false })
  }
}
