/** When each job was due, and when it began. */
export class JobTimes {
  #dueAt
  #startedAt

  /** @param {number} jobs sequence numbers are below it */
  constructor(jobs) {
    this.#dueAt = new Float64Array(jobs)
    this.#startedAt = new Float64Array(jobs)
  }

  /**
   * @param {number} sequence
   * @param {number} atMs of `Date.now()`, as in all of this
   */
  due(sequence, atMs) {
    this.#dueAt[sequence] = atMs
  }

  /**
   * @param {number} sequence
   * @param {number} atMs
   */
  begun(sequence, atMs) {
    this.#startedAt[sequence] = atMs
  }

  /**
   * Of the jobs from that number on.
   * @param {number} sequence
   * @returns {import('./lateness.js').Moments}
   */
  from(sequence) {
    return {
      dueAt: this.#dueAt.subarray(sequence),
      startedAt: this.#startedAt.subarray(sequence),
    }
  }
}
