const PATIENCE_MS = 10_000

/**
 * Ends a run whose tests are done and left something open, for which jest would wait for ever: that
 * is a failure, which names what is open.
 */
export default class LeftOpen {
  #patienceMs

  /**
   * @param {unknown} _globalConfig
   * @param {{ patienceMs?: number }} options
   */
  constructor(_globalConfig, { patienceMs = PATIENCE_MS } = {}) {
    this.#patienceMs = patienceMs
  }

  onRunComplete() {
    const end = () => {
      const resources = process.getActiveResourcesInfo().join(', ')
      console.error(`The tests are done, and left this open: ${resources}`)
      process.exit(1)
    }
    // It keeps nothing alive itself: it comes about only where something else does.
    setTimeout(end, this.#patienceMs).unref()
  }
}
