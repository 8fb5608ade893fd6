/** @typedef {ReturnType<typeof import('./connections.js').newStore>} Store */

/** Listens between a worker and its store: which jobs it asked about before it started them, and had an answer. */
export class AskedJobs {
  /** @type {Map<string, boolean>} by job id */
  #answered = new Map()

  /** What is asked of the store from now on is heard. @param {Store} store */
  listenTo(store) {
    const begin = store.begin.bind(store)
    const transition = store.transition.bind(store)
    store.begin = (start) => this.#hear(start.jobId, begin(start))
    store.transition = (change) => {
      const answer = transition(change)
      return change.guard === 'start' ? this.#hear(change.record.jobId, answer) : answer
    }
  }

  /**
   * To be called when a job starts.
   * @param {string} jobId
   * @returns {boolean | undefined} whether the question of this start was answered; undefined: there was none
   */
  take(jobId) {
    const isAnswered = this.#answered.get(jobId)
    this.#answered.delete(jobId)
    return isAnswered
  }

  /**
   * @template {string} T
   * @param {string} jobId
   * @param {Promise<T>} answer
   */
  async #hear(jobId, answer) {
    this.#answered.set(jobId, false)
    const outcome = await answer
    // Such a job does not start.
    if (outcome === 'final') this.#answered.delete(jobId)
    else this.#answered.set(jobId, true)
    return outcome
  }
}
