import { systemClock, type Timer } from '@arq/core'

import { LoopWatch } from '#platform'

/** How long one measurement lasts: long enough to be seen, short enough to be of now. */
const SPAN_MS = 10_000
/** How finely the loop is watched. Shorter delays are no lag, and a finer watch costs more. */
const RESOLUTION_MS = 20

/** How long the event loop was held up of late: in real time, whatever the worker's clock says. */
export class LoopLag {
  #watch: LoopWatch | undefined
  #timer: Timer | undefined
  #lastMs = 0

  start(): void {
    this.#watch = new LoopWatch(RESOLUTION_MS)
    this.#nextSpan()
  }

  stop(): void {
    this.#timer?.cancel()
    this.#watch?.stop()
  }

  /** The longest delay in the last 10 to 20 seconds. */
  get longestMs(): number {
    return Math.max(this.#lastMs, this.#current)
  }

  get #current(): number {
    return this.#watch?.longestMs ?? 0
  }

  #nextSpan(): void {
    this.#timer = systemClock.setTimer(SPAN_MS, () => {
      this.#lastMs = this.#current
      this.#watch?.reset()
      this.#nextSpan()
    })
  }
}
