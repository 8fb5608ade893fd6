import type { Clock, Timer } from '@arq/core'

import { MinHeap } from './min-heap.js'

interface Delayed {
  readonly dueAtMs: number
  readonly order: number
  readonly release: () => void
}

/** What waits for its time: one timer, set for the earliest, so that a long delay never holds up a short one. */
export class DelayedMessages {
  readonly #clock: Clock
  readonly #waiting = new MinHeap<Delayed>((a, b) => a.dueAtMs - b.dueAtMs || a.order - b.order)
  #timer: { readonly dueAtMs: number; readonly timer: Timer } | undefined
  #isRunning = false
  #order = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(dueAtMs: number, release: () => void): void {
    this.#waiting.push({ dueAtMs, order: (this.#order += 1), release })
    this.#arm()
  }

  start(): void {
    this.#isRunning = true
    this.#arm()
  }

  /** Keeps what waits, but no timer: a broker that nobody is connected to does not keep the process alive. */
  stop(): void {
    this.#isRunning = false
    this.#timer?.timer.cancel()
    this.#timer = undefined
  }

  #arm(): void {
    const next = this.#waiting.peek()
    if (!this.#isRunning || !next) return
    if (this.#timer && this.#timer.dueAtMs <= next.dueAtMs) return
    this.#timer?.timer.cancel()
    const delayMs = Math.max(next.dueAtMs - this.#clock.now(), 0)
    const timer = this.#clock.setTimer(delayMs, () => {
      this.#timer = undefined
      this.#releaseDue()
    })
    this.#timer = { dueAtMs: next.dueAtMs, timer }
  }

  #releaseDue(): void {
    // Asked of the clock, not of the timer: the machine's timers can fire a fraction of a millisecond early.
    const nowMs = this.#clock.now()
    for (let next = this.#waiting.peek(); next; next = this.#waiting.peek()) {
      if (next.dueAtMs > nowMs) break
      this.#waiting.pop()
      next.release()
    }
    this.#arm()
  }
}
