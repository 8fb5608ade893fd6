/** Characters of a value that an error shows. Enough to recognise the value; a log line stays one line. */
const MOST_SHOWN_CHARACTERS = 60

const PRINTED_AS_THEY_ARE: ReadonlySet<string> = new Set(['number', 'boolean', 'undefined'])

/**
 * A value as an error shows it: text in quotes with every character escaped that a terminal would not print, and
 * shortened with its length behind it.
 */
export function shownValue(value: unknown): string {
  if (typeof value === 'string') return shownText(value)
  if (value === null || PRINTED_AS_THEY_ARE.has(typeof value)) return String(value)
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? 'an invalid Date' : value.toISOString()
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function shownText(text: string): string {
  const isLong = text.length > MOST_SHOWN_CHARACTERS
  // JSON escapes controls below U+0020, quotes and lone surrogates; cutting may have made one of the latter.
  const quoted = JSON.stringify(isLong ? text.slice(0, MOST_SHOWN_CHARACTERS) : text).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return isLong ? `${quoted}… (${String(text.length)} characters)` : quoted
}
