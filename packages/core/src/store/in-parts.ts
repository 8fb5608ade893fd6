/** What one call of a store takes. */
export interface PartLimits<T> {
  readonly maxItems: number
  /** Text in one call; a single larger item goes alone. */
  readonly maxCharacters: number
  readonly sizeOf: (item: T) => { readonly items: number; readonly characters: number }
}

/** How many of the first items go in one call: one at least, if there is one. */
export function fittingCount<T>(
  items: readonly T[],
  { maxItems, maxCharacters, sizeOf }: PartLimits<T>,
): number {
  let total = 0
  let characters = 0
  let count = 0
  for (const item of items) {
    const size = sizeOf(item)
    total += size.items
    characters += size.characters
    const isFull = total > maxItems || characters > maxCharacters
    if (isFull && count > 0) break
    count += 1
  }
  return count
}

/** Items in their order, in parts that one call takes. */
export function* inParts<T>(
  items: readonly T[],
  limits: PartLimits<T>,
): Generator<readonly T[], void> {
  for (let rest = items; rest.length > 0;) {
    const count = fittingCount(rest, limits)
    yield rest.slice(0, count)
    rest = rest.slice(count)
  }
}
