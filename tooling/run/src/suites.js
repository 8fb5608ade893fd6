import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'

/**
 * @typedef {'unit' | 'integration' | 'cluster'} SuiteKind
 * @typedef {object} KindPlace
 * @property {string} config jest's, in the package
 * @property {string} folder
 * @property {boolean} isDeep
 * @property {RegExp} pattern
 */

/** @type {Readonly<Record<SuiteKind, KindPlace>>} */
const PLACES = {
  unit: {
    config: 'jest.config.js',
    folder: 'test',
    isDeep: true,
    pattern: /^test\/(?!integration\/|cluster\/).*\.test\.[jt]s$/,
  },
  integration: {
    config: 'jest.integration.config.js',
    folder: 'test/integration',
    isDeep: true,
    pattern: /\.integration\.test\.[jt]s$/,
  },
  // Slow ones, with servers of their own that npm test does not get.
  cluster: {
    config: 'jest.cluster.config.js',
    folder: 'test/cluster',
    isDeep: true,
    pattern: /\.cluster\.test\.[jt]s$/,
  },
}

/**
 * The tests of one kind in one package.
 * @typedef {object} Suite
 * @property {SuiteKind} kind
 * @property {'jest' | 'node'} runner
 * @property {import('./workspace.js').WorkspacePackage} package
 * @property {readonly string[]} services that it needs: `redis`, `rabbitmq@4.0.5`
 * @property {string} [variant] on what it runs, where that is not the usual: `RabbitMQ 4.0.5`, `Node 22.23.3`
 * @property {string} [nodePath] the Node that runs it, where that is not this one
 * @property {string} [config] jest's, in the package
 * @property {readonly string[]} files for Node's runner, and what fails with the services: relative
 *   to the package
 */

/**
 * What there is to run. A package with jest's configuration is run by jest; the tooling, which
 * must work before anything is installed, has tests for Node's own runner.
 * @param {readonly import('./workspace.js').WorkspacePackage[]} packages
 * @param {SuiteKind} kind
 * @returns {Suite[]}
 */
export function findSuites(packages, kind) {
  return packages.flatMap((place) => suiteOf(place, kind) ?? [])
}

/**
 * @param {import('./workspace.js').WorkspacePackage} place
 * @param {SuiteKind} kind
 * @returns {Suite | undefined}
 */
function suiteOf(place, kind) {
  const { config } = PLACES[kind]
  const files = testFiles(place.dir, kind)
  const services = servicesOf(place, kind)
  if (existsSync(join(place.dir, config))) {
    return { kind, runner: 'jest', package: place, services, config, files }
  }
  const isForNode = place.group === 'tooling' && files.length > 0
  return isForNode ? { kind, runner: 'node', package: place, services, files } : undefined
}

/**
 * Tests of clusters start their own brokers, and what else their package names for them.
 * @param {import('./workspace.js').WorkspacePackage} place
 * @param {SuiteKind} kind
 */
function servicesOf({ services, fullServices = [], group }, kind) {
  if (kind === 'integration') return services
  const isCluster = kind === 'cluster' && group !== 'tooling'
  return isCluster ? [...services.filter((name) => name === 'redis'), ...fullServices] : []
}

/** @param {Suite} suite */
export function suiteName({ kind, variant, package: { name, folder } }) {
  return variant ? `${kind} ${basename(folder)} on ${variant}` : `${kind} ${name}`
}

/**
 * @param {string} dir
 * @param {SuiteKind} kind
 */
function testFiles(dir, kind) {
  const { folder, isDeep, pattern } = PLACES[kind]
  if (!existsSync(join(dir, folder))) return []
  return readdirSync(join(dir, folder), { recursive: isDeep })
    .map((name) => `${folder}/${String(name).replaceAll('\\', '/')}`)
    .filter((name) => pattern.test(name))
    .sort()
}
