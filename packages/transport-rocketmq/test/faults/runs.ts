/** A job that ran again. */
export interface Repeat {
  readonly number: number
  /** When it ran for the first time, and when again: milliseconds of the test's clock. */
  readonly firstMs: number
  readonly againMs: number
}

/** Which jobs ran, when, and which ran again; tells when enough of them have. */
export class Runs {
  /** By the job's number. */
  readonly firstMs = new Map<number, number>()
  readonly repeats: Repeat[] = []
  #waiting: { readonly count: number; readonly resolve: () => void }[] = []

  readonly add = (number: number): void => {
    const nowMs = performance.now()
    const firstMs = this.firstMs.get(number)
    if (firstMs !== undefined) {
      this.repeats.push({ number, firstMs, againMs: nowMs })
      return
    }
    this.firstMs.set(number, nowMs)
    const due = this.#waiting.filter(({ count }) => this.firstMs.size >= count)
    this.#waiting = this.#waiting.filter(({ count }) => this.firstMs.size < count)
    for (const { resolve } of due) resolve()
  }

  /** Resolves when so many different jobs have run. */
  until(count: number): Promise<void> {
    if (this.firstMs.size >= count) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push({ count, resolve }))
  }

  /** How many jobs ran for the first time between two moments. */
  between(fromMs: number, toMs: number): number {
    return [...this.firstMs.values()].filter((ms) => ms >= fromMs && ms <= toMs).length
  }
}
