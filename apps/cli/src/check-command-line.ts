import { renderText, type Text } from '@arq/core'
import { nearestName } from '@arq/core/internal'

import type { Command, Verb } from './command.js'
import type { GivenFlags } from './overrides.js'
import type { Program } from './program.js'
import { texts } from './texts.js'
import { usageError } from './usage-error.js'
import { VERBS } from './verbs.js'

/** Flags of every command, and what the parser adds. */
const EVERYWHERE = ['help', 'version', 'debug', 'config']
const PARSERS_OWN = ['_', '$0']

/**
 * Checks what was given to a command.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` for an unknown flag, proposing the nearest one, and for what is missing
 */
export function checkCommandLine(flags: GivenFlags, command: Command, program: Program): void {
  const refuse = (problem: Text): never => {
    throw usageError(program, renderText(texts.commandLine(), program.language), problem)
  }
  const [extra] = Array.isArray(flags['_']) ? flags['_'].map(String) : []
  if (extra !== undefined) return refuse(unknownWord(extra, command))

  const known = [...command.flags.map((flag) => flag.name), ...EVERYWHERE]
  const given = Object.keys(flags).filter((key) => !PARSERS_OWN.includes(key))
  const unknown = given.find((key) => !known.includes(key) && key !== command.names?.name)
  if (unknown !== undefined) return refuse(unknownFlag(unknown, known))
  const example = command.examples[0]?.line
  const missing = command.flags.find((flag) => flag.isRequired === true && !(flag.name in flags))
  if (missing) return refuse(texts.flagMissing({ flag: missing.name, example }))
  const problem = namesProblem(command, flags, example)
  if (problem) return refuse(problem)
}

/** Some verbs take queues as words, others by a flag: who mixes them up is told. */
const unknownWord = (word: string, { flags }: Command): Text =>
  flags.some(({ alias }) => alias === 'q')
    ? texts.unknownWordQueue({ word })
    : texts.unknownWord({ word })

function namesProblem({ names }: Command, flags: GivenFlags, example: string | undefined) {
  if (!names) return undefined
  const given: unknown = flags[names.name]
  const count = Array.isArray(given) ? given.length : 0
  if (count === 0 && names.default === undefined) {
    return texts.namesMissing({ names: names.name, example })
  }
  if (count > (names.most ?? Infinity)) return texts.namesTooMany({ names: names.name, example })
  return undefined
}

/** Why these words name no command: there are none, a typo, or the first half of a command of two words. */
export function unknownVerb(words: readonly string[], program: Program): Error {
  return usageError(program, renderText(texts.commandLine(), program.language), verbProblem(words))
}

function verbProblem([first, second]: readonly string[]): Text {
  if (first === undefined) return texts.commandMissing()
  const inner = VERBS.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name)
  if (inner.length === 0) return unknownCommand(first, [...new Set(VERBS.map(firstWord))])
  if (second === undefined) return texts.commandIncomplete({ known: inner.join(', ') })
  return unknownCommand(`${first} ${second}`, inner)
}

const firstWord = ({ name }: Verb): string => name.split(' ')[0] ?? name

function unknownCommand(name: string, known: readonly string[]): Text {
  const meant = nearestName(name, known)
  return meant === undefined
    ? texts.unknownCommand({ command: name, known: known.join(', ') })
    : texts.unknownCommandMeant({ command: name, meant })
}

function unknownFlag(typed: string, known: readonly string[]) {
  const flag = typed.length === 1 ? `-${typed}` : `--${typed}`
  const meant = nearestName(typed, known)
  return meant === undefined
    ? texts.unknownFlag({ flag })
    : texts.unknownFlagMeant({ flag, meant: `--${meant}` })
}
