import { readdirSync, statSync } from 'node:fs'

import { UsageError } from './usage-error.js'

/** What may lie in an empty folder: a repository, and what systems leave behind. */
const AS_GOOD_AS_NOTHING: readonly string[] = ['.git', '.DS_Store', 'Thumbs.db']
const NAMED = 5

/**
 * What is in the folder of the new project already; nothing where it is not there.
 * @throws UsageError where it is a file
 */
function contentsOf(folder: string): readonly string[] {
  const found = statSync(folder, { throwIfNoEntry: false })
  if (!found) return []
  if (!found.isDirectory()) throw new UsageError('notAFolder', { folder })
  return readdirSync(folder).filter((name) => !AS_GOOD_AS_NOTHING.includes(name))
}

/**
 * Refuses a folder that somebody uses.
 * @throws UsageError with what is in it
 */
export function checkTarget(folder: string, { isForced }: { readonly isForced: boolean }): void {
  const names = contentsOf(folder)
  if (names.length === 0 || isForced) return
  throw new UsageError('notEmpty', {
    folder,
    files: [...names.slice(0, NAMED), ...(names.length > NAMED ? ['…'] : [])].join(', '),
  })
}
