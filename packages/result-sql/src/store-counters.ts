/** What this process has done with a store. */
export class StoreCounters {
  stored = 0
  retrieved = 0
  deleted = 0
  #operations = 0
  #failures = 0

  /** Share of operations that did not fail; 1 before the first. */
  get successRate(): number {
    return this.#operations === 0 ? 1 : 1 - this.#failures / this.#operations
  }

  /** Counts an operation, whatever comes of it. */
  count<T>(operation: Promise<T>): Promise<T> {
    this.#operations += 1
    operation.catch(() => (this.#failures += 1))
    return operation
  }
}
