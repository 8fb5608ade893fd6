import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

import { useMedia } from './use-media.js'
import { useRowWindow } from './use-row-window.js'

/** One column, and what becomes of it where there is room for one column only. */
export interface Column<Row> {
  readonly key: string
  readonly head: string
  /** As `grid-template-columns` has it. */
  readonly width: string
  /** On a phone: the first line's beginning or end, one of the small ones below, or left out. */
  readonly narrow: 'title' | 'side' | 'meta' | 'hidden'
  readonly isNumber?: boolean
  readonly hasActs?: boolean
  readonly cell: (row: Row) => ComponentChildren
}

interface Properties<Row> {
  /** What is in it, for screen readers. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** Long lists draw only the rows in sight; their rows are all of one height. */
  readonly isLong?: boolean
  /** Of a row of a long list on a phone. */
  readonly narrowRowHeight?: number
  /** Called when the last rows of a long list come near. */
  readonly onNearEnd?: () => void
}

const NARROW = '(max-width: 44rem)'
const ROW_HEIGHT = 40
// The rows that are left below when more of them are asked for.
const NEAR_END_ROWS = 60

/** A table. The roles are written out because a changed `display` takes them from the elements. */
export function Table<Row>(properties: Properties<Row>) {
  const { label, columns, rows, keyOf, isLong = false, onNearEnd } = properties
  const body = useRef<HTMLTableSectionElement>(null)
  const isNarrow = useMedia(NARROW)
  const rowHeight = isNarrow ? (properties.narrowRowHeight ?? 64) : ROW_HEIGHT
  const seen = useRowWindow(body, rows.length, rowHeight)
  const { first, end } = isLong ? seen : { first: 0, end: rows.length }
  const isNearEnd = isLong && end > rows.length - NEAR_END_ROWS
  useEffect(() => {
    if (isNearEnd) onNearEnd?.()
  }, [isNearEnd, rows.length, onNearEnd])

  const grid = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') }
  const height = isLong ? { height: px(rows.length * rowHeight) } : {}
  return (
    <table
      class={`table ${isLong ? 'is-windowed' : ''}`}
      role="table"
      aria-label={label}
      {...(isLong ? { 'aria-rowcount': rows.length + 1 } : {})}
    >
      <thead role="rowgroup">
        <tr role="row" style={grid}>
          {columns.map(({ key, head, isNumber, hasActs }) => (
            <th
              key={key}
              role="columnheader"
              scope="col"
              class={hasActs ? 'with-acts' : isNumber ? 'number' : ''}
            >
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" ref={body} style={height}>
        {rows.slice(first, end).map((row, index) => (
          <tr
            key={keyOf(row)}
            role="row"
            style={isLong ? { ...grid, ...placeOf(first + index, rowHeight) } : grid}
            {...(isLong ? { 'aria-rowindex': first + index + 2 } : {})}
          >
            {columns.map((column) => (
              <td key={column.key} role="cell" class={classOf(column)}>
                {column.narrow === 'meta' && !column.hasActs && (
                  <span class="in-narrow">{column.head} </span>
                )}
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function placeOf(index: number, rowHeight: number) {
  return { top: px(index * rowHeight), height: px(rowHeight) }
}

function px(length: number): string {
  return `${String(length)}px`
}

function classOf<Row>({ narrow, isNumber, hasActs }: Column<Row>): string {
  const parts = [`is-${narrow}`, isNumber ? 'number' : '', hasActs ? 'with-acts' : '']
  return parts.filter((part) => part !== '').join(' ')
}
