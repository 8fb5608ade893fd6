import { type Clock, durationToMs, type Timer } from '@arq/core'
import { inNextTurn } from '@arq/core/internal'

import { MinHeap } from './min-heap.js'

/** How far to go: a number is **milliseconds**, as everywhere in {@link Clock}; a text says its unit. */
export type ClockStep = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

interface ManualTimer {
  /** By the monotonic clock. */
  readonly dueMs: number
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
  readonly #timers = new MinHeap<ManualTimer>((a, b) => a.dueMs - b.dueMs || a.order - b.order)
  #wallMs: number
  #monotonicMs = 0
  #order = 0

  /** @param startMs what {@link now} says first, milliseconds since 1970; default 2026-01-01T00:00Z */
  constructor(startMs: number = Date.UTC(2026, 0, 1)) {
    this.#wallMs = startMs
  }

  now(): number {
    return this.#wallMs
  }

  monotonicNow(): number {
    return this.#monotonicMs
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    const timer: ManualTimer = {
      // Rounded up: a timer never fires early, and `now()` stays a whole number.
      dueMs: this.#monotonicMs + Math.ceil(Math.max(delayMs, 0)),
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
    const untilMs = this.#monotonicMs + stepMs
    await settled()
    for (let timer = this.#next(untilMs); timer; timer = this.#next(untilMs)) {
      this.#moveTo(timer.dueMs)
      timer.callback()
      await settled()
    }
    this.#moveTo(untilMs)
    await settled()
  }

  /** How long until the next timer falls due, milliseconds; `undefined` when none is set. */
  get nextTimerInMs(): number | undefined {
    for (let timer = this.#timers.peek(); timer; timer = this.#timers.peek()) {
      if (!timer.isCancelled) return Math.max(timer.dueMs - this.#monotonicMs, 0)
      this.#timers.pop()
    }
    return undefined
  }

  /**
   * Sets the wall clock alone, as a person or NTP does: {@link now} jumps by `stepMs`, forward or (negative) back.
   * {@link monotonicNow} and the timers stay where they are.
   */
  jumpWall(stepMs: number): void {
    this.#wallMs += stepMs
  }

  #moveTo(monotonicMs: number): void {
    // A callback may have moved the clock already.
    const stepMs = Math.max(monotonicMs - this.#monotonicMs, 0)
    this.#monotonicMs += stepMs
    this.#wallMs += stepMs
  }

  #next(untilMs: number): ManualTimer | undefined {
    for (let timer = this.#timers.peek(); timer; timer = this.#timers.peek()) {
      if (!timer.isCancelled && timer.dueMs > untilMs) return undefined
      this.#timers.pop()
      if (!timer.isCancelled) return timer
    }
    return undefined
  }
}

/** All promise chains, and what they put off to the next turns of the event loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise<void>((resolve) => inNextTurn(resolve))
  }
}
