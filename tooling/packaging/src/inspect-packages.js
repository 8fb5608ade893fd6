import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { tarballProblems } from './check-tarball.js'
import { readArrival } from './dependency-list.js'
import { loadProblems } from './load.js'
import { programInPlace } from './readme-example.js'
import { entriesOf, publishedPackages, specifierOf } from './repository.js'
import { compileProblems } from './type-check.js'

/**
 * @typedef {import('./repository.js').PublishedPackage} PublishedPackage
 * @typedef {import('./workbench.js').Workbench} Workbench
 * @typedef {import('./install-table.js').InstallFacts} InstallFacts
 *
 * @typedef {object} Findings
 * @property {string[]} problems
 * @property {InstallFacts[]} facts in the order of the packages
 */

// Installing waits as much as it works.
const AT_ONCE = 2

/** Told of one package. */
const MOST_PROBLEMS = 12

/**
 * Looks into every package's tarball, installs it, and uses it as people do.
 * @param {Workbench} bench
 * @param {{ alone: boolean }} how whether pnpm, too, installs each one in a project of its own
 * @returns {Promise<Findings>}
 */
export async function inspectPackages(bench, { alone }) {
  const packages = publishedPackages()
  /** @type {Map<string, Inspection>} */
  const inspections = new Map()
  const waiting = packages.values()
  const lane = async () => {
    for (const published of waiting) {
      inspections.set(published.name, await inspect(published, bench, alone))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  const inOrder = packages.flatMap(({ name }) => inspections.get(name) ?? [])
  return {
    problems: [...inOrder.flatMap(({ problems }) => problems), ...typeProblems(bench, inOrder)],
    facts: inOrder.map(({ facts }) => facts),
  }
}

/**
 * @typedef {object} Inspection
 * @property {PublishedPackage} published
 * @property {string} project of npm's
 * @property {string[]} problems
 * @property {InstallFacts} facts
 */

/**
 * @param {PublishedPackage} published
 * @param {Workbench} bench
 * @param {boolean} alone
 * @returns {Promise<Inspection>}
 */
async function inspect(published, bench, alone) {
  const { name, folder, manifest } = published
  const project = await bench.installByNpm(name)
  const found = await Promise.all([
    loadProblems(published, project),
    loadProblems(published, alone ? await bench.installByPnpm(name) : bench.shared),
    tarballProblems(published, bench.tarballs.get(name) ?? ''),
  ])
  const { names, bytes } = await readArrival(project)
  const { description, dependencies = {} } = manifest
  const facts = {
    name,
    folder,
    description,
    direct: Object.keys(dependencies),
    count: names.length,
    bytes,
  }
  return {
    published,
    project,
    facts,
    problems: inBrief(found.flat()).map((problem) => `${name}: ${problem}`),
  }
}

/**
 * One mistake in package.json is often wrong for every file.
 * @param {readonly string[]} problems
 */
function inBrief(problems) {
  const left = problems.length - MOST_PROBLEMS
  return [...problems.slice(0, MOST_PROBLEMS), ...(left > 0 ? [`and ${left} more like that`] : [])]
}

/**
 * Both ways of resolving, and both layouts of node_modules: one of each is enough to see all.
 * @param {Workbench} bench
 * @param {readonly Inspection[]} inspections
 */
function typeProblems({ shared, folder }, inspections) {
  const byNpm = inspections.map(
    ({ published, project }) =>
      /** @type {const} */ ([join(project, published.folder, 'consumer.ts'), importsOf(published)]),
  )
  const byPnpm = inspections.flatMap(({ published }) => programsOf(published, shared))
  return [
    ...compileProblems(new Map(byNpm), 'bundler', folder),
    ...compileProblems(new Map(byPnpm), 'nodenext', folder),
  ]
}

/**
 * A package as a program uses it, and the first program of its README; named so that what the
 * compiler says shows file and line of the README.
 * @param {PublishedPackage} published
 * @param {string} project
 * @returns {(readonly [string, string])[]}
 */
function programsOf(published, project) {
  const place = join(project, published.folder)
  const example = programInPlace(readFileSync(join(published.dir, 'README.md'), 'utf8'))
  return [
    [join(place, 'consumer.ts'), importsOf(published)],
    ...(example === undefined
      ? []
      : [/** @type {const} */ ([join(place, 'README.md.ts'), example])]),
  ]
}

/**
 * A program that takes all that a package exports, so that all its declarations are compiled.
 * @param {PublishedPackage} published
 */
function importsOf({ name, manifest }) {
  const imports = entriesOf(manifest).map(
    (entry, index) =>
      `import * as all${index} from '${specifierOf(name, entry)}'\nvoid all${index}\n`,
  )
  return imports.join('') || 'export {}'
}
