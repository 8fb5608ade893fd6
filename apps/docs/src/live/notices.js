import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const PACKAGE = /^(?<folder>.*\/node_modules\/(?<name>(?:@[^/]+\/)?[^/]+))\//

/**
 * The licences of what is in a bundle and not ours, as the licences want it.
 * @param {string} folder that the paths of the bundle's files are relative to
 * @param {readonly string[]} files of which something is in it
 * @returns {string}
 */
export function noticesOf(folder, files) {
  /** @type {Map<string, string>} */
  const folders = new Map()
  for (const file of files) {
    const found = PACKAGE.exec(file)?.groups
    if (found?.['name'] && found['folder'])
      folders.set(found['name'], join(folder, found['folder']))
  }
  return [...folders]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, path]) => `${name}\n\n${licenceIn(path)}`)
    .join('\n\n')
}

/** @param {string} folder */
function licenceIn(folder) {
  const name = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file))
  if (!name) throw new Error(`${folder} has no licence`)
  return readFileSync(join(folder, name), 'utf8')
}
