import { until } from './until.js'

const SETTLED_WITHIN_MS = 30_000

/** @typedef {import('./redis-part.js').RedisPart} RedisPart */

/** @typedef {import('./contract.d.ts').Server} Server */

/**
 * Processes of Redis that belong together, as one server.
 * @implements {Server}
 */
export class RedisGroup {
  #title
  #record
  #log
  #isSettled
  /** @type {readonly RedisPart[]} */
  #parts
  #killOnExit = () => this.#parts.forEach((part) => part.signal('SIGKILL'))

  /**
   * @param {object} parts
   * @param {string} parts.title
   * @param {import('./server-record.js').ServerRecord} parts.record
   * @param {import('./contract.d.ts').Log} parts.log
   * @param {(group: { onChange: () => void, settled: () => Promise<void> }) => readonly RedisPart[]} parts.makeParts
   * @param {() => Promise<boolean>} parts.isSettled every running process has found its place
   */
  constructor({ title, record, log, makeParts, isSettled }) {
    this.#title = title
    this.#record = record
    this.#log = log
    this.#isSettled = isSettled
    this.#parts = makeParts({
      onChange: () => this.#recordProcesses(),
      settled: () => this.settled(),
    })
  }

  get parts() {
    return this.#parts
  }

  get url() {
    return this.#parts[0]?.url ?? ''
  }

  get pid() {
    return this.#parts[0]?.pid
  }

  get dataDir() {
    return this.#record.dataDir
  }

  async start() {
    const startedAt = performance.now()
    process.off('exit', this.#killOnExit).once('exit', this.#killOnExit)
    try {
      await Promise.all(this.#parts.map((part) => part.start()))
      await this.settled()
    } catch (error) {
      await this.kill()
      throw error
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    this.#log(`${this.#title}, ${this.#parts.length} processes, answers after ${seconds} s`)
  }

  async stop() {
    await Promise.all(this.#parts.map((part) => part.stop()))
    process.off('exit', this.#killOnExit)
  }

  async kill() {
    await Promise.all(this.#parts.map((part) => part.kill()))
    process.off('exit', this.#killOnExit)
  }

  async restart() {
    await this.stop()
    await this.start()
  }

  async dispose() {
    await (this.#record.isDataDirOurs ? this.kill() : this.stop())
    this.#record.remove()
  }

  release() {
    process.off('exit', this.#killOnExit)
    this.#record.release()
  }

  async settled() {
    const what = `the processes of ${this.#title} to find each other`
    await until(this.#isSettled, { what, withinMs: SETTLED_WITHIN_MS })
  }

  #recordProcesses() {
    this.#record.setProcesses(this.#parts.flatMap(({ pid }) => pid ?? []))
  }
}
