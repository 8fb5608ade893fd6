import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { docsDir, rootDir } from '../places.js'
import { writtenPages } from '../written-pages.js'
import { whyNot } from './cannot-run.js'
import { programsIn } from './titled-fences.js'

const examples = join(rootDir, 'apps', 'examples', 'src')

/**
 * The programs that pages show and that run in a page, each once.
 * @returns {string[]} relative to `apps/examples/src`
 */
export function runnablePrograms() {
  const shown = writtenPages().flatMap((page) =>
    programsIn(readFileSync(join(docsDir, page), 'utf8')),
  )
  return [...new Set(shown)].filter((program) => whyNot(program) === undefined).toSorted()
}

/**
 * What in `live/programs` calls a program that is only a part.
 * @param {string} program relative to `apps/examples/src`
 * @returns {string | undefined} undefined: it runs by itself
 */
export function callerOf(program) {
  const caller = join(docsDir, 'live', 'programs', program)
  return existsSync(caller) ? caller : undefined
}

/**
 * The file that is run for a program.
 * @param {string} program relative to `apps/examples/src`
 */
export const entryOf = (program) => callerOf(program) ?? join(examples, program)
