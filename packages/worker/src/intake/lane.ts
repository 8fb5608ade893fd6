export interface LaneSettings {
  /** Its share of the slots while others wait too, relative to theirs. */
  readonly weight: number
  /** Jobs of it that run at once. */
  readonly limit: number
}

/** The work of one queue: the waiting work in its order, and how much of it runs. */
export class Lane<T> {
  readonly #settings: LaneSettings
  /** `undefined` where it was taken: nothing of a job that runs is kept here. */
  #waiting: (T | undefined)[] = []
  /** Index of the first that waits: shifting a long array would copy it each time. */
  #head = 0
  #running = 0
  #started = 0
  #turn = 0

  constructor(settings: LaneSettings) {
    this.#settings = settings
  }

  /** The work that has waited longest. */
  get oldest(): T | undefined {
    return this.#waiting[this.#head]
  }

  get hasRoom(): boolean {
    return this.#running < this.#settings.limit
  }

  get running(): number {
    return this.#running
  }

  get waiting(): number {
    return this.#waiting.length - this.#head
  }

  /** How many were ever started. */
  get started(): number {
    return this.#started
  }

  /** The lane with the lowest turn is the next to be served; each start moves it on, the less the heavier it is. */
  get turn(): number {
    return this.#turn
  }

  /** @param turn the turn of the lane that was served last: a lane that was empty has no claim to starts it missed */
  wait(work: T, turn: number): void {
    if (this.oldest === undefined) this.#turn = Math.max(this.#turn, turn)
    this.#waiting.push(work)
  }

  /** The same for work that is to be taken before all that waits. */
  waitFirst(work: T, turn: number): void {
    if (this.oldest === undefined) this.wait(work, turn)
    else if (this.#head > 0) this.#waiting[--this.#head] = work
    else this.#waiting.unshift(work)
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
    this.#waiting[this.#head] = undefined
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

  /** Takes out all waiting work that `isTaken` names; the rest keeps its order. */
  takeWhere(isTaken: (work: T) => boolean): readonly T[] {
    const taken: T[] = []
    const left: T[] = []
    for (const work of this.#waiting.slice(this.#head)) {
      if (work !== undefined) (isTaken(work) ? taken : left).push(work)
    }
    this.#waiting = left
    this.#head = 0
    return taken
  }
}
