/** A binary heap: the smallest item by `compare` comes first. Equal items come in no particular order. */
export class MinHeap<T> {
  readonly #items: T[] = []
  readonly #compare: (a: T, b: T) => number

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare
  }

  get size(): number {
    return this.#items.length
  }

  peek(): T | undefined {
    return this.#items[0]
  }

  push(item: T): void {
    let index = this.#items.length
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = this.#items[parentIndex]
      if (parent === undefined || this.#compare(parent, item) <= 0) break
      this.#items[index] = parent
      index = parentIndex
    }
    this.#items[index] = item
  }

  pop(): T | undefined {
    const first = this.#items[0]
    const last = this.#items.pop()
    if (last !== undefined && this.#items.length > 0) this.#sinkFromTop(last)
    return first
  }

  #sinkFromTop(item: T): void {
    let index = 0
    for (;;) {
      const childIndex = this.#smallerChildOf(index)
      const child = this.#items[childIndex]
      if (child === undefined || this.#compare(item, child) <= 0) break
      this.#items[index] = child
      index = childIndex
    }
    this.#items[index] = item
  }

  #smallerChildOf(index: number): number {
    const leftIndex = 2 * index + 1
    const left = this.#items[leftIndex]
    const right = this.#items[leftIndex + 1]
    if (left === undefined || right === undefined) return leftIndex
    return this.#compare(right, left) < 0 ? leftIndex + 1 : leftIndex
  }
}
