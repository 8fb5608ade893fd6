import type { RefObject } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'

import { type RowWindow, windowOfRows } from './window-of-rows.js'

/** Follows the page as it scrolls: which rows of the list in `ref` are to be drawn. */
export function useRowWindow(
  ref: RefObject<HTMLElement | null>,
  rowCount: number,
  rowHeight: number,
): RowWindow {
  const [seen, setSeen] = useState<RowWindow>({ first: 0, end: Math.min(rowCount, 40) })
  useLayoutEffect(() => {
    const look = () => {
      const top = ref.current?.getBoundingClientRect().top ?? 0
      const next = windowOfRows({ rowCount, rowHeight, hiddenAbove: -top, seenHeight: innerHeight })
      setSeen((last) => (last.first === next.first && last.end === next.end ? last : next))
    }
    look()
    addEventListener('scroll', look, { passive: true })
    addEventListener('resize', look)
    return () => {
      removeEventListener('scroll', look)
      removeEventListener('resize', look)
    }
  }, [ref, rowCount, rowHeight])
  return seen
}
