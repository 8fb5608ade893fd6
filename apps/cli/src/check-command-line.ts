import type { Message } from '@arq/core'
import { nearestName, renderMessage } from '@arq/core/internal'

import type { Command } from './command.js'
import { messages } from './messages.js'
import type { GivenFlags } from './overrides.js'
import type { Program } from './program.js'
import { usageError } from './usage-error.js'

/** Flags of every command, and what the parser adds. */
const EVERYWHERE = ['help', 'version', 'debug']
const PARSERS_OWN = ['_', '$0']

/**
 * The command that was asked for.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` for an unknown command or flag, proposing the nearest one
 */
export function checkCommandLine(
  flags: GivenFlags,
  commands: readonly Command[],
  program: Program,
): Command {
  const refuse = (problem: Message): never => {
    throw usageError(program, renderMessage(messages.commandLine(), program.language), problem)
  }
  const [name, extra] = Array.isArray(flags['_']) ? flags['_'].map(String) : []
  if (name === undefined) return refuse(messages.commandMissing())
  const command = commands.find((one) => one.name === name)
  if (!command) return refuse(unknownCommand(name, commands))
  if (extra !== undefined) return refuse(messages.unknownWord({ word: extra }))

  const known = [...command.flags.map((flag) => flag.name), ...EVERYWHERE]
  const given = Object.keys(flags).filter((key) => !PARSERS_OWN.includes(key))
  const unknown = given.find((key) => !known.includes(key) && key !== command.names?.name)
  if (unknown !== undefined) return refuse(unknownFlag(unknown, known))
  const missing = command.flags.find((flag) => flag.isRequired === true && !(flag.name in flags))
  if (missing) {
    const example = command.examples[0]?.line
    return refuse(messages.flagMissing({ flag: missing.name, example }))
  }
  return command
}

function unknownCommand(name: string, commands: readonly Command[]) {
  const known = commands.map((command) => command.name)
  const meant = nearestName(name, known)
  return meant === undefined
    ? messages.unknownCommand({ command: name, known: known.join(', ') })
    : messages.unknownCommandMeant({ command: name, meant })
}

function unknownFlag(typed: string, known: readonly string[]) {
  const flag = typed.length === 1 ? `-${typed}` : `--${typed}`
  const meant = nearestName(typed, known)
  return meant === undefined
    ? messages.unknownFlag({ flag })
    : messages.unknownFlagMeant({ flag, meant: `--${meant}` })
}
