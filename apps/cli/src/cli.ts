import { createRequire } from 'node:module'

import type { Message } from '@arq/core'
import { renderMessage, toError } from '@arq/core/internal'
import yargs, { type Argv } from 'yargs'

import { checkCommandLine } from './check-command-line.js'
import { CLI_SETTINGS } from './cli-settings.js'
import type { Command, Flag } from './command.js'
import { doctorCommand } from './commands/doctor.js'
import { queueInfoCommand } from './commands/queue-info.js'
import { workerCommand } from './commands/worker.js'
import { EXIT_CODES, type ExitCode, exitCodeOf } from './exit-codes.js'
import { messages } from './messages.js'
import type { GivenFlags } from './overrides.js'
import type { Program } from './program.js'
import { reportError } from './report-error.js'
import { usageError } from './usage-error.js'

const COMMANDS: readonly Command[] = [workerCommand, queueInfoCommand, doctorCommand]
const WIDEST_HELP = 110

/** Runs one command line and says what the process is to end with. Never rejects. */
export async function runCli(args: readonly string[], program: Program): Promise<ExitCode> {
  try {
    const { shown, flags } = await parse(args, program)
    if (shown !== '') {
      program.output.write(`${shown}\n`)
      return EXIT_CODES.ok
    }
    const command = checkCommandLine(flags, COMMANDS, program)
    return await command.run(flags, program)
  } catch (error) {
    reportError(error, program, args.includes('--debug'))
    return exitCodeOf(error)
  }
}

interface Parsed {
  /** The help or the version, when they were asked for. */
  readonly shown: string
  readonly flags: GivenFlags
}

function parse(args: readonly string[], program: Program): Promise<Parsed> {
  const say = (message: Message): string => renderMessage(message, program.language)
  let parser: Argv = yargs()
    .scriptName('arq')
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
    .usage(say(messages.usage()))
    .option('debug', { type: 'boolean', describe: say(messages.debugFlag()) })
    .help('help', say(messages.helpFlag()))
    .version('version', say(messages.versionFlag()), version())
    .alias('help', 'h')
    .epilogue(say(messages.exitCodes()))
  for (const command of COMMANDS) parser = declare(command, parser, say)

  return new Promise<Parsed>((resolve, reject) => {
    const done = (error: Error | null | undefined, flags: GivenFlags, shown: string): void => {
      if (error) reject(error)
      else resolve({ shown, flags })
    }
    Promise.resolve(parser.parse([...args], {}, done)).catch(reject)
  }).catch((thrown: unknown) => {
    // For example a flag without its value; yargs says so in the reader's language.
    const problem = messages.parserSaid({ problem: toError(thrown).message })
    throw usageError(program, say(messages.commandLine()), problem, thrown)
  })
}

function declare(command: Command, parser: Argv, say: (message: Message) => string): Argv {
  const { name, names, flags, examples } = command
  const usage = names ? `${name} [${names.name}..]` : name
  return parser.command(usage, say(command.describe), (own) => {
    if (names) {
      own.positional(names.name, {
        type: 'string',
        array: true,
        describe: say(names.describe),
        defaultDescription: names.default,
      })
    }
    for (const flag of flags) own.option(flag.name, optionOf(flag, say))
    for (const { line, describe } of examples) own.example(line, say(describe))
    return own
  })
}

function optionOf(flag: Flag, say: (message: Message) => string) {
  const variable = CLI_SETTINGS.find((setting) => setting.flag === flag.name)?.variable
  const origin = variable === undefined ? '' : ` ${say(messages.fromVariable({ name: variable }))}`
  return {
    describe: `${say(flag.describe)}${origin}`,
    type: flag.kind === 'switch' ? ('boolean' as const) : ('string' as const),
    array: flag.kind === 'list',
    requiresArg: flag.kind !== 'switch',
    ...(flag.alias === undefined ? {} : { alias: flag.alias }),
    // Shown only: a default that was filled in could not be told from a flag that was given.
    ...(flag.default === undefined ? {} : { defaultDescription: flag.default }),
  }
}

function version(): string {
  // From dist/ and from src/ it is in the same place.
  const { version: found } = createRequire(import.meta.url)('../package.json') as {
    readonly version: string
  }
  return found
}
