import type { Flag } from '../command.js'
import { packagesOf } from '../load-package.js'
import type { GivenFlags } from '../overrides.js'
import type { Program } from '../program.js'
import { usageError } from '../usage-error.js'
import { createWiring, type Outboxes } from '../wiring.js'
import { outboxTexts } from './texts.js'

/** Keeps the password out of the list of processes. */
export const URL_VARIABLE = 'ARQ_OUTBOX_URL'

export const PREFIX_FLAG: Flag = {
  name: 'table-prefix',
  kind: 'text',
  describe: outboxTexts.prefixFlag(),
  default: 'arq_',
}

export const URL_NAMES = {
  name: 'url',
  describe: outboxTexts.urlArgument({ variable: URL_VARIABLE }),
  default: '',
  most: 1,
}

export const URL_AND_IDS = {
  name: 'ids',
  describe: outboxTexts.urlAndIdsArgument({ variable: URL_VARIABLE }),
  default: '',
}

export interface GivenOutbox {
  readonly url: string
  readonly tablePrefix?: string
  /** What follows the URL. */
  readonly rest: readonly string[]
}

/** @throws ConfigurationError `ARQ_CONFIG_INVALID` when nothing says which database is meant */
export function readOutbox(verb: string, flags: GivenFlags, program: Program): GivenOutbox {
  const given: unknown = flags['ids'] ?? flags['url']
  const names = Array.isArray(given) ? given.map(String) : []
  const isUrl = (text: string | undefined): text is string => text?.includes('://') === true
  const [first, ...others] = names
  if (first !== undefined && !isUrl(first) && flags['ids'] === undefined) {
    throw usageError(program, verb, outboxTexts.notUrl({ given: first }))
  }
  const variable = program.environment[URL_VARIABLE]
  const url = isUrl(first) ? first : variable
  if (!url) throw usageError(program, verb, outboxTexts.noUrl({ variable: URL_VARIABLE }))
  const prefix = flags['table-prefix']
  return {
    url,
    rest: isUrl(first) ? others : names,
    ...(typeof prefix === 'string' ? { tablePrefix: prefix } : {}),
  }
}

/** @throws UnsupportedError `ARQ_UNSUPPORTED` with the line that installs the package */
export const loadOutbox = (folder: string): Promise<Outboxes> =>
  createWiring(packagesOf(folder)).loadOutbox()

/**
 * The table that is meant. Looking at it makes none: a wrong URL leaves no table in somebody else's database.
 * @throws UnsupportedError `ARQ_UNSUPPORTED` with the line that installs the package
 */
export async function tableOf(verb: string, flags: GivenFlags, program: Program) {
  const { rest, ...settings } = readOutbox(verb, flags, program)
  const { openOutboxTable } = await loadOutbox(program.folder)
  return { table: openOutboxTable({ ...settings, migrate: false }), rest }
}
