/** Characters that are drawn two columns wide: Chinese, its punctuation, full-width forms. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/gu

/**
 * A table as prettier leaves it.
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function markdownTable(head, rows) {
  const all = [head, ...rows].map((cells) => cells.map(escapeCell))
  const widths = head.map((_, column) =>
    Math.max(3, ...all.map((cells) => widthOf(cells[column] ?? ''))),
  )
  const lines = all.map((cells) =>
    line(widths.map((width, column) => pad(cells[column] ?? '', width))),
  )
  const rule = line(widths.map((width) => '-'.repeat(width)))
  return [...lines.slice(0, 1), rule, ...lines.slice(1)].join('\n')
}

/**
 * The cells of a table's rows, without its head.
 * @param {string} markdown nothing but a table
 * @returns {string[][]}
 */
export function readTable(markdown) {
  const rows = markdown.split('\n').filter((text) => text.trim().startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .trim()
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  )
}

/** @param {readonly string[]} cells */
const line = (cells) => `| ${cells.join(' | ')} |`

/** @param {string} cell */
const escapeCell = (cell) => cell.replaceAll('|', '\\|')

/**
 * @param {string} text
 * @param {number} width
 */
const pad = (text, width) => text + ' '.repeat(width - widthOf(text))

/** @param {string} text */
const widthOf = (text) => Array.from(text).length + (text.match(WIDE)?.length ?? 0)
