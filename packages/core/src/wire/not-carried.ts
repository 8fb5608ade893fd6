import { SerializationError } from '../errors/settings-errors.js'
import { shownValue } from '../rules/shown-value.js'
import type { Text } from '../texts/text.js'
import { wireTexts as texts } from '../texts/wire-texts.js'
import type { JsonProblem } from './json-safety.js'

/** The error for what cannot travel or be stored: `ARQ_ENCODE_FAILED`, with the path and the problem in `details`. */
export function notCarried(
  subject: Text,
  { path, problem, text = texts.value({ value: problem }), cause }: JsonProblem,
  details: Readonly<Record<string, unknown>> = {},
): SerializationError {
  return new SerializationError({
    code: 'ARQ_ENCODE_FAILED',
    text: texts.encodeFailed({ subject, path: shownPath(path), problem: text }),
    details: { ...details, path, problem },
    cause,
  })
}

/** The keys in a path are the caller's: they may be of any length, and have characters that no log should show. */
const shownPath = (path: string): string | Text => (PLAIN_PATH.test(path) ? path : shownValue(path))

const PLAIN_PATH = /^[\w.[\]$-]{1,200}$/
