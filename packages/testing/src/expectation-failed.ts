import { AssertionError } from 'node:assert'

import { type Language, renderText, type Text } from '@arq/core'

/** The language of what a failed expectation says. */
export interface Spoken {
  readonly language: Language
}

/**
 * What fails a test: an `AssertionError` of Node's, which jest, vitest and node:test all show with its difference.
 * @param shown what was there and what was wanted, where that can be compared
 */
export function failed(
  text: Text,
  { language }: Spoken,
  shown: { readonly actual?: unknown; readonly expected?: unknown } = {},
): AssertionError {
  return new AssertionError({ message: renderText(text, language), operator: 'arq', ...shown })
}
