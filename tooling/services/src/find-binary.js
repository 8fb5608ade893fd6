import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/**
 * The first of these programs that exists: an absolute path as it is, a bare name on the PATH.
 * @param {readonly string[]} candidates
 * @param {string} [path]
 * @returns {string | undefined}
 */
export function findBinary(candidates, path = process.env['PATH'] ?? '') {
  const folders = path.split(delimiter).filter(Boolean)
  return candidates
    .flatMap((name) => (isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name))))
    .find(isExecutable)
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
