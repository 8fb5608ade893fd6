import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * What an installation brought.
 * @typedef {object} Arrival
 * @property {readonly string[]} names of all packages, sorted, each once
 * @property {number} bytes of all their files
 */

/**
 * Reads the list that npm keeps of what it has installed.
 * @param {string} project folder of an installation by npm
 * @returns {Promise<Arrival>}
 */
export async function readArrival(project) {
  const modules = join(project, 'node_modules')
  const list = JSON.parse(await readFile(join(modules, '.package-lock.json'), 'utf8'))
  return { names: namesIn(list), bytes: await sizeOf(modules) }
}

/** @param {{ packages: Readonly<Record<string, unknown>> }} list */
export function namesIn({ packages }) {
  const names = Object.keys(packages).map((path) => path.split('node_modules/').at(-1) ?? path)
  return [...new Set(names)].sort()
}

/**
 * @param {string} folder
 * @returns {Promise<number>}
 */
async function sizeOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const sizes = await Promise.all(
    files.map(async (file) => (await stat(join(file.parentPath, file.name))).size),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
