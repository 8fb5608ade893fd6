const COMPACT_AFTER = 1024

/** First in, first out; taking the head costs the same however many wait (an array's `shift` does not). */
export class Fifo<T> {
  #items: (T | undefined)[] = []
  #head = 0

  get size(): number {
    return this.#items.length - this.#head
  }

  peek(): T | undefined {
    return this.#items[this.#head]
  }

  push(item: T): void {
    this.#items.push(item)
  }

  shift(): T | undefined {
    if (this.size === 0) return undefined
    const item = this.#items[this.#head]
    this.#items[this.#head] = undefined
    this.#head += 1
    if (this.#head === this.#items.length) this.#compact(0)
    else if (this.#head > COMPACT_AFTER && this.#head * 2 > this.#items.length) {
      this.#compact(this.#head)
    }
    return item
  }

  /** Puts items back before all others, in their order. */
  putBack(items: readonly T[]): void {
    this.#items = [...items, ...this.#items.slice(this.#head)]
    this.#head = 0
  }

  /** Takes everything out. */
  drain(): readonly T[] {
    // What lies before the head has been taken; from there on nothing is empty.
    const items = this.#items.slice(this.#head) as T[]
    this.#compact(0)
    return items
  }

  #compact(from: number): void {
    this.#items = from === 0 ? [] : this.#items.slice(from)
    this.#head = 0
  }
}
