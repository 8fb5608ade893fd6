import type { StreamItemView } from '../../../../../src/contract/index.js'

/** What the page shows of a stream. */
export interface ShownItems {
  readonly items: readonly StreamItemView[]
  /** Those before them that have been here, and are shown no more. */
  readonly earlier: number
}

export const NO_ITEMS: ShownItems = { items: [], earlier: 0 }

/** Items that stay on the page: a stream may go on for days. */
export const MOST_ITEMS = 1000

/** With what has come: the newest stay. Pure. */
export function withItems(shown: ShownItems, came: readonly StreamItemView[]): ShownItems {
  const items = [...shown.items, ...came]
  const over = Math.max(items.length - MOST_ITEMS, 0)
  return { items: over > 0 ? items.slice(over) : items, earlier: shown.earlier + over }
}

/** A part of a stream that is read as one: what one run of the task wrote, without a hole. */
export interface Passage {
  readonly key: string
  readonly first: StreamItemView
  /** Another run of the task than the passage before. */
  readonly isAnew: boolean
  readonly items: readonly StreamItemView[]
}

/** Where the task has begun anew, or items were dropped, another passage begins. Pure. */
export function passagesOf(items: readonly StreamItemView[]): readonly Passage[] {
  const passages: { first: StreamItemView; isAnew: boolean; items: StreamItemView[] }[] = []
  for (const item of items) {
    const last = passages.at(-1)
    const isAnew = last !== undefined && last.first.run !== item.run
    if (!last || isAnew || item.missed > 0) passages.push({ first: item, isAnew, items: [item] })
    else last.items.push(item)
  }
  return passages.map((passage) => ({ ...passage, key: passage.first.id }))
}

/** As one text: tokens follow each other, and what is no text has a line of its own. Pure. */
export const textOf = (items: readonly StreamItemView[]): string =>
  items.map(({ text, isText }) => (isText ? text : `${text}\n`)).join('')
