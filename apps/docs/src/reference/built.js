import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { rootDir } from '../places.js'

/**
 * A built module of a package that its entry does not export: what the command line is made of is nobody's to import.
 * @param {string} folder `apps/cli`
 * @param {string} file in its `dist`
 * @returns {Promise<Record<string, any>>}
 */
export async function importBuilt(folder, file) {
  return import(pathToFileURL(join(rootDir, folder, 'dist', file)).href)
}
