import { renderText } from '@arq/core'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { PREFIX_FLAG, tableOf, URL_NAMES } from '../outbox/open-outbox.js'
import { outboxTexts } from '../outbox/texts.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { JSON_FLAG } from '../servers.js'
import { verbTexts } from '../verb-texts.js'

const VERB = 'outbox migrate'

/** `arq outbox migrate`: makes the tables, or brings them up to date. */
export const outboxMigrateCommand: Command = {
  name: VERB,
  describe: verbTexts.outboxMigrateCommand(),
  names: URL_NAMES,
  flags: [PREFIX_FLAG, JSON_FLAG],
  examples: [
    {
      line: 'arq outbox migrate postgresql://owner@db/shop',
      describe: outboxTexts.exampleMigrate(),
    },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const { table } = await tableOf(VERB, flags, program)
  const { from, to } = await table.migrate()
  const { output, language } = program
  if (flags['json'] === true) printJson({ from, to }, output)
  else {
    const said =
      from === to ? outboxTexts.unchanged({ version: to }) : outboxTexts.migrated({ from, to })
    output.write(`${renderText(said, language)}\n`)
  }
  return EXIT_CODES.ok
}
