import { readFileSync, statSync } from 'node:fs'
import { basename, extname, join, relative, resolve } from 'node:path'

import { ConfigurationError, toError } from '@arq/core'

import type { Program } from '../program.js'
import { usageError } from '../usage-error.js'
import { type ConfigFile, type ConfigIssue, readConfig } from './read-config.js'
import { configTexts } from './texts.js'

const NAMES = ['yaml', 'yml', 'json', 'ts', 'mts', 'js', 'mjs'].map((end) => `arq.config.${end}`)
const MODULE = /^\.[mc]?[jt]s$/
const DATA = /^\.(?:ya?ml|json)$/

export interface LookedUpConfig {
  /** `undefined`: there is none. */
  readonly file: ConfigFile | undefined
  readonly issues: readonly ConfigIssue[]
}

/**
 * The configuration file that was named, or the `arq.config.*` of the folder.
 * @param named by `--config`; it has to be there
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` for a file that cannot be read, or several where one is wanted; naming
 * every wrong key
 */
export async function loadConfigFile(
  named: string | undefined,
  program: Program,
): Promise<ConfigFile | undefined> {
  const { file, issues } = await lookUpConfigFile(named, program)
  if (file && issues.length > 0) throw new ConfigurationError(file.name, issues)
  return file
}

/** As {@link loadConfigFile}, with its wrong keys as part of the answer. */
export async function lookUpConfigFile(
  named: string | undefined,
  program: Program,
): Promise<LookedUpConfig> {
  const name = named ?? foundIn(program)
  if (name === undefined) return { file: undefined, issues: [] }
  const path = resolve(program.folder, name)
  const { values, issues } = readConfig(await contentsOf(path, name, program))
  return { file: { name: shown(path, name, program), values }, issues }
}

function foundIn(program: Program): string | undefined {
  const found = NAMES.filter((name) => isFile(join(program.folder, name)))
  const [first, second] = found
  if (first !== undefined && second !== undefined) {
    throw usageError(
      program,
      'arq.config',
      configTexts.severalFiles({ files: found.join(', '), first }),
    )
  }
  return first
}

function shown(path: string, name: string, { folder }: Program): string {
  const inside = relative(folder, path)
  return inside.startsWith('..') ? name : inside.replaceAll('\\', '/')
}

async function contentsOf(path: string, name: string, program: Program): Promise<unknown> {
  if (!isFile(path)) throw usageError(program, name, configTexts.fileAbsent())
  const extension = extname(basename(path))
  try {
    if (MODULE.test(extension)) return await exportedBy(path)
    if (DATA.test(extension)) {
      // JSON is YAML, and its errors say the line.
      const { parse } = await import('yaml')
      return parse(readFileSync(path, 'utf8')) as unknown
    }
  } catch (thrown) {
    const [reason = ''] = toError(thrown).message.split('\n')
    throw usageError(program, name, configTexts.fileUnreadable({ reason }), thrown)
  }
  throw usageError(program, name, configTexts.fileKind())
}

/** Its default export, or its one named `config`. */
async function exportedBy(path: string): Promise<unknown> {
  const { importModule } = await import('../import-module.js')
  const exported = await importModule(path)
  return exported['default'] ?? exported['config']
}

const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() === true
