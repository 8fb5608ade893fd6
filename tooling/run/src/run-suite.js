import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

import { countJest } from './jest-results.js'
import { countNode } from './node-results.js'
import { readJson, reportsDir, resolveFrom, rootDir } from './repository.js'
import { withFirstOnPath } from './search-path.js'

const NODE_REPORTER = new URL('./node-reporter.js', import.meta.url).href
const LIMIT_MS = 20 * 60_000
const LAST_LINES = 50

/**
 * How many files at once, where it is not jest's own choice: servers want the cores too.
 * @type {Readonly<Partial<Record<import('./suites.js').SuiteKind, number>>>}
 */
const MOST_WORKERS = { integration: 2, cluster: 1 }

/**
 * @typedef {object} SuiteOutcome
 * @property {import('./tally.js').Counts} counts
 * @property {string} output
 */

/**
 * Runs the tests of one suite and counts them.
 * @param {import('./suites.js').Suite} suite
 * @param {import('./children.js').Children} children
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<SuiteOutcome>}
 */
export async function runSuite(suite, children, env) {
  const { package: place, runner, nodePath = process.execPath } = suite
  const report = join(reportsDir, `${reportName(suite)}.json`)
  mkdirSync(reportsDir, { recursive: true })
  rmSync(report, { force: true }) // an old one must not be taken for this run's

  const { code, output } = await children.run({
    command: nodePath,
    args: runner === 'jest' ? jestArgs(suite, report) : nodeArgs(suite, report),
    cwd: place.dir,
    env: {
      ...(suite.nodePath ? withFirstOnPath(env, dirname(nodePath)) : env),
      ...(runner === 'jest' && { NODE_OPTIONS: jestNodeOptions(env) }),
    },
    limitMs: LIMIT_MS,
  })
  const counts = runner === 'jest' ? jestCounts(report) : nodeCounts(report)
  return { counts: withVariant(withCrash(counts, suite, code, output), suite), output }
}

/**
 * A file's name without its ending.
 * @param {import('./suites.js').Suite} suite
 */
function reportName({ package: { folder }, kind, variant }) {
  const parts = [folder.replace('/', '-'), kind, variant?.toLowerCase().replaceAll(' ', '-')]
  return parts.filter(Boolean).join('-')
}

/**
 * What fails says on what it ran: the same test may have passed on the other one.
 * @param {import('./tally.js').Counts} counts
 * @param {import('./suites.js').Suite} suite
 * @returns {import('./tally.js').Counts}
 */
export function withVariant(counts, { variant }) {
  if (!variant) return counts
  const failures = counts.failures.map((failure) => ({
    ...failure,
    name: `${failure.name} (${variant})`,
  }))
  return { ...counts, failures }
}

/**
 * A runner that fails without a failed test has crashed, overrun its time, or found no test.
 * @param {import('./tally.js').Counts | undefined} counts
 * @param {import('./suites.js').Suite} suite
 * @param {number} code
 * @param {string} output
 * @returns {import('./tally.js').Counts}
 */
export function withCrash(counts, { package: { name }, kind, runner }, code, output) {
  const { passed, skipped, failures } = counts ?? { passed: 0, skipped: 0, failures: [] }
  if (counts && (code === 0 || failures.length > 0)) return counts
  const lastWords = output.trimEnd().split('\n').slice(-LAST_LINES).join('\n')
  const message = `${runner} ended with ${code}\n${lastWords}`
  return { passed, skipped, failures: [{ name: `${name} ${kind}`, message }] }
}

/**
 * @param {import('./suites.js').Suite} suite
 * @param {string} report
 */
function jestArgs({ package: { dir }, kind, config = '' }, report) {
  const parallel = MOST_WORKERS[kind] ? [`--maxWorkers=${MOST_WORKERS[kind]}`] : []
  const jest = resolveFrom('jest/bin/jest', dir)
  return [jest, '-c', config, '--json', `--outputFile=${report}`, ...parallel]
}

/**
 * jest's workers get them too, which they would not from the command line.
 * @param {NodeJS.ProcessEnv} env
 */
function jestNodeOptions(env) {
  const ours = '--experimental-vm-modules --disable-warning=ExperimentalWarning'
  return [env['NODE_OPTIONS'], ours].filter(Boolean).join(' ')
}

/**
 * @param {import('./suites.js').Suite} suite
 * @param {string} report
 */
function nodeArgs({ files }, report) {
  return [
    '--test',
    `--test-reporter=${NODE_REPORTER}`,
    `--test-reporter-destination=${report}`,
    ...files,
  ]
}

/** @param {string} report */
function jestCounts(report) {
  return existsSync(report) ? countJest(readJson(report), rootDir) : undefined
}

/** @param {string} report */
function nodeCounts(report) {
  if (!existsSync(report)) return undefined
  const lines = readFileSync(report, 'utf8').split('\n').filter(Boolean)
  const tests = lines.map((line) => JSON.parse(line))
  return countNode(tests, (file) => relative(rootDir, file))
}
