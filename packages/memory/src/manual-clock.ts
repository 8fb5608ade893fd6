import type { Clock, Timer } from '@arq/core'
import { durationToMs } from '@arq/core/internal'

import { MinHeap } from './min-heap.js'

/** How far to go: a number is **milliseconds**, as everywhere in {@link Clock}; a text says its unit. */
export type ClockStep = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

interface ManualTimer {
  readonly dueAtMs: number
  readonly order: number
  readonly callback: () => void
  isCancelled: boolean
}

/**
 * A clock that stands still until a test moves it, so that an hour's delay takes no time.
 *
 * @example
 * ```ts
 * const clock = new ManualClock()
 * const transport = new MemoryTransport({ clock })
 * await clock.advance('1h')
 * ```
 */
export class ManualClock implements Clock {
  readonly #timers = new MinHeap<ManualTimer>((a, b) => a.dueAtMs - b.dueAtMs || a.order - b.order)
  #nowMs: number
  #order = 0

  /** @param startMs what {@link now} says first, milliseconds since 1970; default 2026-01-01T00:00Z */
  constructor(startMs: number = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs
  }

  now(): number {
    return this.#nowMs
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    const timer: ManualTimer = {
      // Rounded up: a timer never fires early, and `now()` stays a whole number.
      dueAtMs: this.#nowMs + Math.ceil(Math.max(delayMs, 0)),
      order: (this.#order += 1),
      callback,
      isCancelled: false,
    }
    this.#timers.push(timer)
    return { cancel: () => void (timer.isCancelled = true) }
  }

  /**
   * Moves the time on and fires what falls due on the way, each timer at its own moment and in order.
   * Before the first, and after each, promise chains run to their end; timers they set fire in the same call
   * when they fall due within it. Work that waits for the network is not waited for.
   * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when the step is negative or no duration.
   */
  async advance(step: ClockStep): Promise<void> {
    const stepMs = durationToMs(typeof step === 'number' ? step / 1000 : step, 'advance')
    const untilMs = this.#nowMs + stepMs
    await settled()
    for (let timer = this.#next(untilMs); timer; timer = this.#next(untilMs)) {
      this.#nowMs = Math.max(this.#nowMs, timer.dueAtMs)
      timer.callback()
      await settled()
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs)
    await settled()
  }

  #next(untilMs: number): ManualTimer | undefined {
    for (let timer = this.#timers.peek(); timer; timer = this.#timers.peek()) {
      if (!timer.isCancelled && timer.dueAtMs > untilMs) return undefined
      this.#timers.pop()
      if (!timer.isCancelled) return timer
    }
    return undefined
  }
}

/** All promise chains, and what they put off to the next turns of the event loop with `setImmediate`. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}
