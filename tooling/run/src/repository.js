import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root. */
export const rootDir = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '')

/** Results for machines, ignored by git. */
export const reportsDir = join(rootDir, '.reports')

/**
 * @param {string} file
 * @returns {any} whatever the file holds: the caller knows
 */
export function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}

/**
 * The file to run with Node for a command that a package brings. Not `node_modules/.bin`: what lies
 * there is a shell script, and another one on Windows.
 * @param {string} packageName
 * @param {string} [from] folder of the package that depends on it
 */
function program(packageName, from = rootDir) {
  const folder = join(from, 'node_modules', packageName)
  const { bin } = readJson(join(folder, 'package.json'))
  const programs = typeof bin === 'string' ? { [packageName]: bin } : bin
  // A package of several programs has one of its own name; one alone may be called otherwise.
  return join(folder, programs[packageName] ?? Object.values(programs)[0])
}

/**
 * The file to run with Node.
 * @param {string} tool the package whose command it is, or a program of this repository
 */
export function programOf(tool) {
  return tool.endsWith('.js') ? join(rootDir, tool) : program(tool)
}

/**
 * @param {string} request
 * @param {string} from folder of the package that depends on it
 */
export function resolveFrom(request, from) {
  return createRequire(join(from, 'package.json')).resolve(request)
}
