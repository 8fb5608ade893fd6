export interface LaneSettings {
  /** Its share of the slots while others wait too, relative to theirs. */
  readonly weight: number
  /** Jobs of it that run at once. */
  readonly limit: number
}

/** The work of one queue: what waits, in order, and how much of it runs. */
export class Lane<T> {
  readonly #settings: LaneSettings
  #waiting: T[] = []
  /** Index of the first that waits: shifting a long array would copy it each time. */
  #head = 0
  #running = 0
  #started = 0
  #turn = 0

  constructor(settings: LaneSettings) {
    this.#settings = settings
  }

  /** What waits longest. */
  get oldest(): T | undefined {
    return this.#waiting[this.#head]
  }

  get hasRoom(): boolean {
    return this.#running < this.#settings.limit
  }

  /** How many were ever started. */
  get started(): number {
    return this.#started
  }

  /** The lane with the lowest turn is the next to be served; each start moves it on, the less the heavier it is. */
  get turn(): number {
    return this.#turn
  }

  /** @param turn where the others are: who comes back after a pause has not saved anything up */
  wait(work: T, turn: number): void {
    if (this.oldest === undefined) this.#turn = Math.max(this.#turn, turn)
    this.#waiting.push(work)
  }

  began(): void {
    this.#running += 1
    this.#started += 1
    this.#turn += 1 / this.#settings.weight
  }

  ended(): void {
    this.#running -= 1
  }

  take(): T | undefined {
    const next = this.oldest
    if (next === undefined) return undefined
    this.#head += 1
    if (this.#head === this.#waiting.length) {
      this.#waiting.length = 0
      this.#head = 0
    } else if (this.#head > 1024) {
      this.#waiting = this.#waiting.slice(this.#head)
      this.#head = 0
    }
    return next
  }

  /** Everything that has not been started. */
  takeAll(): readonly T[] {
    const taken = this.#waiting.slice(this.#head)
    this.#waiting = []
    this.#head = 0
    return taken
  }
}
