/** @typedef {import('./contract.d.ts').RocketMQBroker} RocketMQBroker */

/**
 * One process of a cluster, which can be ended and started apart from the others.
 * @implements {RocketMQBroker}
 */
export class ClusterPart {
  #process
  #prepare
  #onChange
  #settled

  /**
   * @param {object} parts
   * @param {string} parts.name
   * @param {string} parts.address
   * @param {import('./server-process.js').ServerProcess} parts.process
   * @param {() => void} parts.prepare writes what it reads at its start
   * @param {() => void} parts.onChange its process began or ended
   * @param {() => Promise<void>} parts.settled resolves when the cluster has taken notice of it
   */
  constructor({ name, address, process, prepare, onChange, settled }) {
    this.name = name
    this.address = address
    this.#process = process
    this.#prepare = prepare
    this.#onChange = onChange
    this.#settled = settled
  }

  get pid() {
    return this.#process.pid
  }

  async start() {
    if (this.pid !== undefined) return
    this.#prepare()
    await this.#process.start(() => this.#onChange())
  }

  async stop() {
    await this.#process.stop()
    this.#onChange()
  }

  async kill() {
    await this.#process.kill()
    this.#onChange()
  }

  async restart() {
    await this.kill()
    await this.start()
    await this.#settled()
  }

  pause() {
    this.signal('SIGSTOP')
  }

  resume() {
    this.signal('SIGCONT')
  }

  /** @param {NodeJS.Signals} signal */
  signal(signal) {
    this.#process.signal(signal)
  }
}
