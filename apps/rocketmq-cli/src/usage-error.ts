import { renderText, type Text } from '@arq/core'
import { ConfigurationError } from '@arq/rocketmq'

import type { Program } from './program.js'

/**
 * Something a person gave us is wrong.
 * @param what the flag, variable or word, as they would look for it
 */
export function usageError(
  { language }: Pick<Program, 'language'>,
  what: string,
  problem: Text,
  cause?: unknown,
): ConfigurationError {
  return new ConfigurationError(what, [{ path: '', message: renderText(problem, language) }], cause)
}
