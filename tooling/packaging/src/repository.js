import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root. */
export const rootDir = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '')

/** The folders whose packages are for users, unless they are private. */
const GROUPS = ['packages', 'apps']

/**
 * What is read of a package.json.
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {string} description
 * @property {boolean} [private]
 * @property {Readonly<Record<string, unknown>>} [exports]
 * @property {Readonly<Record<string, string>>} [bin]
 * @property {Readonly<Record<string, string>>} [dependencies]
 *
 * @typedef {object} PublishedPackage
 * @property {string} name
 * @property {string} folder relative to the root, with `/`
 * @property {string} dir absolute
 * @property {Manifest} manifest
 */

/**
 * Every package that a release publishes.
 * @param {string} [root]
 * @returns {PublishedPackage[]}
 */
export function publishedPackages(root = rootDir) {
  return GROUPS.filter((group) => existsSync(join(root, group)))
    .flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .sort()
    .map((folder) => {
      const dir = join(root, folder)
      const manifest = readManifest(dir)
      return { name: manifest.name, folder, dir, manifest }
    })
    .filter(({ manifest }) => manifest.private !== true)
}

/**
 * The published ones of these names; all when none is named. Others are left out: `npm test` names
 * whatever it was asked to look at.
 * @param {readonly string[]} names
 */
export function chosenPackages(names) {
  return publishedPackages().filter(({ name }) => names.length === 0 || names.includes(name))
}

/** What can be imported: `.` and further paths, without those that are data (`./package.json`). */
export function entriesOf(/** @type {Manifest} */ { exports = {} }) {
  return Object.keys(exports).filter((path) => !path.endsWith('.json'))
}

/**
 * The name that a program imports an entry by.
 * @param {string} name of the package
 * @param {string} entry `.` or `./internal`
 */
export function specifierOf(name, entry) {
  return `${name}${entry.slice(1)}`
}

/**
 * @param {string} dir
 * @returns {Manifest}
 */
function readManifest(dir) {
  return JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
}
