import { renderText, type Text } from '@arq/core'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { PREFIX_FLAG, tableOf, URL_NAMES } from '../outbox/open-outbox.js'
import { outboxTexts } from '../outbox/texts.js'
import type { GivenFlags } from '../overrides.js'
import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { JSON_FLAG } from '../servers.js'
import { tableLines } from '../table.js'
import { verbTexts } from '../verb-texts.js'

const VERB = 'outbox status'

/** `arq outbox status`: how many jobs wait, and which were set aside. */
export const outboxStatusCommand: Command = {
  name: VERB,
  describe: verbTexts.outboxStatusCommand(),
  names: URL_NAMES,
  flags: [PREFIX_FLAG, JSON_FLAG],
  examples: [
    {
      line: 'arq outbox status postgresql://db/shop --json',
      describe: outboxTexts.exampleStatus(),
    },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const { table } = await tableOf(VERB, flags, program)
  const status = await table.status()
  const rows = await table.asideRows()
  const retryingRows = await table.retryingRows()
  const { output, language } = program
  const { waiting, retrying, aside, oldestAt, oldestAgeMs } = status
  if (flags['json'] === true) {
    // Part of the contract: keys are added, never renamed.
    const oldest = { oldestAt: oldestAt ?? null, oldestAgeMs: oldestAgeMs ?? null }
    printJson({ waiting, retrying, aside, ...oldest, rows, retryingRows }, output)
    return EXIT_CODES.ok
  }
  const say = (text: Text): string => renderText(text, language)
  output.write(`${say(outboxTexts.status({ waiting, retrying, aside }))}\n`)
  if (oldestAt) {
    const seconds = Math.round((oldestAgeMs ?? 0) / 1000)
    output.write(`${say(outboxTexts.oldest({ at: oldestAt.toISOString(), seconds }))}\n`)
  }
  const failed = [
    ...rows.map((row) => ({ row, state: outboxTexts.stateAside({ at: textOf(row.asideAt) }) })),
    ...retryingRows.map(({ attempts, retryAt, ...row }) => ({
      row,
      state: outboxTexts.stateRetrying({ attempts, at: textOf(retryAt) }),
    })),
  ]
  if (failed.length === 0) return EXIT_CODES.ok
  const titles = [
    outboxTexts.columnJob(),
    outboxTexts.columnTask(),
    outboxTexts.columnQueue(),
    outboxTexts.columnState(),
    outboxTexts.columnError(),
  ]
  const [heading = '', ...lines] = tableLines(
    titles.map((title) => ({ title: say(title), align: 'left' as const })),
    failed.map(({ row: { jobId, task, queueName, errorCode, error }, state }) => [
      ...[jobId, task, queueName, say(state), `${errorCode}: ${error}`],
    ]),
    output,
  )
  output.write(`${[paint('bold', heading, output), ...lines].join('\n')}\n`)
  return EXIT_CODES.ok
}

const textOf = (moment: Date): string => moment.toISOString()
