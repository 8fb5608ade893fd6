const FEWEST_SLOTS = 16

/**
 * A queue in a ring of slots: first in, first out, and every item can be read by its place. A slot is emptied when its
 * item leaves, and a ring that was outgrown is emptied as a whole: one that lies in V8's old generation would otherwise
 * keep items from being freed by minor collections.
 */
export class Fifo<T> {
  /** Their number is a power of two. */
  #slots: (T | undefined)[] = emptySlots(FEWEST_SLOTS)
  #head = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The item that has this many before it; `undefined` when there are not so many. */
  at(place: number): T | undefined {
    return place < this.#size ? this.#slots[this.#slotOf(place)] : undefined
  }

  push(item: T): void {
    if (this.#size === this.#slots.length) this.#grow()
    this.#slots[this.#slotOf(this.#size)] = item
    this.#size += 1
  }

  /** Takes the first item out; `undefined` when there is none. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined
    const item = this.#slots[this.#head]
    this.#slots[this.#head] = undefined
    this.#head = this.#slotOf(1)
    this.#size -= 1
    return item
  }

  /** The items from one place on, up to another that is not among them. */
  slice(from = 0, to = this.#size): readonly T[] {
    const items: T[] = []
    for (let place = from; place < Math.min(to, this.#size); place += 1) {
      // There is an item at every place below the size.
      items.push(this.#slots[this.#slotOf(place)] as T)
    }
    return items
  }

  clear(): void {
    this.#slots = emptySlots(FEWEST_SLOTS)
    this.#head = 0
    this.#size = 0
  }

  #slotOf(place: number): number {
    return (this.#head + place) & (this.#slots.length - 1)
  }

  #grow(): void {
    const outgrown = this.#slots
    const items = this.slice()
    this.#slots = emptySlots(outgrown.length * 2)
    for (const [place, item] of items.entries()) this.#slots[place] = item
    this.#head = 0
    outgrown.fill(undefined)
  }
}

const emptySlots = <T>(count: number): (T | undefined)[] =>
  Array.from<T | undefined>({ length: count })
