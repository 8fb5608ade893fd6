import { dirname, join } from 'node:path/posix'

import { mayAlsoImport, mayImport } from './may-import.js'

const SOURCE = /(?<folder>(?:packages|apps)\/[^/]+)\/src\/.*$/

/**
 * Why a file may not import something; undefined when it may.
 * @param {string} path of the file, with `/`
 * @param {string} specifier what it imports
 * @returns {string | undefined}
 */
export function importProblem(path, specifier) {
  const source = SOURCE.exec(path)
  const folder = source?.groups?.['folder']
  if (!source || !folder || isOwnOrNode(specifier)) return undefined
  const [file] = source
  if (specifier.startsWith('.')) {
    const isInside = join(dirname(file), specifier).startsWith(`${folder}/src/`)
    return isInside ? undefined : 'Import another package by its name, and only what it exports.'
  }
  const allowed = [...(mayImport[folder] ?? []), ...(mayAlsoImport[file] ?? [])]
  if (allowed.includes(packageOf(specifier))) return undefined
  return `Imports point down: tooling/lint/src/may-import.js does not let ${folder} name ${packageOf(specifier)}.`
}

/**
 * Node's modules, and what `imports` in its package.json gives a package of its own.
 * @param {string} specifier
 */
function isOwnOrNode(specifier) {
  return specifier.startsWith('node:') || specifier.startsWith('#')
}

/**
 * `@arq/core` of `@arq/core/internal`.
 * @param {string} specifier
 */
function packageOf(specifier) {
  const isScoped = specifier.startsWith('@')
  return specifier.split('/', isScoped ? 2 : 1).join('/')
}
