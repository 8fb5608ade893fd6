import { renderText } from '@arq/core'
import { redactText } from '@arq/core/internal'

import type { Command } from '../command.js'
import { checkConfig, type ConfigProblem, tryServers } from '../config/config-problems.js'
import { shownValue, valueText } from '../config/shown-value.js'
import { configTexts } from '../config/texts.js'
import { EXIT_CODES, type ExitCode } from '../exit-codes.js'
import type { GivenFlags } from '../overrides.js'
import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { JSON_FLAG } from '../servers.js'
import { verbTexts } from '../verb-texts.js'
import { WORKER_SETTING_FLAGS } from '../worker-flags.js'

/** `arq validate-config`: what is wrong with the configuration, all at once. Without `--connect` it connects to nothing. */
export const validateConfigCommand: Command = {
  name: 'validate-config',
  describe: verbTexts.validateConfigCommand(),
  flags: [
    ...WORKER_SETTING_FLAGS,
    { name: 'connect', kind: 'switch', describe: configTexts.connectFlag() },
    JSON_FLAG,
  ],
  examples: [
    {
      line: 'arq validate-config -m ./settings.ts:workerSettings',
      describe: configTexts.exampleValidate(),
    },
    { line: 'arq validate-config --connect', describe: configTexts.exampleValidateConnect() },
  ],
  readsConfigItself: true,
  run,
}

async function run(flags: GivenFlags, program: Program): Promise<ExitCode> {
  const checked = await checkConfig(flags, program)
  const tried =
    flags['connect'] === true ? await tryServers(checked, program) : { answered: [], problems: [] }
  const problems = [...checked.problems, ...tried.problems]
  if (flags['json'] === true) {
    const { places } = checked
    const { answered } = tried
    const json = { problems: problems.map(toJson), read: places, answered }
    printJson(json, program.output)
  } else printProblems(problems, [...checked.places], tried.answered, program)
  if (checked.problems.length > 0) return EXIT_CODES.usage
  return tried.problems.length > 0 ? EXIT_CODES.noConnection : EXIT_CODES.ok
}

/** Part of the contract: keys are added, never renamed. */
const toJson = ({ place, path, value, message, meaning }: ConfigProblem): unknown => ({
  place,
  path,
  value: shownValue(value, lastKey(path)) ?? null,
  message: redactText(message),
  meaning: meaning ?? null,
})

function printProblems(
  problems: readonly ConfigProblem[],
  places: readonly string[],
  answered: readonly string[],
  { output, language }: Program,
): void {
  const lines = problems.flatMap(({ place, path, value, message, meaning }) => {
    const where = [place, path].filter((part) => part !== '').join(': ')
    const shown = valueText(value, lastKey(path))
    return [
      `${paint('red', where, output)}: ${redactText(message)}`,
      ...(value === undefined
        ? []
        : [`    ${renderText(configTexts.valueOf({ value: shown }), language)}`]),
      ...(meaning === undefined
        ? []
        : [`    ${renderText(configTexts.meaningOf({ meaning }), language)}`]),
    ]
  })
  const servers = answered.map((where) =>
    renderText(configTexts.brokerAnswers({ where }), language),
  )
  const right =
    places.length === 0
      ? configTexts.allRight()
      : configTexts.allRightIn({ places: places.join(', ') })
  const summary =
    problems.length === 0
      ? paint('green', renderText(right, language), output)
      : renderText(configTexts.problemCount({ count: problems.length }), language)
  output.write(`${[...lines, ...servers, summary].join('\n')}\n`)
}

const lastKey = (path: string): string => path.split('.').at(-1) ?? ''
