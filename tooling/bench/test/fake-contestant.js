/**
 * What it does wrong: how many jobs stay in the queue whatever is taken out, how many results are
 * missing, which job is lost, which is done twice.
 * @typedef {{ left?: number, lostResults?: number, lost?: number, repeated?: number }} Faults
 */

/**
 * A contestant with a queue in memory.
 * @implements {Contestant}
 * @typedef {import('../src/contract.d.ts').Contestant} Contestant
 */
export class FakeContestant {
  #faults
  /** @type {number[]} */
  #queue = []
  #results = 0
  #deadLetters = 0
  /** @type {((sequence: number) => void) | undefined} */
  #onJob
  /** @type {((sequence: number) => void) | undefined} */
  #onSignal

  /** @param {Faults} [faults] */
  constructor(faults = {}) {
    this.#faults = faults
  }

  /**
   * @param {unknown} _place
   * @param {import('../src/contract.d.ts').SessionOptions} _options
   * @returns {Promise<import('../src/contract.d.ts').Session>}
   */
  async open(_place, _options) {
    return {
      producer: async () => ({
        enqueue: async ({ from, count }) => this.#put(from, count),
        send: async (sequence) => {
          this.#put(sequence, 1)
          const abort = async () => {
            this.#onSignal?.(sequence)
            return true
          }
          return { result: async () => sequence, abort }
        },
      }),
      consumer: async ({ onJob, onSignal }) => {
        this.#onJob = onJob
        this.#onSignal = onSignal
        this.#work()
        return { settled: async () => undefined }
      },
      countDeadLetters: async () => this.#deadLetters + (this.#faults.left ?? 0),
      close: async () => undefined,
    }
  }

  /**
   * @param {unknown} _place
   * @param {import('../src/contract.d.ts').JobRange} range
   */
  async fill(_place, { from, count }) {
    this.#put(from, count)
  }

  /**
   * @param {unknown} _place
   * @param {number} count
   */
  async fillDeadLetters(_place, count) {
    this.#deadLetters += count
  }

  async countWaiting() {
    return this.#queue.length + (this.#faults.left ?? 0)
  }

  /**
   * @param {unknown} _place
   * @param {(sequence: number) => void} onJob
   */
  async takeWaiting(_place, onJob) {
    this.#queue.splice(0).forEach((sequence) => onJob(sequence))
  }

  async countResults() {
    return this.#results - (this.#faults.lostResults ?? 0)
  }

  /**
   * @param {number} from
   * @param {number} count
   */
  #put(from, count) {
    for (let sequence = from; sequence < from + count; sequence += 1) {
      this.#results += 1
      if (sequence !== this.#faults.lost) this.#queue.push(sequence)
    }
    this.#work()
  }

  /** A turn later, as every contestant does. */
  #work() {
    const onJob = this.#onJob
    if (!onJob) return
    setImmediate(() => {
      for (const sequence of this.#queue.splice(0)) {
        onJob(sequence)
        if (sequence === this.#faults.repeated) onJob(sequence)
      }
    })
  }
}
