import { styleText } from 'node:util'

import { displayWidth, padDisplay } from '@arq/core/internal'

import type { Output } from './program.js'

type Colour = 'red' | 'yellow' | 'bold' | 'dim'

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

/** A cell: absent values are shown as a dash. */
export type Cell = string | number | bigint | boolean | undefined

/** Writes a table whose columns are as wide as their widest cell. */
export async function printTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  output: Output,
): Promise<void> {
  const cells = rows.map((row) => row.map(cellText))
  const widths = columns.map(({ title }, index) =>
    Math.max(displayWidth(title), ...cells.map((row) => displayWidth(row[index] ?? ''))),
  )
  const line = (row: readonly string[]): string =>
    columns
      .map(({ align }, index) => padDisplay(row[index] ?? '', widths[index] ?? 0, align))
      .join('  ')
      .trimEnd()
  const heading = line(columns.map(({ title }) => title))
  const lines = [paint('bold', heading, output), ...cells.map(line)]
  await output.write(`${lines.join('\n')}\n`)
}

const cellText = (cell: Cell): string =>
  cell === undefined || cell === '' ? '-' : printable(String(cell))

/**
 * A text on one line: control characters are written as escapes. What is in messages must not move the cursor of
 * whoever reads them, or do worse.
 */
export function printable(text: string): string {
  return text.replace(CONTROL, (character) => ESCAPES.get(character) ?? escaped(character))
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

// C0 and C1 controls, and the marks that turn the direction of writing (Unicode Standard Annex 9).
const CONTROL = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

const escaped = (character: string): string =>
  `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`

/** What a program reads: one JSON value, indented. Integers beyond 2^53−1 are texts. */
export async function printJson(value: unknown, output: Output): Promise<void> {
  await output.write(`${toJson(value, 2)}\n`)
}

/** One JSON value on a line of its own: for what comes bit by bit. */
export async function printJsonLine(value: unknown, output: Output): Promise<void> {
  await output.write(`${toJson(value)}\n`)
}

const toJson = (value: unknown, indent?: number): string =>
  JSON.stringify(
    value,
    (_, field: unknown) => (typeof field === 'bigint' ? number(field) : field),
    indent,
  )

function number(value: bigint): number | string {
  const isExact = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
  return isExact ? Number(value) : value.toString()
}
