/** The runs that a worker may start: any number, but in a burst that has a limit. */
export class RunBudget {
  #left: number

  /** @param mostRuns absent: any number */
  constructor(mostRuns: number | undefined) {
    this.#left = mostRuns ?? Infinity
  }

  /** No further run may be started. */
  get isSpent(): boolean {
    return this.#left <= 0
  }

  /** A run starts. */
  spend(): void {
    this.#left -= 1
  }
}
