import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { programOf, rootDir } from './repository.js'

/** @typedef {import('./tally.js').Counts} Counts */

const FILE = join(rootDir, 'node_modules', '.cache', 'arq', 'green-suites.json')

/**
 * Unit suites that were green, by what they depend on: files of their package and of those that it
 * imports, and versions of libraries. Turbo hashes those.
 */
export class GreenSuites {
  /** @type {Map<string, Counts>} by key; of this run */
  #seen = new Map()
  #keys
  #known

  /**
   * @param {ReadonlyMap<string, string>} keys by name of the package
   * @param {Readonly<Record<string, Counts>>} known by key
   */
  constructor(keys, known) {
    this.#keys = keys
    this.#known = known
  }

  /**
   * @param {import('./children.js').Children} children
   * @param {NodeJS.ProcessEnv} env
   */
  static async read(children, env) {
    return new GreenSuites(await readKeys(children, env), readKnown())
  }

  /**
   * The counts of a suite that was green and that nothing has changed since.
   * @param {import('./suites.js').Suite} suite
   * @returns {Counts | undefined}
   */
  find(suite) {
    return this.#known[this.#keys.get(suite.package.name) ?? '']
  }

  /**
   * @param {import('./suites.js').Suite} suite
   * @param {Counts} counts
   */
  add(suite, counts) {
    const key = this.#keys.get(suite.package.name)
    if (key && counts.failures.length === 0) this.#seen.set(key, counts)
  }

  /**
   * Keeps what is green for the next run, except of packages that were changed while their suite ran.
   * @param {import('./children.js').Children} children
   * @param {NodeJS.ProcessEnv} env
   */
  async write(children, env) {
    const now = new Set((await readKeys(children, env)).values())
    const all = { ...this.#known, ...Object.fromEntries(this.#seen) }
    const kept = Object.entries(all).filter(([key]) => now.has(key))
    mkdirSync(dirname(FILE), { recursive: true })
    writeFileSync(FILE, JSON.stringify(Object.fromEntries(kept)))
  }
}

/**
 * @param {import('./children.js').Children} children
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<ReadonlyMap<string, string>>} empty when turbo does not tell: all suites run then
 */
async function readKeys(children, env) {
  const { code, output } = await children.run({
    command: process.execPath,
    args: [programOf('turbo'), 'run', 'unit', '--dry=json'],
    cwd: rootDir,
    env,
  })
  if (code !== 0) return new Map()
  /** @type {{ task: string, package: string, hash: string }[]} */
  const tasks = JSON.parse(output.slice(output.indexOf('{'))).tasks
  const units = tasks.filter(({ task }) => task === 'unit')
  return new Map(units.map((unit) => [unit.package, `${unit.hash} ${process.version}`]))
}

/** @returns {Readonly<Record<string, Counts>>} */
function readKnown() {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8'))
  } catch {
    return {}
  }
}
