/** Rows in one step: a few milliseconds of the database. */
const ROWS_PER_STEP = 1000
const PAUSE_MS = 5000

/**
 * Deletes rows whose time is over, beside the writes of whoever writes: in steps, so that no step holds anything up, and
 * at once again while steps are full, so that it keeps up with whatever expires.
 */
export class ExpirySweep {
  readonly #deleteExpired: (limit: number) => Promise<number>
  #nextMs = 0
  #step: Promise<void> | undefined
  #isStopped = false

  constructor(deleteExpired: (limit: number) => Promise<number>) {
    this.#deleteExpired = deleteExpired
  }

  /** Begins, when it is time and none is under way. */
  poke(): void {
    const nowMs = performance.now()
    if (this.#step || this.#isStopped || nowMs < this.#nextMs) return
    this.#nextMs = nowMs + PAUSE_MS
    this.#step = this.#sweep().finally(() => (this.#step = undefined))
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#step
  }

  async #sweep(): Promise<void> {
    try {
      let deleted = ROWS_PER_STEP
      while (deleted === ROWS_PER_STEP && !this.#isStopped) {
        deleted = await this.#deleteExpired(ROWS_PER_STEP)
      }
    } catch {
      // The database is away, or refuses: whoever writes hears of it. The next sweep looks again.
    }
  }
}
