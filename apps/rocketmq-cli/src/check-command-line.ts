import { renderText, type Text } from '@arq/core'
import { nearestName } from '@arq/core/internal'

import type { Command, GivenFlags, Invocation } from './command.js'
import { CONNECTION_FLAGS } from './connection-flags.js'
import type { Program } from './program.js'
import { texts } from './texts.js'
import { usageError } from './usage-error.js'

/** Flags of every command, and what the parser adds. */
const EVERYWHERE = ['help', 'version', 'debug', ...CONNECTION_FLAGS.map(({ name }) => name)]
const PARSERS_OWN = ['_', '$0']

/**
 * The command that was asked for, and what it is given.
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` for an unknown command or flag, proposing the nearest one
 */
export function checkCommandLine(
  given: GivenFlags,
  commands: readonly Command[],
  program: Program,
): { readonly command: Command; readonly invocation: Invocation } {
  const refuse = (problem: Text): never => {
    throw usageError(program, renderText(texts.commandLine(), program.language), problem)
  }
  const [name, ...extra] = textsIn(given['_'])
  const known = commands.map((one) => one.name)
  if (name === undefined) return refuse(texts.commandMissing({ known: known.join(', ') }))
  const command = commands.find((one) => one.name === name)
  if (!command) return refuse(unknownCommand(name, known))

  const { words: declared, flags: own } = command
  const words = [...textsIn(declared && given[declared.name]), ...extra]
  const flagNames = [...own.map((flag) => flag.name), ...EVERYWHERE]
  const typed = Object.keys(given).filter((key) => !PARSERS_OWN.includes(key))
  const unknown = typed.find((key) => !flagNames.includes(key) && key !== declared?.name)
  if (unknown !== undefined) return refuse(unknownFlag(unknown, flagNames))
  const example = command.examples[0]?.line
  if (declared && words.length < declared.min) {
    return refuse(texts.wordMissing({ word: declared.name, example }))
  }
  const tooMany = words[declared?.max ?? 0]
  if (tooMany !== undefined) return refuse(texts.unknownWord({ word: tooMany }))
  return { command, invocation: { words, flags: given } }
}

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : []

function unknownCommand(name: string, known: readonly string[]): Text {
  const meant = nearestName(name, known)
  return meant === undefined
    ? texts.unknownCommand({ command: name, known: known.join(', ') })
    : texts.unknownCommandMeant({ command: name, meant })
}

function unknownFlag(typed: string, known: readonly string[]): Text {
  const flag = typed.length === 1 ? `-${typed}` : `--${typed}`
  const meant = nearestName(typed, known)
  return meant === undefined
    ? texts.unknownFlag({ flag })
    : texts.unknownFlagMeant({ flag, meant: `--${meant}` })
}
