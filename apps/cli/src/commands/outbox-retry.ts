import { renderText } from '@arq/core'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { PREFIX_FLAG, tableOf, URL_AND_IDS } from '../outbox/open-outbox.js'
import { outboxTexts } from '../outbox/texts.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { JSON_FLAG } from '../servers.js'
import { verbTexts } from '../verb-texts.js'

const VERB = 'outbox retry'

/** `arq outbox retry`: what was set aside is sent again by the relays. */
export const outboxRetryCommand: Command = {
  name: VERB,
  describe: verbTexts.outboxRetryCommand(),
  names: URL_AND_IDS,
  flags: [PREFIX_FLAG, JSON_FLAG],
  examples: [
    { line: 'arq outbox retry postgresql://db/shop', describe: outboxTexts.exampleRetry() },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const { table, rest } = await tableOf(VERB, flags, program)
  const count = await table.retryAside(rest.length === 0 ? undefined : rest)
  const { output, language } = program
  if (flags['json'] === true) printJson({ jobs: count }, output)
  else {
    const said = count === 0 ? outboxTexts.noneAside() : outboxTexts.retried({ count })
    output.write(`${renderText(said, language)}\n`)
  }
  return rest.length > 0 && count < rest.length ? EXIT_CODES.notFound : EXIT_CODES.ok
}
