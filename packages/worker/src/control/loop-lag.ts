import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'

import { systemClock, type Timer } from '@arq/core'

/** How long one measurement lasts: long enough to be seen, short enough to be of now. */
const SPAN_MS = 10_000
/** How finely the loop is watched. Shorter delays are no lag, and a finer watch costs more. */
const RESOLUTION_MS = 20

/** How long the event loop was held up of late: in real time, whatever the worker's clock says. */
export class LoopLag {
  #histogram: IntervalHistogram | undefined
  #timer: Timer | undefined
  #lastMs = 0

  start(): void {
    this.#histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
    this.#histogram.enable()
    this.#nextSpan()
  }

  stop(): void {
    this.#timer?.cancel()
    this.#histogram?.disable()
  }

  /** The longest delay in the last 10 to 20 seconds. */
  get longestMs(): number {
    return Math.max(this.#lastMs, this.#current)
  }

  get #current(): number {
    const { max = 0, count = 0 } = this.#histogram ?? {}
    // The histogram counts its own interval, too.
    return count === 0 ? 0 : Math.max(Math.round(max / 1e6) - RESOLUTION_MS, 0)
  }

  #nextSpan(): void {
    this.#timer = systemClock.setTimer(SPAN_MS, () => {
      this.#lastMs = this.#current
      this.#histogram?.reset()
      this.#nextSpan()
    })
  }
}
