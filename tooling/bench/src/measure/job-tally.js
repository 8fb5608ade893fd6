const SHOWN = 5
const STALL_MS = 30_000

/** Counts how often each job was done. */
export class JobTally {
  /** Jobs done, repetitions included. */
  done = 0
  #counts
  /** @type {number[]} */
  #strangers = []
  /** @type {Map<number, () => void>} */
  #callbacks = new Map()

  /** @param {number} jobs sequence numbers are below it */
  constructor(jobs) {
    this.#counts = new Uint8Array(jobs)
  }

  /** @param {number} sequence */
  mark(sequence) {
    const count = this.#counts[sequence]
    if (count === undefined) this.#strangers.push(sequence)
    // Saturates: 255 runs of one job are wrong however many more there were.
    else if (count < 255) this.#counts[sequence] = count + 1
    this.done += 1
    if (this.#callbacks.size > 0) this.#callbacks.get(this.done)?.()
  }

  /**
   * Calls back at once, in the midst of the `done`th job.
   * @param {number} done
   * @param {() => void} callback
   */
  at(done, callback) {
    const earlier = this.#callbacks.get(done)
    this.#callbacks.set(done, () => {
      this.#callbacks.delete(done)
      earlier?.()
      callback()
    })
  }

  /**
   * @param {number} done
   * @returns {Promise<void>} rejects when no job at all is done for a while: some were lost
   */
  reached(done) {
    if (this.done >= done) return Promise.resolve()
    return new Promise((resolve, reject) => {
      let before = this.done
      const watch = setInterval(() => {
        const seconds = STALL_MS / 1000
        const stalled = `${this.done} of ${done} jobs are done, and none for ${seconds} s`
        if (this.done === before) reject(new Error(stalled))
        before = this.done
      }, STALL_MS)
      this.at(done, () => {
        clearInterval(watch)
        resolve()
      })
    })
  }

  /** @throws when a job was done not at all, or more than once */
  expectEachOnce() {
    this.#expect({ isLossAllowed: false })
  }

  /** @throws when a job was done more than once */
  expectNoneTwice() {
    this.#expect({ isLossAllowed: true })
  }

  /** @param {{ isLossAllowed: boolean }} options */
  #expect({ isLossAllowed }) {
    const lost = isLossAllowed ? [] : this.#sequencesWhere((count) => count === 0)
    const repeated = this.#sequencesWhere((count) => count > 1)
    const problems = [
      describe(lost, 'never done'),
      describe(repeated, 'done more than once'),
      describe(this.#strangers, 'that nobody sent'),
    ].filter((text) => text !== undefined)
    if (problems.length === 0) return
    throw new Error(`of ${this.#counts.length} jobs: ${problems.join('; ')}`)
  }

  /** @param {(count: number) => boolean} test */
  #sequencesWhere(test) {
    /** @type {number[]} */
    const found = []
    this.#counts.forEach((count, sequence) => test(count) && found.push(sequence))
    return found
  }
}

/**
 * @param {readonly number[]} sequences
 * @param {string} what
 */
function describe(sequences, what) {
  if (sequences.length === 0) return undefined
  const more = sequences.length > SHOWN ? ', …' : ''
  return `${sequences.length} ${what} (${sequences.slice(0, SHOWN).join(', ')}${more})`
}
