import type { Clock, Timer } from '@arq/core'

import { MinHeap } from './min-heap.js'

interface Delayed {
  /** By the monotonic clock. */
  readonly dueMs: number
  readonly order: number
  readonly release: () => void
}

/**
 * Messages that wait for their time: one timer, set for the earliest, so that a long delay never holds up a short one.
 * How long a message waits is worked out when it comes: setting the wall clock later changes nothing.
 */
export class DelayedMessages {
  readonly #clock: Clock
  readonly #waiting = new MinHeap<Delayed>((a, b) => a.dueMs - b.dueMs || a.order - b.order)
  #timer: { readonly dueMs: number; readonly timer: Timer } | undefined
  #isRunning = false
  #order = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @param dueAtMs by the wall clock */
  add(dueAtMs: number, release: () => void): void {
    const dueMs = this.#clock.monotonicNow() + dueAtMs - this.#clock.now()
    this.#waiting.push({ dueMs, order: (this.#order += 1), release })
    this.#arm()
  }

  get count(): number {
    return this.#waiting.size
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
    if (this.#timer && this.#timer.dueMs <= next.dueMs) return
    this.#timer?.timer.cancel()
    const delayMs = Math.max(next.dueMs - this.#clock.monotonicNow(), 0)
    const timer = this.#clock.setTimer(delayMs, () => {
      this.#timer = undefined
      this.#releaseDue()
    })
    this.#timer = { dueMs: next.dueMs, timer }
  }

  #releaseDue(): void {
    const nowMs = this.#clock.monotonicNow()
    for (let next = this.#waiting.peek(); next; next = this.#waiting.peek()) {
      if (next.dueMs > nowMs) break
      this.#waiting.pop()
      next.release()
    }
    this.#arm()
  }
}
