/** Runs an act once, at the soonest of the times that were asked for since it last ran. */
export class SoonestTimer {
  readonly #act: () => void
  #timer: NodeJS.Timeout | undefined
  #dueMs = Infinity

  constructor(act: () => void) {
    this.#act = act
  }

  /** Runs the act after `waitMs`, unless it runs sooner anyway. */
  runWithin(waitMs: number): void {
    const dueMs = performance.now() + waitMs
    if (dueMs >= this.#dueMs) return
    clearTimeout(this.#timer)
    this.#dueMs = dueMs
    this.#timer = setTimeout(() => {
      this.#dueMs = Infinity
      this.#act()
    }, waitMs)
  }

  cancel(): void {
    clearTimeout(this.#timer)
    this.#dueMs = Infinity
  }
}
