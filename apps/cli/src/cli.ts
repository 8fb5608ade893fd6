import { createRequire } from 'node:module'

import { renderText } from '@arq/core'

import { checkCommandLine, unknownVerb } from './check-command-line.js'
import { EXIT_CODES, type ExitCode, exitCodeOf } from './exit-codes.js'
import { helpText } from './help-text.js'
import type { Program } from './program.js'
import { reportError } from './report-error.js'
import { findVerb } from './verbs.js'

/** Runs one command line and says what the process is to end with. Never rejects. */
export async function runCli(args: readonly string[], program: Program): Promise<ExitCode> {
  try {
    return await run(args, program)
  } catch (error) {
    reportError(error, program, args.includes('--debug'))
    return exitCodeOf(error)
  }
}

/** What nothing but the list of verbs is needed for is answered without the argument parser: it costs more than Node. */
async function run(args: readonly string[], program: Program): Promise<ExitCode> {
  const show = (text: string): ExitCode => {
    program.output.write(`${text}\n`)
    return EXIT_CODES.ok
  }
  if (args.includes('--version')) return show(version())
  const { verb, words, rest } = findVerb(args)
  if (!verb) {
    if (args.includes('--help') || args.includes('-h')) {
      const { language, output } = program
      return show(helpText(words, (text) => renderText(text, language), output.width))
    }
    throw unknownVerb(words, program)
  }
  const command = await verb.load()
  const { parseCommand } = await import('./parse-command.js')
  const { shown, flags } = await parseCommand(command, rest, program)
  if (shown !== '') return show(shown)
  checkCommandLine(flags, command, program)
  if (command.readsConfigItself === true) return command.run(flags, program)
  const { loadConfigFile } = await import('./config/config-file.js')
  const named = typeof flags['config'] === 'string' ? flags['config'] : undefined
  return command.run(flags, { ...program, config: await loadConfigFile(named, program) })
}

function version(): string {
  // From dist/ and from src/ it is in the same place.
  const { version: found } = createRequire(import.meta.url)('../package.json') as {
    readonly version: string
  }
  return found
}
