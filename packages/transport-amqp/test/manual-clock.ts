import type { Clock, Timer } from '@arq/core'

interface ManualTimer {
  readonly atMs: number
  readonly callback: () => void
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #nowMs = 5_000_000
  #wallAheadMs: number
  readonly #timers = new Set<ManualTimer>()

  constructor(nowMs = 1_000_000) {
    this.#wallAheadMs = nowMs - this.#nowMs
  }

  now(): number {
    return this.#nowMs + this.#wallAheadMs
  }

  monotonicNow(): number {
    return this.#nowMs
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    const timer = { atMs: this.#nowMs + delayMs, callback }
    this.#timers.add(timer)
    return { cancel: () => void this.#timers.delete(timer) }
  }

  /** Sets the wall clock alone, as a person or NTP does. */
  setWallClock(byMs: number): void {
    this.#wallAheadMs += byMs
  }

  get timerCount(): number {
    return this.#timers.size
  }

  /** Lets that much time pass, timer by timer, and what follows from each happen. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms
    for (;;) {
      await settled()
      const next = [...this.#timers]
        .filter(({ atMs }) => atMs <= untilMs)
        .sort((a, b) => a.atMs - b.atMs)[0]
      if (!next) break
      this.#timers.delete(next)
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      next.callback()
    }
    this.#nowMs = untilMs
    await settled()
  }

  /** Fires every timer now, as if the machine's timers were early. */
  async fireEarly(): Promise<void> {
    for (const timer of [...this.#timers]) {
      this.#timers.delete(timer)
      timer.callback()
    }
    await settled()
  }
}

/** After every promise that is already on its way has had its turn. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
