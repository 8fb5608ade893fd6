/**
 * How many jobs run at once. Work that finds no free slot waits in order; how much can wait is bounded by the
 * prefetch of the consumers.
 */
export class Slots<T> {
  readonly #size: number
  readonly #start: (work: T) => void
  #waiting: T[] = []
  /** Index of the first that waits: shifting a long array would copy it each time. */
  #head = 0
  #busy = 0

  /** @param start begins the work in a slot, which is taken until {@link free} is called for it */
  constructor(size: number, start: (work: T) => void) {
    this.#size = size
    this.#start = start
  }

  get running(): number {
    return this.#busy
  }

  add(work: T): void {
    if (this.#busy < this.#size) this.#run(work)
    else this.#waiting.push(work)
  }

  /** One slot is free again; what waits longest gets it. To be called once for each start. */
  free(): void {
    this.#busy -= 1
    const next = this.#next()
    if (next !== undefined) this.#run(next)
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
    this.#start(work)
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
