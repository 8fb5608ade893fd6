import { ConfigurationError, type Language, type Message } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

/**
 * Something a person gave us is wrong.
 * @param what the flag, variable or file, as they would look for it
 */
export function usageError(
  { language }: { readonly language: Language },
  what: string,
  problem: Message,
  cause?: unknown,
): ConfigurationError {
  return new ConfigurationError(
    what,
    [{ path: '', message: renderMessage(problem, language) }],
    cause,
  )
}
