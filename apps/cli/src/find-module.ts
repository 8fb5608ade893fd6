import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'

import { nearestName } from '@arq/core/internal'

import type { Program } from './program.js'
import { texts } from './texts.js'
import { usageError } from './usage-error.js'

const MODULE_EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'] as const

/**
 * The file that a path of the user's means, absolute; its extension may be left out.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming the nearest file, when there is none
 */
export function findModule(path: string, what: string, program: Program): string {
  const wanted = resolve(program.folder, path)
  const found = ['', ...MODULE_EXTENSIONS].map((end) => wanted + end).find(isFile)
  if (found === undefined) throw absent(path, wanted, what, program)
  if (MODULE_EXTENSIONS.some((extension) => extension === extname(found))) return found
  const known = MODULE_EXTENSIONS.join(', ')
  throw usageError(program, what, texts.unknownExtension({ path, known }))
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

function absent(path: string, wanted: string, what: string, program: Program): Error {
  const folder = dirname(wanted)
  const files = modulesIn(folder)
  const meant = nearestName(basename(wanted), files)
  if (meant !== undefined) {
    const shown = shownPath(join(folder, meant), program)
    return usageError(program, what, texts.moduleMeant({ path, meant: shown }))
  }
  const problem =
    files.length === 0
      ? texts.moduleAbsent({ path: shownPath(wanted, program) })
      : texts.moduleAmong({
          path: shownPath(wanted, program),
          files: files.slice(0, 8).join(', '),
        })
  return usageError(program, what, problem)
}

function modulesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) =>
      MODULE_EXTENSIONS.some((extension) => name.endsWith(extension)),
    )
  } catch {
    return []
  }
}

/** As a person in that folder would type it. */
function shownPath(path: string, { folder }: Program): string {
  const inside = relative(folder, path)
  return inside.startsWith('..') ? path : `./${inside.replaceAll('\\', '/')}`
}
