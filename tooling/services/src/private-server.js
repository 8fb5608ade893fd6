/** @typedef {import('./contract.d.ts').Server} Server */
/** @typedef {import('./contract.d.ts').Access} Access */

/**
 * A server of our own: one main process, perhaps helpers that it cannot do without, a data folder
 * and a record. The base of every `create…`.
 * @template {Access} [A=Access]
 * @implements {Server}
 */
export class PrivateServer {
  #access
  #record
  #helpers
  #main
  #title
  #log
  #killOnExit = () => this.#all().forEach((part) => part.signal('SIGKILL'))

  /**
   * @param {object} parts
   * @param {string} parts.title
   * @param {A} parts.access
   * @param {import('./server-record.js').ServerRecord} parts.record
   * @param {import('./server-process.js').ServerProcess} parts.main
   * @param {readonly import('./server-process.js').ServerProcess[]} [parts.helpers]
   * @param {import('./contract.d.ts').Log} parts.log
   */
  constructor({ title, access, record, main, helpers = [], log }) {
    this.#title = title
    this.#access = access
    this.#record = record
    this.#main = main
    this.#helpers = helpers
    this.#log = log
  }

  get url() {
    return this.#access.url
  }

  /** @returns {A['managementUrl']} */
  get managementUrl() {
    return this.#access.managementUrl
  }

  get pid() {
    return this.#main.pid
  }

  get dataDir() {
    return this.#record.dataDir
  }

  async start() {
    if (this.pid !== undefined) return
    const startedAt = performance.now()
    process.off('exit', this.#killOnExit).once('exit', this.#killOnExit)
    try {
      for (const part of this.#all()) await part.start(() => this.#recordProcesses())
    } catch (error) {
      await this.stop()
      throw error
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    this.#log(`${this.#title} answers on ${withoutLogin(this.url)} after ${seconds} s`)
  }

  async stop() {
    for (const part of this.#all().reverse()) await part.stop()
    process.off('exit', this.#killOnExit)
    this.#recordProcesses()
  }

  async kill() {
    await this.#main.kill()
    this.#recordProcesses()
  }

  async restart() {
    await this.#main.stop()
    await this.start()
  }

  async dispose() {
    // Data that are deleted anyway need no orderly end, which takes RabbitMQ 6 s.
    if (this.#record.isDataDirOurs) await this.kill()
    await this.stop()
    this.#record.remove()
  }

  release() {
    process.off('exit', this.#killOnExit)
    this.#record.release()
  }

  /** @param {NodeJS.Signals} signal */
  signal(signal) {
    this.#main.signal(signal)
  }

  #all() {
    return [...this.#helpers, this.#main]
  }

  #recordProcesses() {
    this.#record.setProcesses(this.#all().flatMap(({ pid }) => pid ?? []))
  }
}

/** @param {string} url */
function withoutLogin(url) {
  return new URL(url).host
}
