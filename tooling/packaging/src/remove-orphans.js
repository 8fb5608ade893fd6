import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, sep } from 'node:path'

import { bundledFolders } from './bundled-folders.js'

const BUILT = /(\.d\.ts|\.js)(\.map)?$/

/**
 * Deletes what the compiler made of sources that are gone: it leaves that behind, and it would be
 * published. Folders of `dist` that `arq.bundled` of the package's manifest names are another
 * program's, which clears them itself.
 * @param {string} dir of a package
 */
export function removeOrphans(dir) {
  const dist = join(dir, 'dist')
  const sources = new Set(filesIn(join(dir, 'src')))
  const manifest = join(dir, 'package.json')
  const bundled = existsSync(manifest) ? bundledFolders(readFileSync(manifest, 'utf8')) : []
  for (const file of filesIn(dist)) {
    if (bundled.some((folder) => file.startsWith(`${folder}${sep}`))) continue
    if (!sources.has(sourceOf(file))) rmSync(join(dist, file))
  }
}

/** @param {string} file in `dist` */
export function sourceOf(file) {
  return file.replace(BUILT, '.ts')
}

/** @param {string} folder */
function filesIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
}
