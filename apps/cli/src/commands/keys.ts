import { type KeyStatus, renderText, type Text } from '@arq/core'

import type { Command } from '../command.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import { rateCell } from '../keys/rate-cell.js'
import { keysTexts } from '../keys/texts.js'
import { withLimits } from '../keys/with-limits.js'
import type { GivenFlags } from '../overrides.js'
import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { BROKER_FLAGS, JSON_FLAG, STORE_FLAG } from '../servers.js'
import { tableLines } from '../table.js'
import { verbTexts } from '../verb-texts.js'

/** `arq keys`: the keys that have jobs running or waiting under a limit. */
export const keysCommand: Command = {
  name: 'keys',
  describe: verbTexts.keysCommand(),
  flags: [
    { name: 'name', alias: 'n', kind: 'text', describe: keysTexts.nameFlag() },
    ...BROKER_FLAGS,
    STORE_FLAG,
    JSON_FLAG,
  ],
  examples: [{ line: 'arq keys --name import_file', describe: keysTexts.exampleList() }],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const given: unknown = flags['name']
  const name = typeof given === 'string' ? given : undefined
  const keys = await withLimits('keys', flags, program, async (limits) => {
    const found: KeyStatus[] = []
    for await (const status of limits.list(name)) found.push(status)
    // Those that wait most come first.
    return found.sort((one, other) => other.waiting - one.waiting || other.running - one.running)
  })
  if (flags['json'] === true) printJson({ keys }, program.output)
  else print(keys, program)
  return EXIT_CODES.ok
}

function print(keys: readonly KeyStatus[], { output, language }: Program): void {
  const say = (text: Text): string => renderText(text, language)
  if (keys.length === 0) {
    output.write(`${say(keysTexts.none())}\n`)
    return
  }
  const hasWeights = keys.some(({ weight }) => weight !== undefined)
  const hasRates = keys.some(({ rate }) => rate !== undefined)
  const [heading = '', ...rows] = tableLines(
    [
      { title: say(keysTexts.columnName()), align: 'left' },
      { title: say(keysTexts.columnKey()), align: 'left' },
      { title: say(keysTexts.columnRunning()), align: 'right' },
      { title: say(keysTexts.columnComing()), align: 'right' },
      { title: say(keysTexts.columnWaiting()), align: 'right' },
      { title: say(keysTexts.columnLimit()), align: 'right' },
      ...(hasWeights ? [{ title: say(keysTexts.columnWeight()), align: 'right' } as const] : []),
      ...(hasRates
        ? ([
            { title: say(keysTexts.columnRate()), align: 'left' },
            { title: say(keysTexts.columnNext()), align: 'left' },
          ] as const)
        : []),
    ],
    keys.map((status) => {
      const { name, key, running, coming, waiting, limit, isSet, weight, rate } = status
      const inWords = rateCell(status)
      return [
        ...[name, key, String(running), String(coming), String(waiting)],
        limitCell(limit, isSet, say),
        ...(hasWeights ? [weight === undefined ? '' : String(weight)] : []),
        ...(hasRates ? [inWords ? say(inWords) : '', rate?.nextStartAt?.toISOString() ?? ''] : []),
      ]
    }),
    output,
  )
  output.write(`${[paint('bold', heading, output), ...rows].join('\n')}\n`)
}

/** A key with a rate alone has none. */
function limitCell(limit: number | undefined, isSet: boolean, say: (text: Text) => string): string {
  if (limit === undefined) return ''
  return isSet ? say(keysTexts.isSet({ limit })) : String(limit)
}
