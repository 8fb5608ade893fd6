/**
 * Counts work that is under way, for whoever waits until it has ended. It keeps no list of it: see {@link RunList} for
 * what a `Set` of promises would cost.
 */
export class UnderWay {
  #count = 0
  #waiting: Waiting[] = []

  get count(): number {
    return this.#count
  }

  /** Counts `work` until it has ended, well or badly. Returns it. */
  track<T>(work: Promise<T>): Promise<T> {
    this.#count += 1
    work.then(this.#onEnded, this.#onEnded)
    return work
  }

  /** Resolves when no more than `count` are under way. */
  whenAtMost(count: number): Promise<void> {
    if (this.#count <= count) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push({ count, resolve }))
  }

  /** Resolves when nothing is under way. */
  whenNone(): Promise<void> {
    return this.whenAtMost(0)
  }

  readonly #onEnded = (): void => {
    this.#count -= 1
    if (this.#waiting.length === 0) return
    const due = this.#waiting.filter(({ count }) => count >= this.#count)
    this.#waiting = this.#waiting.filter(({ count }) => count < this.#count)
    for (const { resolve } of due) resolve()
  }
}

interface Waiting {
  readonly count: number
  readonly resolve: () => void
}
