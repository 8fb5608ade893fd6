import { renderText, type Text, toError } from '@arq/core'
import yargs, { type Argv } from 'yargs'

import { CLI_SETTINGS } from './cli-settings.js'
import type { Command, Flag } from './command.js'
import type { GivenFlags } from './overrides.js'
import { wrappedLines } from './print.js'
import type { Program } from './program.js'
import { texts } from './texts.js'
import { usageError } from './usage-error.js'

const WIDEST_HELP = 110
const EXAMPLE_INDENT = '      '

export interface ParsedCommand {
  /** The help, when it was asked for. */
  readonly shown: string
  readonly flags: GivenFlags
}

/**
 * Reads what stands behind a command's name.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID`, for example for a flag without its value
 */
export async function parseCommand(
  command: Command,
  args: readonly string[],
  program: Program,
): Promise<ParsedCommand> {
  const say = (message: Text): string => renderText(message, program.language)
  const parser = yargs()
    .scriptName(`arq ${command.name}`)
    .locale(program.language === 'zh-CN' ? 'zh_CN' : 'en')
    // Which flags there are, and what their values may be, is checked with words of our own.
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'strip-aliased': true,
    })
    .exitProcess(false)
    .fail(false)
    .wrap(Math.min(program.output.width, WIDEST_HELP))
    .option('config', { type: 'string', requiresArg: true, describe: say(texts.configFlag()) })
    .option('debug', { type: 'boolean', describe: say(texts.debugFlag()) })
    .help('help', say(texts.helpFlag()))
    .version(false)
    .alias('help', 'h')
  const { names } = command
  const usage = names ? `$0 [${names.name}..]` : '$0'
  parser.command(usage, say(command.describe), (own) => declare(command, own, say))
  try {
    const { shown, flags } = await parse(parser, args)
    return { shown: shown === '' ? '' : `${shown}\n\n${belowFlags(command, program)}`, flags }
  } catch (thrown) {
    // yargs says it in the reader's language.
    const problem = texts.parserSaid({ problem: toError(thrown).message })
    throw usageError(program, say(texts.commandLine()), problem, thrown)
  }
}

function parse(parser: Argv, args: readonly string[]): Promise<ParsedCommand> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null | undefined, flags: GivenFlags, shown: string): void => {
      if (error) reject(error)
      else resolve({ shown, flags })
    }
    Promise.resolve(parser.parse([...args], {}, done)).catch(reject)
  })
}

/** Examples whole, however narrow the terminal is: they are there to be copied. Then the exit codes. */
function belowFlags({ examples }: Command, { language, output }: Program): string {
  const say = (message: Text): string => renderText(message, language)
  const width = Math.min(output.width, WIDEST_HELP)
  const indented = (text: string): string =>
    wrappedLines(text, width - EXAMPLE_INDENT.length)
      .map((line) => `${EXAMPLE_INDENT}${line}`)
      .join('\n')
  return [
    say(texts.examples()),
    ...examples.map(({ line, describe }) => `  ${line}\n${indented(say(describe))}`),
    '',
    ...say(texts.exitCodes())
      .split('\n')
      .flatMap((line) => wrappedLines(line, width)),
  ].join('\n')
}

function declare(command: Command, parser: Argv, say: (message: Text) => string): Argv {
  const { names, flags } = command
  if (names) {
    parser.positional(names.name, {
      type: 'string',
      array: true,
      describe: say(names.describe),
      ...(names.default === undefined || names.default === ''
        ? {}
        : { defaultDescription: names.default }),
    })
  }
  for (const flag of flags) parser.option(flag.name, optionOf(flag, say))
  return parser
}

function optionOf(flag: Flag, say: (message: Text) => string) {
  const setting = CLI_SETTINGS.find((one) => one.flag === flag.name)
  const variable = flag.hasVariable === false ? undefined : setting?.variable
  const origin = variable === undefined ? '' : ` ${say(texts.fromVariable({ name: variable }))}`
  return {
    describe: `${say(flag.describe)}${origin}`,
    type: flag.kind === 'switch' ? ('boolean' as const) : ('string' as const),
    array: flag.kind === 'list',
    requiresArg: flag.kind !== 'switch' && flag.mayBeAlone !== true,
    ...(flag.alias === undefined ? {} : { alias: flag.alias }),
    // Shown only: a default that was filled in could not be told from a flag that was given.
    ...(flag.default === undefined ? {} : { defaultDescription: flag.default }),
  }
}
