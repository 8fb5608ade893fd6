import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const UNIT = /\.test\.js$/
const INTEGRATION = /\.integration\.test\.[jt]s$/

/**
 * The tests of one kind in one package.
 * @typedef {object} Suite
 * @property {'unit' | 'integration'} kind
 * @property {'jest' | 'node'} runner
 * @property {import('./workspace.js').WorkspacePackage} package
 * @property {string} [config] jest's, in the package
 * @property {readonly string[]} files for integration and Node's runner: relative to the package
 */

/**
 * What there is to run. A package with jest's configuration is run by jest; the tooling, which
 * must work before anything is installed, has tests for Node's own runner.
 * @param {readonly import('./workspace.js').WorkspacePackage[]} packages
 * @param {'unit' | 'integration'} kind
 * @returns {Suite[]}
 */
export function findSuites(packages, kind) {
  return packages.flatMap((place) => suiteOf(place, kind) ?? [])
}

/**
 * @param {import('./workspace.js').WorkspacePackage} place
 * @param {'unit' | 'integration'} kind
 * @returns {Suite | undefined}
 */
function suiteOf(place, kind) {
  const config = kind === 'unit' ? 'jest.config.js' : 'jest.integration.config.js'
  const files = testFiles(place.dir, kind)
  if (existsSync(join(place.dir, config))) {
    return { kind, runner: 'jest', package: place, config, files }
  }
  const isForNode = place.group === 'tooling' && files.length > 0
  return isForNode ? { kind, runner: 'node', package: place, files } : undefined
}

/** @param {Suite} suite */
export function suiteName({ kind, package: { name } }) {
  return `${kind} ${name}`
}

/**
 * @param {string} dir
 * @param {'unit' | 'integration'} kind
 */
function testFiles(dir, kind) {
  const folder = kind === 'unit' ? 'test' : 'test/integration'
  const pattern = kind === 'unit' ? UNIT : INTEGRATION
  if (!existsSync(join(dir, folder))) return []
  return readdirSync(join(dir, folder), { recursive: kind === 'integration' })
    .map((name) => `${folder}/${String(name).replaceAll('\\', '/')}`)
    .filter((name) => pattern.test(name))
    .sort()
}
