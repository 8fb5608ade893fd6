import { ConfigurationError, type Language, renderText, type Text } from '@arq/core'

/**
 * Something a person gave us is wrong.
 * @param what the flag, variable or file, as they would look for it
 */
export function usageError(
  { language }: { readonly language: Language },
  what: string,
  problem: Text,
  cause?: unknown,
): ConfigurationError {
  return new ConfigurationError(what, [{ path: '', message: renderText(problem, language) }], cause)
}
