import { renderText, type Text } from '@arq/core'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { keysTexts } from '../keys/texts.js'
import { withLimits } from '../keys/with-limits.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { BROKER_FLAGS, JSON_FLAG, STORE_FLAG } from '../servers.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'

const VERB = 'keys set'

interface Change {
  readonly limit?: number
  readonly weight?: number
  readonly total?: number
}

/** `arq keys set`: how many jobs of a key run at once, and its share of a total, for all workers from now on. */
export const keysSetCommand: Command = {
  name: VERB,
  describe: verbTexts.keysSetCommand(),
  names: { name: 'name', describe: keysTexts.nameArgument(), most: 1 },
  flags: [
    { name: 'limit', kind: 'text', describe: keysTexts.limitFlag() },
    { name: 'weight', kind: 'text', describe: keysTexts.weightFlag() },
    { name: 'total', kind: 'text', describe: keysTexts.totalFlag() },
    { name: 'key', alias: 'k', kind: 'text', describe: keysTexts.keyFlag() },
    ...BROKER_FLAGS,
    STORE_FLAG,
    JSON_FLAG,
  ],
  examples: [
    {
      line: 'arq keys set import_file --key acme --limit 5',
      describe: keysTexts.exampleSet(),
    },
    { line: 'arq keys set render --key acme --weight 3', describe: keysTexts.exampleWeight() },
    { line: 'arq keys set import_file --limit 0', describe: keysTexts.exampleStop() },
    { line: 'arq keys set import_file --limit default', describe: keysTexts.exampleReset() },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const names: unknown = flags['name']
  const name = String(Array.isArray(names) ? names[0] : names)
  const given: unknown = flags['key']
  const key = typeof given === 'string' ? given : undefined
  const change = changeOf(flags, program)
  await withLimits(VERB, flags, program, (limits) =>
    change === undefined ? limits.reset(name, { key }) : limits.set(name, { key, ...change }),
  )
  const { output, language } = program
  if (flags['json'] === true) {
    const { limit = null, weight = null, total = null } = change ?? {}
    printJson({ name, key: key ?? null, limit, weight, total }, output)
  } else output.write(`${renderText(said(name, key, change), language)}\n`)
  return EXIT_CODES.ok
}

/** `undefined`: what the task says. */
function changeOf(flags: GivenFlags, program: Program): Change | undefined {
  const given = (['limit', 'weight', 'total'] as const).filter(
    (field) => flags[field] !== undefined,
  )
  if (given.length === 0) throw usageError(program, VERB, keysTexts.nothingGiven())
  if (given.length === 1 && flags['limit'] === 'default') return undefined
  return Object.fromEntries(
    given.map((field) => [field, countOf(`--${field}`, String(flags[field]), program)]),
  )
}

function countOf(flag: string, given: string, program: Program): number {
  if (/^\d{1,15}$/.test(given)) return Number(given)
  throw usageError(
    program,
    flag,
    flag === '--limit' ? keysTexts.noLimit({ given }) : keysTexts.noCount({ given }),
  )
}

function said(name: string, key: string | undefined, change: Change | undefined): Text {
  if (!change) {
    return key === undefined ? keysTexts.resetAll({ name }) : keysTexts.reset({ name, key })
  }
  const set = Object.entries(change)
    .map(([field, count]) => `${field} ${String(count)}`)
    .join(', ')
  return key === undefined ? keysTexts.setAll({ name, set }) : keysTexts.set({ name, key, set })
}
