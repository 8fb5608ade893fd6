import type { Program } from '../program.js'
import { usageError } from '../usage-error.js'
import { streamTexts } from './texts.js'

/** @throws ConfigurationError `ARQ_CONFIG_INVALID` when the second word is missing */
export function twoNames(given: unknown, verb: string, program: Program): [string, string] {
  const [first, second] = Array.isArray(given) ? given.map(String) : []
  if (first === undefined || second === undefined) {
    throw usageError(
      program,
      verb,
      verb === 'send' ? streamTexts.noMessage() : streamTexts.noName(),
    )
  }
  return [first, second]
}
