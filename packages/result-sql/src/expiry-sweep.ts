import { type Clock, systemClock } from '@arq/core'
import { pause } from '@arq/core/internal'

/** Between the ends of two sweeps. */
const PAUSE_MS = 5000
/** What one step is to take. In SQLite the process does nothing else meanwhile, and no other one writes. */
const STEP_MS = 10
const FIRST_ROWS = 100
const FEWEST_ROWS = 10
const MOST_ROWS = 1000
/** So many times as long as a step took, everybody else comes first. */
const REST = 2

/**
 * Deletes rows whose time is over, beside the writes of whoever writes: in steps that are as large as takes a moment, so that
 * none holds anything up, with rests in between, and again after a rest while steps are full, so that it keeps up with
 * whatever expires.
 */
export class ExpirySweep {
  readonly #deleteExpired: (limit: number) => Promise<number>
  readonly #clock: Clock
  readonly #stopping = new AbortController()
  #nextMs = -Infinity
  #rows = FIRST_ROWS
  #sweeping: Promise<void> | undefined

  constructor(deleteExpired: (limit: number) => Promise<number>, clock: Clock = systemClock) {
    this.#deleteExpired = deleteExpired
    this.#clock = clock
  }

  /** Begins, when it is time and none is under way. */
  poke(): void {
    const isTime = this.#clock.monotonicNow() >= this.#nextMs
    if (this.#sweeping || this.#stopping.signal.aborted || !isTime) return
    this.#sweeping = this.#sweep().finally(() => {
      this.#nextMs = this.#clock.monotonicNow() + PAUSE_MS
      this.#sweeping = undefined
    })
  }

  /** Resolves after the step that is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#sweeping
  }

  async #sweep(): Promise<void> {
    const { signal } = this.#stopping
    try {
      for (;;) {
        const rows = this.#rows
        const startMs = this.#clock.monotonicNow()
        const deleted = await this.#deleteExpired(rows)
        if (deleted < rows) return
        const tookMs = this.#clock.monotonicNow() - startMs
        this.#rows = nextRows(rows, tookMs)
        await pause(REST * tookMs, { clock: this.#clock, signal })
        if (signal.aborted) return
      }
    } catch {
      // The database is away, or refuses: whoever writes hears of it. The next sweep looks again.
    }
  }
}

/** At most twice as many: one quick step says little. */
function nextRows(rows: number, tookMs: number): number {
  const wanted = Math.round((rows * STEP_MS) / Math.max(tookMs, 1))
  return Math.min(Math.max(wanted, FEWEST_ROWS), rows * 2, MOST_ROWS)
}
