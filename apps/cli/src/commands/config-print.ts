import { renderText } from '@arq/core'

import type { Command } from '../command.js'
import { type EffectiveSetting, effectiveSettings } from '../config/effective-settings.js'
import { shownValue, valueText } from '../config/shown-value.js'
import { configTexts } from '../config/texts.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import type { GivenFlags } from '../overrides.js'
import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { JSON_FLAG, serversOf } from '../servers.js'
import { tableLines } from '../table.js'
import { verbTexts } from '../verb-texts.js'
import { WORKER_SETTING_FLAGS, workerOverrides } from '../worker-flags.js'

/** `arq config print`: each setting that a worker would get, and who says it. Connects to nothing. */
export const configPrintCommand: Command = {
  name: 'config print',
  describe: verbTexts.configPrintCommand(),
  flags: [...WORKER_SETTING_FLAGS, JSON_FLAG],
  examples: [
    { line: 'arq config print', describe: configTexts.examplePrint() },
    {
      line: 'arq config print -m ./settings.ts:workerSettings --json',
      describe: configTexts.examplePrintModule(),
    },
  ],
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const { settings, overrides } = await serversOf(flags, program)
  const module = typeof flags['worker-module'] === 'string' ? flags['worker-module'] : undefined
  const found = effectiveSettings(settings, workerOverrides(overrides, flags))
  if (flags['json'] === true) printJson({ settings: found.map(toJson(module)) }, program.output)
  else printTable(found, module, program)
  return EXIT_CODES.ok
}

/** Part of the contract: keys are added, never renamed. */
const toJson =
  (module: string | undefined) =>
  ({ key, value, from, source }: EffectiveSetting): unknown => ({
    key,
    value: shownValue(value, key) ?? null,
    from,
    source: source ?? (from === 'module' ? module : undefined) ?? null,
  })

function printTable(
  found: readonly EffectiveSetting[],
  module: string | undefined,
  { output, language }: Program,
): void {
  const byDefault = renderText(configTexts.byDefault(), language)
  const column = (text: ReturnType<typeof configTexts.columnValue>) =>
    ({ title: renderText(text, language), align: 'left' }) as const
  const [heading = '', ...rows] = tableLines(
    [
      column(configTexts.columnSetting()),
      column(configTexts.columnValue()),
      column(configTexts.columnSource()),
    ],
    found.map(({ key, value, from, source }) => [
      key,
      valueText(value, key),
      source ?? (from === 'module' ? (module ?? '') : byDefault),
    ]),
    output,
  )
  const lines = rows.map((row, index) =>
    found[index]?.from === 'default' ? paint('dim', row, output) : row,
  )
  output.write(`${[paint('bold', heading, output), ...lines].join('\n')}\n`)
}
