import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { UsageError } from './usage-error.js'

/**
 * Writes files that are not there. Those that are stay as they are, whoever makes them at the same time.
 * @param files texts by place, with `/`
 * @returns which ones were there, in order
 * @throws UsageError where the folder cannot be written
 */
export function writeProject(
  folder: string,
  files: ReadonlyMap<string, string>,
): readonly string[] {
  try {
    return [...files].flatMap(([place, text]) => (writeNew(join(folder, place), text) ? [] : place))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError('cannotWrite', { folder, reason })
  }
}

/** @returns false where it is there already */
function writeNew(path: string, text: string): boolean {
  mkdirSync(dirname(path), { recursive: true })
  try {
    writeFileSync(path, text, { flag: 'wx' })
    return true
  } catch (error) {
    // What node:fs throws has a code.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
