/** Something that a {@link RunList} has, and its place there. */
export interface Listed {
  place: number
}

/**
 * What runs now, in no order. It replaces a `Set` wherever an entry comes and goes with each message: a `Set` moves to a
 * new hash table again and again, and each table it has left points to the next one. As soon as one of them is in V8's
 * old generation, a minor collection spares all later ones with everything they held.
 */
export class RunList<T extends Listed> {
  readonly #items: T[] = []

  get size(): number {
    return this.#items.length
  }

  add(item: T): void {
    item.place = this.#items.length
    this.#items.push(item)
  }

  /** The last one takes its place. */
  remove(item: T): void {
    const last = this.#items.pop()
    if (last === undefined || last === item) return
    last.place = item.place
    this.#items[item.place] = last
  }

  /** As it is now: what leaves or comes meanwhile changes nothing of it. */
  all(): readonly T[] {
    return [...this.#items]
  }
}
