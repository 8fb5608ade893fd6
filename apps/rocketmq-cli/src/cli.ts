import { createRequire } from 'node:module'

import { renderText, type Text, toError } from '@arq/core'
import yargs, { type Argv } from 'yargs'

import { checkCommandLine } from './check-command-line.js'
import type { Command, Flag, GivenFlags } from './command.js'
import { dlqCommand } from './commands/dlq.js'
import { groupsCommand } from './commands/groups.js'
import { progressCommand } from './commands/progress.js'
import { sendCommand } from './commands/send.js'
import { tailCommand } from './commands/tail.js'
import { topicsCommand } from './commands/topics.js'
import { CONNECTION_FLAGS } from './connection-flags.js'
import { EXIT_CODES, type ExitCode, exitCodeOf } from './exit-codes.js'
import type { Program } from './program.js'
import { reportError } from './report-error.js'
import { texts } from './texts.js'
import { usageError } from './usage-error.js'

const COMMANDS: readonly Command[] = [
  topicsCommand,
  groupsCommand,
  progressCommand,
  tailCommand,
  sendCommand,
  dlqCommand,
]
const WIDEST_HELP = 110

/** Runs one command line and says what the process is to end with. Never rejects. */
export async function runCli(args: readonly string[], program: Program): Promise<ExitCode> {
  try {
    const { shown, flags } = await parse(args, program)
    if (shown !== '') {
      await program.output.write(`${shown}\n`)
      return EXIT_CODES.ok
    }
    const { command, invocation } = checkCommandLine(flags, COMMANDS, program)
    return await command.run(invocation, program)
  } catch (error) {
    if (program.signal.aborted) return EXIT_CODES.interrupted
    await reportError(error, program, args.includes('--debug'))
    return exitCodeOf(error)
  }
}

interface Parsed {
  /** The help or the version, when they were asked for. */
  readonly shown: string
  readonly flags: GivenFlags
}

function parse(args: readonly string[], program: Program): Promise<Parsed> {
  const say = (message: Text): string => renderText(message, program.language)
  let parser: Argv = yargs()
    .scriptName('rocketmq')
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
    .usage(say(texts.usage()))
    .option('debug', { type: 'boolean', describe: say(texts.debugFlag()) })
    .help('help', say(texts.helpFlag()))
    .version('version', say(texts.versionFlag()), version())
    .alias('help', 'h')
    .epilogue(say(texts.exitCodes()))
  for (const flag of CONNECTION_FLAGS) parser = parser.option(flag.name, optionOf(flag, say))
  for (const command of COMMANDS) parser = declare(command, parser, say)

  return new Promise<Parsed>((resolve, reject) => {
    const done = (error: Error | null | undefined, flags: GivenFlags, shown: string): void => {
      if (error) reject(error)
      else resolve({ shown, flags })
    }
    Promise.resolve(parser.parse([...args], {}, done)).catch(reject)
  }).catch((thrown: unknown) => {
    // For example a flag without its value; yargs says so in the reader's language.
    const problem = texts.parserSaid({ problem: toError(thrown).message })
    throw usageError(program, say(texts.commandLine()), problem, thrown)
  })
}

function declare(command: Command, parser: Argv, say: (message: Text) => string): Argv {
  const { name, words, flags, examples } = command
  const usage = words ? `${name} [${words.name}..]` : name
  return parser.command(usage, say(command.describe), (own) => {
    if (words) {
      own.positional(words.name, {
        type: 'string',
        array: true,
        describe: say(words.describe),
        // Else it would say [].
        defaultDescription: say(words.min === 0 ? texts.all() : texts.required()),
      })
    }
    for (const flag of flags) own.option(flag.name, optionOf(flag, say))
    for (const { line, describe } of examples) own.example(line, say(describe))
    return own
  })
}

function optionOf(flag: Flag, say: (message: Text) => string) {
  const { variable } = flag
  const origin = variable === undefined ? '' : ` ${say(texts.fromVariable({ name: variable }))}`
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
