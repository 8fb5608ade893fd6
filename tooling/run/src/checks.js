import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { programOf, rootDir } from './repository.js'
import { TURBO } from './root-scripts.js'

/**
 * A check is one command: it passes or it fails.
 * @typedef {object} Check
 * @property {string} name
 * @property {string} tool the package whose command it is, or a program of this repository
 * @property {readonly string[]} args
 *
 * @typedef {object} Scope
 * @property {boolean} isWhole not only some packages
 * @property {boolean} [isFull] also what takes long
 * @property {boolean} [isQuick] without what users get, which takes long to look at
 * @property {readonly import('./workspace.js').WorkspacePackage[]} packages
 */

const LIMIT_MS = 15 * 60_000

// What has not changed since it was in order is not read again.
const PRETTIER = ['--check', '--log-level=warn', '--cache', '--cache-strategy=content']

const TSCONFIGS = 'tooling/tsconfig'

/** @type {readonly Check[]} */
const WHOLE_TYPECHECKS = [
  { name: 'typecheck', tool: 'typescript', args: ['-p', `${TSCONFIGS}/all-packages.json`] },
  // NestJS needs settings of the compiler that no other package is to have.
  {
    name: 'typecheck of decorators',
    tool: 'typescript',
    args: ['-p', `${TSCONFIGS}/all-decorators.json`],
  },
  // It runs in browsers, whose names no other package is to have.
  {
    name: 'typecheck of the page',
    tool: 'typescript',
    args: ['-p', 'packages/dashboard/ui'],
  },
  { name: 'typecheck of the site', tool: 'typescript', args: ['-p', 'apps/docs'] },
  // These import what is built, as programs do.
  {
    name: 'typecheck of tooling',
    tool: 'typescript',
    args: ['-p', `${TSCONFIGS}/all-tooling.json`],
  },
]

const PACKAGING = 'tooling/packaging/src'

/**
 * @param {Scope} scope
 * @returns {Check}
 */
export function buildCheck(scope) {
  // `...`: with the packages that it depends on.
  const filters = turboFilters(scope).map((filter) => `${filter}...`)
  return { name: 'build', tool: 'turbo', args: ['run', 'build', ...TURBO, ...filters] }
}

/**
 * @param {Scope} scope
 * @returns {Check[]}
 */
export function otherChecks(scope) {
  const folders = scope.isWhole ? ['.'] : scope.packages.map(({ folder }) => folder)
  const knipFilters = scope.isWhole ? [] : folders.flatMap((folder) => ['--workspace', folder])
  const sources = withSources(scope.packages)
  /** @type {Check} */
  const cycles = {
    name: 'import cycles',
    tool: 'tooling/lint/src/check-imports.js',
    args: sources,
  }
  return [
    ...typechecks(scope),
    { name: 'lint', tool: 'oxlint', args: folders },
    { name: 'prettier', tool: 'prettier', args: [...PRETTIER, ...folders] },
    ...(sources.length > 0 ? [cycles] : []),
    { name: 'knip', tool: 'knip', args: ['--no-progress', ...knipFilters] },
    ...(scope.isQuick ? [] : packagingChecks(scope)),
  ]
}

/**
 * All packages are one program: by themselves each would read again what it imports of the others.
 * @param {Scope} scope
 * @returns {Check[]}
 */
function typechecks(scope) {
  if (scope.isWhole) return [...WHOLE_TYPECHECKS]
  return [
    {
      name: 'typecheck',
      tool: 'turbo',
      args: ['run', 'typecheck', ...TURBO, ...turboFilters(scope)],
    },
  ]
}

/**
 * What users get: see tooling/packaging. Packages that are not published are left out there.
 * @param {Scope} scope
 * @returns {Check[]}
 */
function packagingChecks({ isWhole, isFull, packages }) {
  const names = isWhole ? [] : packages.map(({ name }) => name)
  const packed = {
    name: 'packages',
    tool: `${PACKAGING}/check-packages.js`,
    args: isFull ? [] : ['--together'],
  }
  return [
    { name: 'API reports', tool: `${PACKAGING}/api-report.js`, args: names },
    { name: 'README tables', tool: `${PACKAGING}/readme-tables.js`, args: names },
    // All packages or none: they are installed together with each other's tarballs.
    ...(isWhole ? [packed] : []),
  ]
}

/**
 * @param {Check} check
 * @param {import('./children.js').Children} children
 * @param {NodeJS.ProcessEnv} env
 */
export async function runCheck({ name, tool, args }, children, env) {
  const { code, output } = await children.run({
    command: process.execPath,
    args: [programOf(tool), ...args],
    cwd: rootDir,
    env,
    limitMs: LIMIT_MS,
  })
  const isOk = code === 0
  const failures = isOk ? [] : [{ name, message: `${tool} ended with ${code}, see above` }]
  return { isOk, output, counts: { passed: isOk ? 1 : 0, skipped: 0, failures } }
}

/** @param {Scope} scope */
function turboFilters({ isWhole, packages }) {
  return isWhole ? [] : packages.map(({ name }) => `--filter=${name}`)
}

/** @param {readonly import('./workspace.js').WorkspacePackage[]} packages */
function withSources(packages) {
  return packages
    .filter(({ group, dir }) => group !== 'tooling' && existsSync(join(dir, 'src')))
    .map(({ folder }) => folder)
}
