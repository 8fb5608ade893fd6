import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * @typedef {object} ProjectParts
 * @property {readonly string[]} names of our packages that it depends on
 * @property {ReadonlyMap<string, string>} tarballs of all our packages
 * @property {Readonly<Record<string, string>>} [vendors] what else it depends on
 */

/**
 * An empty project that takes packages of ours from tarballs, also where another of ours asks for
 * them.
 * @param {string} folder made if it is not there
 * @param {ProjectParts} parts
 * @param {import('./package-managers.js').PackageManager} manager
 */
export async function installProject(folder, parts, manager) {
  await mkdir(folder, { recursive: true })
  const manifest = JSON.stringify(consumerManifest(parts), undefined, 2)
  await writeFile(join(folder, 'package.json'), manifest)
  await manager.install(folder)
}

/** @param {ProjectParts} parts */
export function consumerManifest({ names, tarballs, vendors = {} }) {
  const files = [...tarballs].map(([name, path]) => /** @type {const} */ ([name, `file:${path}`]))
  const ours = Object.fromEntries(files.filter(([name]) => names.includes(name)))
  // npm refuses an override of what is depended on directly.
  const others = Object.fromEntries(files.filter(([name]) => !names.includes(name)))
  return {
    private: true,
    type: 'module',
    dependencies: { ...ours, ...vendors },
    overrides: others,
    pnpm: { overrides: Object.fromEntries(files) },
  }
}
