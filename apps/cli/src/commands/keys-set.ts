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

/** `arq keys set`: how many jobs of a key run at once, for all workers from now on. */
export const keysSetCommand: Command = {
  name: VERB,
  describe: verbTexts.keysSetCommand(),
  names: { name: 'name', describe: keysTexts.nameArgument(), most: 1 },
  flags: [
    { name: 'limit', kind: 'text', describe: keysTexts.limitFlag(), isRequired: true },
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
  const limit = limitOf(String(flags['limit']), program)
  await withLimits(VERB, flags, program, (limits) =>
    limit === undefined ? limits.reset(name, { key }) : limits.set(name, { key, limit }),
  )
  const { output, language } = program
  if (flags['json'] === true) printJson({ name, key: key ?? null, limit: limit ?? null }, output)
  else output.write(`${renderText(said(name, key, limit), language)}\n`)
  return EXIT_CODES.ok
}

/** `undefined`: what the task says. */
function limitOf(given: string, program: Program): number | undefined {
  if (given === 'default') return undefined
  if (/^\d{1,15}$/.test(given)) return Number(given)
  throw usageError(program, '--limit', keysTexts.noLimit({ given }))
}

function said(name: string, key: string | undefined, limit: number | undefined): Text {
  if (limit === undefined) {
    return key === undefined ? keysTexts.resetAll({ name }) : keysTexts.reset({ name, key })
  }
  return key === undefined ? keysTexts.setAll({ name, limit }) : keysTexts.set({ name, key, limit })
}
