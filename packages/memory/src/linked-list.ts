interface Node<T> {
  readonly item: T
  next: Node<T> | undefined
}

/** Items in order; taking from the front and adding at both ends cost the same whatever its length. */
export class LinkedList<T> {
  #first: Node<T> | undefined
  #last: Node<T> | undefined
  #size = 0

  get size(): number {
    return this.#size
  }

  addLast(item: T): void {
    const node: Node<T> = { item, next: undefined }
    if (this.#last) this.#last.next = node
    else this.#first = node
    this.#last = node
    this.#size += 1
  }

  addFirst(item: T): void {
    const node: Node<T> = { item, next: this.#first }
    this.#first = node
    this.#last ??= node
    this.#size += 1
  }

  peekFirst(): T | undefined {
    return this.#first?.item
  }

  takeFirst(): T | undefined {
    const node = this.#first
    if (!node) return undefined
    this.#first = node.next
    if (!node.next) this.#last = undefined
    this.#size -= 1
    return node.item
  }
}
