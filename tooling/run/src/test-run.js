import { availableParallelism } from 'node:os'

import { buildCheck, otherChecks, runCheck } from './checks.js'
import { Children } from './children.js'
import { endOnSignals } from './end-on-signals.js'
import { describeFailures, inBrief } from './failures.js'
import { inParallel } from './in-parallel.js'
import { install } from './install.js'
import { besideNewerRabbit, onNewerRabbit } from './newer-rabbit.js'
import { Progress } from './progress.js'
import { runSuite } from './run-suite.js'
import { findSuites, suiteName } from './suites.js'
import { describe, Tally } from './tally.js'
import { TestServices } from './test-services.js'

const AT_ONCE = Math.min(2, availableParallelism())

/**
 * One `npm test` or `npm run test:full`: its steps and their order. A step that fails does not keep
 * later ones from running.
 */
export class TestRun {
  #children = new Children()
  #services = new TestServices()
  #tally = new Tally()
  #options
  #packages
  #progress

  /**
   * @param {object} parts
   * @param {import('./test-options.js').TestOptions} parts.options
   * @param {readonly import('./workspace.js').WorkspacePackage[]} parts.packages
   * @param {(line: string) => void} parts.write
   */
  constructor({ options, packages, write }) {
    this.#options = options
    this.#packages = packages
    this.#progress = new Progress({ write, isVerbose: options.isVerbose })
  }

  /** @returns {Promise<Tally>} */
  async toTheEnd() {
    const forgetSignals = endOnSignals(async (signal) => {
      this.#progress.mute(`${signal}: stopping`)
      await this.#children.endAll()
      await this.#services.stop()
    })
    const { isOk, environment } = await this.#progress.step('install', () =>
      install(this.#children),
    )
    try {
      if (isOk) await this.#everything(environment)
      else this.#fail('install', 'see above')
    } finally {
      await this.#services.stop()
      forgetSignals()
    }
    this.#sayFailures()
    return this.#tally
  }

  /** @param {NodeJS.ProcessEnv} env */
  async #everything(env) {
    const { kinds, filters } = this.#options
    const scope = { isWhole: filters.length === 0, packages: this.#packages }
    const unit = kinds.has('unit') ? findSuites(this.#packages, 'unit') : []
    const integration = findSuites(this.#packages, 'integration')
    const withServers = [
      ...(kinds.has('integration') ? integration : []),
      ...(kinds.has('rabbitmq-4') ? onNewerRabbit(integration) : []),
      ...(kinds.has('cluster') ? besideNewerRabbit(findSuites(this.#packages, 'cluster')) : []),
    ]

    const servicesStep = this.#startServices(withServers)
    // Integration tests run built programs too.
    if (kinds.has('checks') || withServers.length > 0) await this.#check(buildCheck(scope), env)
    if (kinds.has('checks')) {
      await inParallel(otherChecks(scope), AT_ONCE, (check) => this.#check(check, env))
    }
    await inParallel(unit, AT_ONCE, (suite) => this.#suite(suite, env))
    await servicesStep
    // One after another: they share the servers and the cores, and some of them measure time.
    for (const suite of withServers) await this.#suiteWithServers(suite, env)
  }

  /** @param {readonly import('./suites.js').Suite[]} suites */
  async #startServices(suites) {
    const names = suites.flatMap(({ services }) => services)
    if (names.length === 0) return
    this.#services.start(names, (line) => this.#progress.say(line))
    await this.#progress.step('services', () => this.#services.outcome())
  }

  /**
   * @param {import('./checks.js').Check} check
   * @param {NodeJS.ProcessEnv} env
   */
  async #check(check, env) {
    const { counts } = await this.#progress.step(check.name, () =>
      runCheck(check, this.#children, env),
    )
    this.#tally.add(counts)
  }

  /**
   * @param {import('./suites.js').Suite} suite
   * @param {NodeJS.ProcessEnv} env
   */
  async #suite(suite, env) {
    await this.#progress.step(suiteName(suite), async () => {
      const { counts, output } = await runSuite(suite, this.#children, env)
      this.#tally.add(counts)
      const isOk = counts.failures.length === 0
      const shown = isOk ? output : describeFailures(counts.failures)
      return { isOk, summary: describe(counts), output: shown }
    })
  }

  /**
   * @param {import('./suites.js').Suite} suite
   * @param {NodeJS.ProcessEnv} env
   */
  async #suiteWithServers(suite, env) {
    const { environment, missing } = await this.#services.forSuite(suite.services)
    if (missing.length === 0) return this.#suite(suite, { ...env, ...environment })
    // Not run is not passed: each of its files is a failure with the reason.
    const message = missing.join('; ')
    const where = suite.broker ? ` (${suite.broker})` : ''
    for (const file of suite.files) this.#fail(`${suite.package.folder}/${file}${where}`, message)
    this.#progress.say(`✗ ${suiteName(suite)}: not run, ${message}`)
  }

  /**
   * @param {string} name
   * @param {string} message
   */
  #fail(name, message) {
    this.#tally.add({ passed: 0, skipped: 0, failures: [{ name, message }] })
  }

  #sayFailures() {
    const { failures } = this.#tally
    if (failures.length === 0) return
    this.#progress.say('\nFailed:')
    for (const failure of failures) this.#progress.say(`  ${inBrief(failure)}`)
  }
}
