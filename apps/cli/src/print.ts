import { styleText } from 'node:util'

import { displayWidth, padDisplay } from '@arq/core/internal'

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

const GAP = '  '
/** Of a column that is cut: a name is still told from others. */
const NARROWEST = 8

/**
 * Lines of a table whose columns are as wide as their widest cell. Where they have not room beside each other on a
 * terminal, columns of texts are cut, the widest first; the first column, by which one asks for more, stays whole.
 * A program reads everything.
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  output: Pick<Output, 'isTerminal' | 'width'>,
): readonly string[] {
  const natural = columns.map(({ title }, index) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[index] ?? ''))),
  )
  const widths = output.isTerminal === true ? fitted(natural, columns, output.width) : natural
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => {
        const width = widths[index] ?? 0
        return padDisplay(shortened(cells[index] ?? '', width), width, align)
      })
      .join(GAP)
      .trimEnd()
  return [line(columns.map(({ title }) => title)), ...rows.map(line)]
}

function fitted(
  natural: readonly number[],
  columns: readonly Column[],
  room: number,
): readonly number[] {
  const widths = [...natural]
  const gaps = GAP.length * (columns.length - 1)
  for (;;) {
    const excess = widths.reduce((sum, width) => sum + width, gaps) - room
    const texts = widths.map((width, index) =>
      index > 0 && columns[index]?.align === 'left' ? width : 0,
    )
    const widest = Math.max(...texts)
    if (excess <= 0 || widest <= NARROWEST) return widths
    widths[texts.indexOf(widest)] = widest - 1
  }
}

const shortened = (text: string, width: number): string =>
  displayWidth(text) <= width ? text : `${cutLine(text, width - 1)}…`

/** A text in lines of at most this width, broken at spaces; Chinese, which has none, anywhere. */
export function wrappedLines(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.match(WORD) ?? []) {
    if (line !== '' && displayWidth(line) + displayWidth(word.trimEnd()) > width) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += word
  }
  return [...lines, line.trimEnd()]
}

/** As much of a line as fits; colours are not counted, and end with it. */
export function cutLine(line: string, width: number): string {
  let room = width
  let cut = ''
  for (const part of line.split(COLOUR)) {
    if (part.startsWith(ESCAPE)) cut += part
    else {
      for (const character of part) {
        room -= displayWidth(character)
        if (room >= 0) cut += character
      }
    }
  }
  return cut
}

const ESCAPE = '\u001b'
const COLOUR = new RegExp(`(${ESCAPE}\\[[0-9;]*m)`)

/** What a program reads: one JSON value, indented, on standard output. */
export function printJson(value: unknown, output: Output): void {
  output.write(`${JSON.stringify(value, undefined, 2)}\n`)
}

/** What is not torn apart: a wide character, or what stands between two spaces, with the space behind it. */
const WORD = /[^\s\u1100-\uffe6]+\s*|[\u1100-\uffe6]\s*|\s+/g
