import { availableParallelism } from 'node:os'

import { buildCheck, otherChecks, runCheck } from './checks.js'
import { Children } from './children.js'
import { endOnSignals } from './end-on-signals.js'
import { describeFailures, inBrief } from './failures.js'
import { GreenSuites } from './green-suites.js'
import { inParallel } from './in-parallel.js'
import { install } from './install.js'
import { findNode, versionsToTry } from './other-nodes.js'
import { planSuites } from './plan-suites.js'
import { Progress } from './progress.js'
import { runSuite } from './run-suite.js'
import { suiteName } from './suites.js'
import { describe, Tally } from './tally.js'
import { TestServices } from './test-services.js'

/** One more than cores, up to four: most steps wait a part of their time. */
const AT_ONCE = Math.min(4, availableParallelism() + 1)

/** Suites with servers wait more than they work: two leave the cores time for the servers. */
const SHARING_AT_ONCE = 2

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

  /** @param {NodeJS.ProcessEnv} environment */
  async #everything(environment) {
    const { kinds, filters, isFull, isQuick } = this.#options
    // Tests read it by tooling/jest-preset: there they prove at full size what is short elsewhere.
    const env = { ...environment, ...(isFull && { ARQ_TEST_FULL: '1' }) }
    const scope = { isWhole: filters.length === 0, isFull, isQuick, packages: this.#packages }
    const suites = planSuites(this.#packages, kinds, await this.#otherNodes())

    const withServers = [...suites.sharing, ...suites.alone]

    const servicesStep = this.#startServices(withServers)
    // Integration tests run built programs too.
    if (kinds.has('checks') || withServers.length > 0) await this.#check(buildCheck(scope), env)
    const checks = kinds.has('checks') ? otherChecks(scope) : []
    const green = isQuick ? await GreenSuites.read(this.#children, env) : undefined
    await inParallel([...checks, ...suites.unit], AT_ONCE, (step) =>
      'tool' in step ? this.#check(step, env) : this.#unit(step, env, green),
    )
    await green?.write(this.#children, env)
    await servicesStep
    await inParallel(suites.sharing, SHARING_AT_ONCE, (suite) => this.#suiteWithServers(suite, env))
    for (const suite of suites.alone) await this.#suiteWithServers(suite, env)
  }

  /** @returns {Promise<import('./other-nodes.js').OtherNode[]>} those that could be had */
  async #otherNodes() {
    const { kinds, nodes } = this.#options
    if (!kinds.has('node')) return []
    const versions = versionsToTry(nodes, process.versions.node)
    const found = versions.map(async (version) => {
      const name = `Node ${version}`
      try {
        const node = await findNode(version, this.#children)
        this.#progress.say(`  ${name}: ${node.version}`)
        return [node]
      } catch (error) {
        this.#fail(name, String(error))
        return []
      }
    })
    return (await Promise.all(found)).flat()
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
   * @param {GreenSuites | undefined} green
   */
  async #unit(suite, env, green) {
    const known = green?.find(suite)
    if (!known) {
      const counts = await this.#suite(suite, env)
      green?.add(suite, counts)
      return
    }
    this.#tally.add(known)
    this.#progress.say(`✓ ${suiteName(suite).padEnd(36)} ${describe(known)}, unchanged`)
  }

  /**
   * @param {import('./suites.js').Suite} suite
   * @param {NodeJS.ProcessEnv} env
   * @param {() => string[]} [tellFaults] what its servers logged of their own
   * @returns {Promise<import('./tally.js').Counts>}
   */
  async #suite(suite, env, tellFaults = () => []) {
    const { counts } = await this.#progress.step(suiteName(suite), async () => {
      const { counts, output } = await runSuite(suite, this.#children, env)
      const isOk = counts.failures.length === 0
      const shown = isOk ? output : [describeFailures(counts.failures), ...tellFaults()].join('\n')
      return { isOk, summary: describe(counts), output: shown, counts }
    })
    this.#tally.add(counts)
    return counts
  }

  /**
   * @param {import('./suites.js').Suite} suite
   * @param {NodeJS.ProcessEnv} env
   */
  async #suiteWithServers(suite, env) {
    const { environment, missing } = await this.#services.forSuite(suite.services)
    if (missing.length === 0) {
      const tellFaults = await this.#services.watchFaults(suite.services)
      await this.#suite(suite, { ...env, ...environment }, tellFaults)
      return
    }
    // Not run is not passed: each of its files is a failure with the reason.
    const message = missing.join('; ')
    const where = suite.variant ? ` (${suite.variant})` : ''
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
