/**
 * How many jobs run at once. Work that finds no free slot waits in order; how much can wait is bounded by the
 * prefetch of the consumers.
 */
export class Slots<T> {
  readonly #size: number
  readonly #start: (work: T) => Promise<void>
  #waiting: T[] = []
  /** Index of the first that waits: shifting a long array would copy it each time. */
  #head = 0
  #busy = 0

  /** @param start does the work; its slot is free again when the promise has settled */
  constructor(size: number, start: (work: T) => Promise<void>) {
    this.#size = size
    this.#start = start
  }

  get running(): number {
    return this.#busy
  }

  get waiting(): number {
    return this.#waiting.length - this.#head
  }

  add(work: T): void {
    if (this.#busy < this.#size) this.#run(work)
    else this.#waiting.push(work)
  }

  /** Takes everything that has not been started. */
  takeWaiting(): readonly T[] {
    const taken = this.#waiting.slice(this.#head)
    this.#waiting = []
    this.#head = 0
    return taken
  }

  #run(work: T): void {
    this.#busy += 1
    void this.#start(work).finally(() => {
      this.#busy -= 1
      const next = this.#next()
      if (next !== undefined) this.#run(next)
    })
  }

  #next(): T | undefined {
    const next = this.#waiting[this.#head]
    if (next === undefined) return undefined
    this.#head += 1
    if (this.#head > 1024 || this.#head === this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head)
      this.#head = 0
    }
    return next
  }
}
