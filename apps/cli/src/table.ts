import { displayWidth, padDisplay } from '@arq/core/internal'

import { cutLine } from './print.js'
import type { Output } from './program.js'

export interface Column {
  readonly title: string
  /** Numbers stand to the right. */
  readonly align: 'left' | 'right'
  /** One of those that a narrow terminal does without. */
  readonly isLesser?: boolean
}

const GAP = '  '
/** Of a column that is cut: a name is still told from others. */
const NARROWEST = 8
/** Of the first column, by which one asks for more. */
const NARROWEST_FIRST = 24
/** What stands where there is nothing. */
const NOTHING = '-'

/** The columns that are shown, and how wide. */
interface Fit {
  readonly indexes: readonly number[]
  /** By the index of the column. */
  readonly widths: readonly number[]
}

/**
 * Lines of a table whose columns are as wide as their widest cell. Where they have not room beside each other on a
 * terminal, columns of texts are cut, the widest first; then those that say nothing and the lesser ones are left out; then
 * the first column is cut, in its middle; at last what has no room as a whole is left out, from the right. A program reads
 * everything.
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  output: Pick<Output, 'isTerminal' | 'width'>,
): readonly string[] {
  const natural = columns.map(({ title }, index) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[index] ?? ''))),
  )
  const all = columns.map((_column, index) => index)
  const { indexes, widths } =
    output.isTerminal === true
      ? fitted({ columns, rows, natural, room: output.width })
      : { indexes: all, widths: natural }
  const line = (cells: readonly string[]): string =>
    indexes
      .map((index) => {
        const width = widths[index] ?? 0
        const cut = index === 0 ? cutMiddle : cutEnd
        return padDisplay(cut(cells[index] ?? '', width), width, columns[index]?.align ?? 'left')
      })
      .join(GAP)
      .trimEnd()
  return [line(columns.map(({ title }) => title)), ...rows.map(line)]
}

interface FitParts {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly string[])[]
  readonly natural: readonly number[]
  readonly room: number
}

function fitted({ columns, rows, natural, room }: FitParts): Fit {
  let indexes: readonly number[] = columns.map((_column, index) => index)
  let widths = shrunk(natural, columns, indexes, room)
  for (const index of dispensable(columns, rows)) {
    if (excess(widths, indexes, room) <= 0) break
    indexes = indexes.filter((one) => one !== index)
    widths = shrunk(natural, columns, indexes, room)
  }
  const [first = 0] = widths
  const narrowest = Math.min(first, NARROWEST_FIRST)
  while (indexes.length > 1 && excess(widths.with(0, narrowest), indexes, room) > 0) {
    indexes = indexes.slice(0, -1)
    widths = shrunk(natural, columns, indexes, room)
  }
  const tooWide = Math.max(excess(widths, indexes, room), 0)
  return { indexes, widths: widths.with(0, Math.max(first - tooWide, narrowest)) }
}

/** What can be done without, in this order: what says nothing, then what is of lesser interest, from the right. */
function dispensable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): readonly number[] {
  const others = columns.map((_column, index) => index).slice(1)
  const empty = others.filter((index) => rows.every((row) => (row[index] ?? NOTHING) === NOTHING))
  const lesser = others.filter((index) => columns[index]?.isLesser === true).reverse()
  return [...empty, ...lesser.filter((index) => !empty.includes(index))]
}

/** Widths in which texts, the widest first, are no wider than there is room for. */
function shrunk(
  natural: readonly number[],
  columns: readonly Column[],
  indexes: readonly number[],
  room: number,
): readonly number[] {
  const widths = [...natural]
  const texts = indexes.filter((index) => index > 0 && columns[index]?.align === 'left')
  while (excess(widths, indexes, room) > 0) {
    const widest = Math.max(0, ...texts.map((index) => widths[index] ?? 0))
    if (widest <= NARROWEST) break
    widths[texts.find((index) => widths[index] === widest) ?? 0] = widest - 1
  }
  return widths
}

const excess = (widths: readonly number[], indexes: readonly number[], room: number): number =>
  indexes.reduce((sum, index) => sum + (widths[index] ?? 0), GAP.length * (indexes.length - 1)) -
  room

const cutEnd = (text: string, width: number): string =>
  displayWidth(text) <= width ? text : `${cutLine(text, width - 1)}…`

/** Names that begin alike are told by their ends. */
function cutMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  const end = Array.from(text)
    .slice(-Math.floor((width - 1) / 2))
    .join('')
  return `${cutLine(text, width - 1 - displayWidth(end))}…${end}`
}
