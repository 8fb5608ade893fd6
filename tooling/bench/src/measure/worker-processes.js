import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const CHILD = fileURLToPath(new URL('../trial-process.js', import.meta.url))

/**
 * What a worker process sends: that it works, what has begun (number and moment of each job, in
 * turn), and at last its values.
 * @typedef {{ ready: true } | { begun: readonly number[] } | import('../run-trial.js').Answer}
 *   FromWorker
 * @typedef {'begin' | 'stop' | 'read memory' | 'end'} ToWorker what is measured begins, or stops; the
 *   worker collects its garbage and notes its memory; the worker ends
 */

/**
 * Processes beside the one that measures, in which the scenario's `work` runs. They end with it.
 */
export class WorkerProcesses {
  #onBegun
  /** @type {import('node:child_process').ChildProcess[]} */
  #children = []
  /** @type {Promise<import('../contract.d.ts').Values>[]} */
  #answers = []

  /** @param {(sequence: number, atMs: number) => void} onBegun */
  constructor(onBegun) {
    this.#onBegun = onBegun
  }

  /**
   * Resolves when all of them work.
   * @param {import('../contract.d.ts').Trial} trial
   * @param {number} count
   */
  async start(trial, count) {
    await Promise.all(
      Array.from({ length: count }, () => this.#startOne({ ...trial, step: 'work' })),
    )
  }

  /**
   * What is waited for, unless a worker ends before it was told to.
   * @template T
   * @param {Promise<T>} wanted
   * @returns {Promise<T>}
   */
  async orFailure(wanted) {
    const ended = Promise.race(this.#answers).then(() => {
      throw new Error('a worker process ended before its time')
    })
    return Promise.race([wanted, ended])
  }

  /** @param {ToWorker} message */
  tell(message) {
    for (const child of this.#children) child.send(message)
  }

  /** Resolves with what each of them measured, once all have ended. */
  async end() {
    this.tell('end')
    return Promise.all(this.#answers)
  }

  /** @param {import('../contract.d.ts').Trial} trial */
  async #startOne(trial) {
    const child = fork(CHILD)
    this.#children.push(child)
    /** @type {import('../run-trial.js').Answer | undefined} */
    let answer
    const ready = new Promise((resolve) => {
      child.on('message', (sent) => {
        const message = /** @type {FromWorker} */ (sent)
        if ('ready' in message) resolve(undefined)
        else if ('begun' in message) this.#take(message.begun)
        else answer = message
      })
    })
    const answered = once(child, 'close').then(() => {
      if (answer && 'values' in answer) return answer.values
      throw new Error(`a worker process: ${answer?.error ?? `ended with code ${child.exitCode}`}`)
    })
    // Whoever waits for one of them is told; until then it is nobody's error.
    answered.catch(() => undefined)
    this.#answers.push(answered)
    child.send(trial)
    await this.orFailure(ready)
  }

  /** @param {readonly number[]} begun */
  #take(begun) {
    for (let index = 0; index < begun.length; index += 2) {
      this.#onBegun(begun[index] ?? Number.NaN, begun[index + 1] ?? Number.NaN)
    }
  }
}
