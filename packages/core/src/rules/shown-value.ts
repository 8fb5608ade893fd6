import { kindText, kindTexts } from '../texts/kind-texts.js'
import type { Text } from '../texts/text.js'

/** Characters of a value that an error shows. Enough to recognise the value; a log line stays one line. */
const MOST_SHOWN_CHARACTERS = 60

const PRINTED_AS_THEY_ARE: ReadonlySet<string> = new Set(['number', 'boolean', 'undefined'])

/**
 * A value as an error shows it: text in quotes with every character escaped that a terminal would not print, and
 * shortened with its length behind it.
 */
export function shownValue(value: unknown): string | Text {
  if (typeof value === 'string') return shownText(value)
  if (value === null || PRINTED_AS_THEY_ARE.has(typeof value)) return String(value)
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? kindTexts.invalidDate() : value.toISOString()
  return kindText(value)
}

function shownText(text: string): string | Text {
  if (text.length <= MOST_SHOWN_CHARACTERS) return quotedText(text)
  const cut = quotedText(text.slice(0, MOST_SHOWN_CHARACTERS))
  return kindTexts.cutText({ text: cut, count: text.length })
}

/** In quotes, with every character escaped that no log should show. */
function quotedText(text: string): string {
  // JSON escapes controls below U+0020, quotes and lone surrogates; cutting may have made one of the latter.
  return JSON.stringify(text).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
