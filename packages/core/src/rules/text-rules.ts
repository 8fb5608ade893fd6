import { utf8Length } from '#platform'

import type { Text } from '../texts/text.js'
import { ruleTexts } from './rule-texts.js'
import { shownValue } from './shown-value.js'

export function notEmpty(text: string): Text | undefined {
  return text === '' ? ruleTexts.textEmpty() : undefined
}

/** Half of a surrogate pair becomes U+FFFD in UTF-8, so that what arrives is another text. */
export function wellFormed(text: string): Text | undefined {
  return LONE_SURROGATE.test(text)
    ? ruleTexts.textNotWellFormed({ value: shownValue(text) })
    : undefined
}

// With the flag `u` a pair is one character of another category. (`isWellFormed()` is not in es2023.)
const LONE_SURROGATE = /\p{Cs}/u

/** A name with a line break or a NUL is refused by brokers, cut by tools, and forges lines in logs. */
function withoutControls(text: string): Text | undefined {
  const control = /\p{Cc}/u.exec(text)?.[0]
  if (control === undefined) return undefined
  const code = control.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return ruleTexts.textHasControl({ character: `U+${code}`, value: shownValue(text) })
}

function atMostBytes(limit: number): (text: string) => Text | undefined {
  return (text) => {
    // A UTF-16 unit takes one to three bytes: only texts in between need counting.
    if (text.length * 3 <= limit) return undefined
    const bytes = utf8Length(text)
    return bytes > limit
      ? ruleTexts.textTooLong({ limit, bytes, value: shownValue(text) })
      : undefined
  }
}

/** A text that can be a name at the broker: not empty, well-formed, without control characters, and bounded. */
export function nameText(limitBytes: number): (text: string) => Text | undefined {
  const short = atMostBytes(limitBytes)
  return (text) => notEmpty(text) ?? wellFormed(text) ?? withoutControls(text) ?? short(text)
}
