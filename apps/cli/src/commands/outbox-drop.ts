import { renderText } from '@arq/core'

import type { Command } from '../command.js'
import { confirm } from '../confirm.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { PREFIX_FLAG, tableOf, URL_AND_IDS } from '../outbox/open-outbox.js'
import { outboxTexts } from '../outbox/texts.js'
import type { GivenFlags } from '../overrides.js'
import { printJson } from '../print.js'
import type { Program } from '../program.js'
import { JSON_FLAG } from '../servers.js'
import { usageError } from '../usage-error.js'
import { verbTexts } from '../verb-texts.js'

const VERB = 'outbox drop'

/** `arq outbox drop`: deletes rows that cannot be sent. Asks first, unless `--yes`. */
export const outboxDropCommand: Command = {
  name: VERB,
  describe: verbTexts.outboxDropCommand(),
  names: URL_AND_IDS,
  flags: [
    { name: 'all', kind: 'switch', describe: outboxTexts.allFlag() },
    { name: 'yes', alias: 'y', kind: 'switch', describe: outboxTexts.yesFlag() },
    PREFIX_FLAG,
    JSON_FLAG,
  ],
  examples: [
    {
      line: 'arq outbox drop postgresql://db/shop 0b9f6a3e5d1c4f7a8b2d9e6c3f1a5b7d',
      describe: outboxTexts.exampleDrop(),
    },
    {
      line: 'ARQ_OUTBOX_URL=postgresql://db/shop arq outbox drop --all --yes',
      describe: outboxTexts.exampleDropAll(),
    },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const { table, rest: ids } = await tableOf(VERB, flags, program)
  const isAll = flags['all'] === true
  if (isAll === ids.length > 0) throw usageError(program, VERB, outboxTexts.sayWhich())
  const count = isAll ? (await table.status()).aside : ids.length
  const question = outboxTexts.askDrop({ count })
  const isWanted = flags['yes'] === true || count === 0 || (await confirm(VERB, question, program))
  if (!isWanted) return EXIT_CODES.ok
  const dropped = await table.dropAside(isAll ? undefined : ids)
  const { output, language } = program
  if (flags['json'] === true) printJson({ jobs: dropped }, output)
  else {
    const said = dropped === 0 ? outboxTexts.noneAside() : outboxTexts.dropped({ count: dropped })
    output.write(`${renderText(said, language)}\n`)
  }
  return dropped < ids.length ? EXIT_CODES.notFound : EXIT_CODES.ok
}
