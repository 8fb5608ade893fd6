import { withoutTerminalCodes } from '#platform'

// CJK and full-width characters take two columns (Unicode Standard Annex 11).
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/

/** How many columns of a terminal a text of one line takes; colours take none. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of withoutTerminalCodes(text)) width += WIDE.test(character) ? 2 : 1
  return width
}

/** The text with blanks before or behind it, so that it takes at least this many columns of a terminal. */
export function padDisplay(text: string, width: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(width - displayWidth(text), 0))
  return align === 'left' ? text + blanks : blanks + text
}
