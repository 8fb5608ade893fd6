import { closeSync, existsSync, openSync, writeSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * What one process saw, a line of JSON each. A line is in the file when `say` returns, so a SIGKILL
 * a moment later takes nothing of it. It uses nothing of the packages that are tried.
 */
export class Witness {
  #file

  /** @param {string} path */
  constructor(path) {
    // O_APPEND: a line is written whole, behind all others.
    this.#file = openSync(path, 'a')
  }

  /** @param {import('./contract.d.ts').Witnessed} seen */
  say(seen) {
    writeSync(this.#file, `${JSON.stringify(seen)}\n`)
  }

  close() {
    closeSync(this.#file)
  }
}

/**
 * All that was seen by any process, in the order of time.
 * @param {string} folder
 * @returns {Promise<import('./contract.d.ts').Witnessed[]>}
 */
export async function readWitnesses(folder) {
  const names = await readdir(folder)
  const seen = await Promise.all(names.map((name) => readWitness(join(folder, name))))
  return seen.flat().sort((one, other) => one.at - other.at)
}

/**
 * What one file has; nothing where there is none yet.
 * @param {string} path
 * @returns {Promise<import('./contract.d.ts').Witnessed[]>}
 */
export async function readWitness(path) {
  if (!existsSync(path)) return []
  const text = await readFile(path, 'utf8')
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}
