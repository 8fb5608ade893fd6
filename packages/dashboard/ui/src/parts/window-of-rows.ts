/** Which rows of a long list are drawn. */
export interface RowWindow {
  readonly first: number
  /** One after the last. */
  readonly end: number
}

interface Sight {
  readonly rowCount: number
  readonly rowHeight: number
  /** How far the list's top is above what is seen; negative while it is below. */
  readonly hiddenAbove: number
  readonly seenHeight: number
}

// Rows above and below those seen, so that a quick turn of the wheel finds them drawn.
const SPARE_ROWS = 12

/** The rows that are in sight, and a few around them. */
export function windowOfRows({ rowCount, rowHeight, hiddenAbove, seenHeight }: Sight): RowWindow {
  const firstSeen = Math.floor(hiddenAbove / rowHeight)
  const endSeen = Math.ceil((hiddenAbove + seenHeight) / rowHeight)
  const first = clamp(firstSeen - SPARE_ROWS, rowCount)
  return { first, end: Math.max(first, clamp(endSeen + SPARE_ROWS, rowCount)) }
}

function clamp(row: number, rowCount: number): number {
  return Math.min(Math.max(row, 0), rowCount)
}
