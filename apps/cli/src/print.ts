import { styleText } from 'node:util'

import type { Output } from './program.js'

export type Colour = 'red' | 'yellow' | 'green' | 'bold' | 'dim'

/** Coloured where a person reads it on a terminal that wants colours, else as it is. */
export function paint(colour: Colour, text: string, output: Pick<Output, 'hasColours'>): string {
  // By itself it would look at standard output, whatever stream this is for.
  return output.hasColours ? styleText(colour, text, { validateStream: false }) : text
}

export interface Column {
  readonly title: string
  /** Numbers stand to the right. */
  readonly align: 'left' | 'right'
}

/** Lines of a table whose columns are as wide as their widest cell. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[index] ?? ''))),
  )
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => pad(cells[index] ?? '', widths[index] ?? 0, align))
      .join('  ')
      .trimEnd()
  return [line(columns.map(({ title }) => title)), ...rows.map(line)]
}

/** What a program reads: one JSON value, indented, on standard output. */
export function printJson(value: unknown, output: Output): void {
  output.write(`${JSON.stringify(value, undefined, 2)}\n`)
}

function pad(text: string, width: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(width - displayWidth(text), 0))
  return align === 'left' ? text + space : space + text
}

// CJK and full-width characters take two columns (Unicode Standard Annex 11).
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/

function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += WIDE.test(character) ? 2 : 1
  return width
}
