/** What is due waits here until the test lets jobs start. */
export class Gate {
  #waiting: (() => void)[] = []
  #holders = 0
  readonly #isAlwaysOpen: boolean

  constructor(isAlwaysOpen: boolean) {
    this.#isAlwaysOpen = isAlwaysOpen
  }

  get isOpen(): boolean {
    return this.#isAlwaysOpen || this.#holders > 0
  }

  /** Now, or as soon as it is open. */
  pass(start: () => void): void {
    if (this.isOpen) start()
    else this.#waiting.push(start)
  }

  /** Open while `work` lasts. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#holders += 1
    const waiting = this.#waiting
    this.#waiting = []
    for (const start of waiting) start()
    try {
      return await work()
    } finally {
      this.#holders -= 1
    }
  }
}
