import { renderText, type Text } from '@arq/core'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { KEYS_SET, type LimitChange, readChange } from '../keys/read-change.js'
import { keysTexts } from '../keys/texts.js'
import { withLimits } from '../keys/with-limits.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { BROKER_FLAGS, JSON_FLAG, STORE_FLAG } from '../servers.js'
import { verbTexts } from '../verb-texts.js'

/** `arq keys set`: how many jobs of a key run at once or begin in a span of time, and its share of a total, from now on. */
export const keysSetCommand: Command = {
  name: KEYS_SET,
  describe: verbTexts.keysSetCommand(),
  names: { name: 'name', describe: keysTexts.nameArgument(), most: 1 },
  flags: [
    { name: 'limit', kind: 'text', describe: keysTexts.limitFlag() },
    { name: 'weight', kind: 'text', describe: keysTexts.weightFlag() },
    { name: 'total', kind: 'text', describe: keysTexts.totalFlag() },
    { name: 'rate', kind: 'text', describe: keysTexts.rateFlag() },
    { name: 'budget', kind: 'list', describe: keysTexts.budgetFlag() },
    { name: 'per', kind: 'text', describe: keysTexts.perFlag() },
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
    { line: 'arq keys set ask --key acme --rate 200 --per 1m', describe: keysTexts.exampleRate() },
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
  const change = readChange(flags, program)
  await withLimits(KEYS_SET, flags, program, (limits) =>
    change === undefined ? limits.reset(name, { key }) : limits.set(name, { key, ...change }),
  )
  const { output, language } = program
  if (flags['json'] === true) {
    const { limit = null, weight = null, total = null, rate = null } = change ?? {}
    printJson({ name, key: key ?? null, limit, weight, total, rate }, output)
  } else output.write(`${renderText(said(name, key, change), language)}\n`)
  return EXIT_CODES.ok
}

function said(name: string, key: string | undefined, change: LimitChange | undefined): Text {
  if (!change) {
    return key === undefined ? keysTexts.resetAll({ name }) : keysTexts.reset({ name, key })
  }
  const set = Object.entries(change)
    .map(([field, value]: [string, unknown]) => `${field} ${JSON.stringify(value)}`)
    .join(', ')
  return key === undefined ? keysTexts.setAll({ name, set }) : keysTexts.set({ name, key, set })
}
