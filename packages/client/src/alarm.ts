import type { Clock, Timer } from '@arq/core'

/** One timer for many moments of the monotonic clock: it rings at the earliest that was asked for, or before. */
export class Alarm {
  readonly #clock: Clock
  readonly #onRing: () => void
  #timer: Timer | undefined
  #ringsAtMs = Infinity

  constructor(clock: Clock, onRing: () => void) {
    this.#clock = clock
    this.#onRing = onRing
  }

  /** Makes sure that it rings at this moment or before. */
  ringBy(atMs: number): void {
    if (atMs >= this.#ringsAtMs) return
    this.#timer?.cancel()
    this.#ringsAtMs = atMs
    this.#timer = this.#clock.setTimer(Math.max(atMs - this.#clock.monotonicNow(), 0), () => {
      this.cancel()
      this.#onRing()
    })
  }

  cancel(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#ringsAtMs = Infinity
  }
}
