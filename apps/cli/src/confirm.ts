import { renderText, type Text } from '@arq/core'

import type { Program } from './program.js'
import { texts } from './texts.js'
import { usageError } from './usage-error.js'

const YES = /^\s*(?:y|yes|是)\s*$/i

/**
 * Asks before something is lost for good.
 * @returns whether to go on; it says so when not
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` where nobody can answer
 */
export async function confirm(what: string, question: Text, program: Program): Promise<boolean> {
  const { ask, errors, language } = program
  if (!ask) throw usageError(program, what, texts.askNobody())
  if (YES.test(await ask(renderText(question, language)))) return true
  errors.write(`${renderText(texts.notDone(), language)}\n`)
  return false
}
