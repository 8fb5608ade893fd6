/** Whatever waits for a moment, the earliest first; equal moments in the order they came. */
export class DueHeap<T> {
  readonly #entries: Entry<T>[] = []
  #order = 0

  get size(): number {
    return this.#entries.length
  }

  /** The earliest moment; `undefined` when nothing waits. */
  get nextAtMs(): number | undefined {
    return this.#entries[0]?.atMs
  }

  add(atMs: number, item: T): void {
    this.#order += 1
    this.#rise(this.#entries.length, { atMs, order: this.#order, item })
  }

  /** Takes out one whose moment is not after `nowMs`. */
  takeDue(nowMs: number): T | undefined {
    const first = this.#entries[0]
    if (!first || first.atMs > nowMs) return undefined
    const last = this.#entries.pop()
    if (last && this.#entries.length > 0) this.#sink(last)
    return first.item
  }

  /** Takes out everything, the earliest first. */
  drain(): T[] {
    return this.#entries
      .splice(0)
      .sort(compare)
      .map(({ item }) => item)
  }

  /** Takes out the latest, one after the other, as long as `wants` more of them. The latest comes first. */
  takeLatestWhile(wants: (atMs: number, item: T) => boolean): T[] {
    const entries = this.#entries.splice(0).sort(compare)
    const taken: T[] = []
    for (let last = entries.at(-1); last && wants(last.atMs, last.item); last = entries.at(-1)) {
      taken.push(last.item)
      entries.pop()
    }
    // A sorted row is a heap.
    this.#entries.push(...entries)
    return taken
  }

  #rise(from: number, entry: Entry<T>): void {
    let index = from
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = this.#entries[parentIndex]
      if (!parent || compare(parent, entry) < 0) break
      this.#entries[index] = parent
      index = parentIndex
    }
    this.#entries[index] = entry
  }

  #sink(entry: Entry<T>): void {
    let index = 0
    for (;;) {
      const childIndex = this.#earlierChildOf(index)
      const child = this.#entries[childIndex]
      if (!child || compare(entry, child) < 0) break
      this.#entries[index] = child
      index = childIndex
    }
    this.#entries[index] = entry
  }

  #earlierChildOf(index: number): number {
    const leftIndex = 2 * index + 1
    const left = this.#entries[leftIndex]
    const right = this.#entries[leftIndex + 1]
    return left && right && compare(right, left) < 0 ? leftIndex + 1 : leftIndex
  }
}

interface Entry<T> {
  readonly atMs: number
  readonly order: number
  readonly item: T
}

const compare = <T>(a: Entry<T>, b: Entry<T>): number => a.atMs - b.atMs || a.order - b.order
