/** How long acks may gather, milliseconds, once some have just left. */
const GATHER_MS = 1

/**
 * When the acks of a connection's lanes leave. The first ones at the end of their turn; under load, when acks have just
 * left, those that can wait gather a moment: each write and each ack of its own costs both sides more than the jobs of
 * an empty task, and with hundreds of queues nearly every turn would have one.
 */
export class SettlePace {
  readonly #due = new Set<() => void>()
  #lastAtMs = -Infinity
  #isTurnDue = false
  #timer: NodeJS.Timeout | undefined

  /**
   * Calls `flush` at the end of this turn, or a moment later.
   * @param canWait the broker has no need of these acks to go on
   */
  ask(flush: () => void, { canWait }: { readonly canWait: boolean }): void {
    this.#due.add(flush)
    if (canWait && performance.now() - this.#lastAtMs < GATHER_MS) {
      this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS)
    } else if (!this.#isTurnDue) {
      this.#isTurnDue = true
      process.nextTick(() => {
        this.#isTurnDue = false
        this.#flush()
      })
    }
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#lastAtMs = performance.now()
    const due = [...this.#due]
    this.#due.clear()
    for (const flush of due) flush()
  }
}
