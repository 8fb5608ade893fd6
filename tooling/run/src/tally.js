/**
 * @typedef {{ readonly name: string, readonly message: string }} Failure
 * @typedef {{ readonly passed: number, readonly skipped: number, readonly failures: readonly Failure[] }} Counts
 */

/** The totals of a run. What failed is counted by its name, so no failure can be without one. */
export class Tally {
  #passed = 0
  #skipped = 0
  /** @type {Failure[]} */
  #failures = []

  /** @param {Counts} counts */
  add({ passed, skipped, failures }) {
    this.#passed += passed
    this.#skipped += skipped
    this.#failures.push(...failures)
  }

  get failures() {
    return this.#failures
  }

  /** A run that tried nothing is no success. */
  get isGreen() {
    return this.#failures.length === 0 && this.#passed > 0
  }

  /** The line that CI reads; it must be the last one. */
  get line() {
    return `${this.#passed} passed, ${this.#failures.length} failed, ${this.#skipped} skipped`
  }
}

/**
 * `3 passed, 1 failed` for a step's line; nothing about what did not occur.
 * @param {Counts} counts
 */
export function describe({ passed, skipped, failures }) {
  const parts = [`${passed} passed`]
  if (failures.length > 0) parts.push(`${failures.length} failed`)
  if (skipped > 0) parts.push(`${skipped} skipped`)
  return parts.join(', ')
}
