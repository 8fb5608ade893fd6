/**
 * A text of at most `longest` UTF-16 units, with the number of those left out, that any encoding can carry: half a
 * surrogate pair becomes U+FFFD.
 */
export function boundedText(text: string, longest: number): string {
  const left = text.length - longest
  const kept = left > 0 ? `${text.slice(0, longest)}… (${String(left)} more characters)` : text
  return kept.replace(/\p{Surrogate}/gu, '\uFFFD')
}
