/**
 * The servers of a test run: those that some suite needs, each for itself, so that one that cannot
 * be had does not take the others with it.
 */
export class TestServices {
  /** @type {Map<string, Promise<import('@arq/tooling-services').RunningServices | Error>>} */
  #starting = new Map()

  /**
   * Begins; does not wait. To be called after the installation.
   * @param {Iterable<string>} names `redis`, or with a version `rabbitmq@4.0.5`
   * @param {(line: string) => void} say
   */
  start(names, say) {
    for (const name of new Set(names)) this.#starting.set(name, this.#start(name, say))
  }

  /** Resolves with how each one went, for people. */
  async outcome() {
    const outcomes = await Promise.all(this.#starting.values())
    const errors = outcomes.filter((outcome) => outcome instanceof Error)
    return {
      isOk: errors.length === 0,
      output: errors.map(({ message }) => message).join('\n'),
    }
  }

  /**
   * @param {readonly string[]} names
   * @returns {Promise<{ environment: Record<string, string>, missing: string[] }>}
   */
  async forSuite(names) {
    const outcomes = await Promise.all(names.flatMap((name) => this.#starting.get(name) ?? []))
    /** @type {Record<string, string>} */
    const environment = {}
    /** @type {string[]} */
    const missing = []
    for (const outcome of outcomes) {
      if (outcome instanceof Error) missing.push(outcome.message)
      else Object.assign(environment, outcome.environment)
    }
    return { environment, missing }
  }

  /**
   * From now on: what the servers of a suite log of their own faults.
   * @param {readonly string[]} names
   * @returns {Promise<() => string[]>} the lines so far
   */
  async watchFaults(names) {
    const outcomes = await Promise.all(names.flatMap((name) => this.#starting.get(name) ?? []))
    const told = outcomes.flatMap((outcome) =>
      outcome instanceof Error ? [] : outcome.watchFaults(),
    )
    return () => told.flatMap((tell) => tell())
  }

  async stop() {
    const outcomes = await Promise.all(this.#starting.values())
    const running = outcomes.flatMap((outcome) => (outcome instanceof Error ? [] : outcome))
    await Promise.all(running.map((services) => services.stop()))
  }

  /**
   * @param {string} name
   * @param {(line: string) => void} say
   */
  async #start(name, say) {
    try {
      // By name and on demand: it can be found only after the installation has linked it.
      const { startServices } = await import('@arq/tooling-services')
      const log = (/** @type {string} */ line) => say(`  services: ${line}`)
      const [service, version] = name.split('@')
      // Both are words of package.json and of this package, checked there.
      return await startServices([/** @type {'redis'} */ (service)], {
        log,
        ...(version && { rabbitVersion: /** @type {'4.0.5'} */ (version) }),
      })
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }
}
