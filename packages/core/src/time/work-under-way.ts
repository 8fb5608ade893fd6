/** Counts work that has begun and not ended, and tells when there is none. */
export class WorkUnderWay {
  #count = 0
  #waiting: (() => void)[] = []

  get isIdle(): boolean {
    return this.#count === 0
  }

  /** Begun and not ended. */
  get count(): number {
    return this.#count
  }

  begin(): void {
    this.#count += 1
  }

  end(): void {
    this.#count -= 1
    if (this.#count > 0) return
    for (const wake of this.#waiting.splice(0)) wake()
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    // Another waiter may have been woken first and have begun new work.
    while (this.#count > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
}
