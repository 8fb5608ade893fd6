import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const BUILT = /(\.d\.ts|\.js)(\.map)?$/

/**
 * Deletes what the compiler made of sources that are gone: it leaves that behind, and it would be
 * published.
 * @param {string} dir of a package
 */
export function removeOrphans(dir) {
  const dist = join(dir, 'dist')
  const sources = new Set(filesIn(join(dir, 'src')))
  for (const file of filesIn(dist)) {
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
