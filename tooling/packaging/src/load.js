import { basename, join } from 'node:path'

import { entriesOf, specifierOf } from './repository.js'
import { runCommand } from './run-command.js'

/**
 * Whether an installed package runs: `import` and `require` of each entry give the same module, and
 * its programs start.
 * @param {import('./repository.js').PublishedPackage} published
 * @param {string} project folder that it is installed in
 * @returns {Promise<string[]>} problems
 */
export async function loadProblems({ name, manifest }, project) {
  const specifiers = entriesOf(manifest).map((entry) => specifierOf(name, entry))
  const programs = Object.values(manifest.bin ?? {})
  const runs = [
    ...specifiers.map((what) => ({ what, args: ['--input-type=module', '--eval', loader(what)] })),
    ...programs.map((what) => ({
      what,
      args: [join(project, 'node_modules', name, what), '--help'],
    })),
  ]
  const found = await Promise.all(runs.map(({ what, args }) => failureOf(what, args, project)))
  return found.flat()
}

/**
 * @param {string} what
 * @param {readonly string[]} args
 * @param {string} project
 * @returns {Promise<string[]>}
 */
async function failureOf(what, args, project) {
  try {
    await runCommand(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], project)
    return []
  } catch (error) {
    return [`${what} in a project of ${basename(project)}: ${errorLine(String(error))}`]
  }
}

/**
 * The line of a crashed program's output that says why.
 * @param {string} output
 */
function errorLine(output) {
  const lines = output.split('\n').map((line) => line.trim())
  return lines.slice(1).find((line) => /^\w*Error\b/.test(line)) ?? lines.join(' ')
}

/**
 * A program that ends with an error unless both ways give the same names.
 * @param {string} specifier
 */
function loader(specifier) {
  return `
    import { createRequire } from 'node:module'
    const require = createRequire(process.cwd() + '/index.cjs')
    const imported = Object.keys(await import('${specifier}'))
    const required = new Set(Object.keys(require('${specifier}')))
    const missing = imported.filter((name) => !required.has(name))
    if (imported.length === 0) throw new Error('${specifier} exports nothing')
    if (missing.length > 0) throw new Error('require() lacks ' + missing.join(', '))`
}
