/** Which queues a worker takes nothing from at the moment, because somebody paused them, or the whole worker. */
export class QueuePauses {
  readonly #queueNames: readonly string[]
  readonly #paused = new Set<string>()
  readonly #closed = new Set<string>()
  #isAllPaused = false

  constructor(queueNames: readonly string[]) {
    this.#queueNames = queueNames
  }

  /** Every queue is paused by a pause of the worker, whatever was said of each. */
  get isAllPaused(): boolean {
    return this.#isAllPaused
  }

  /** The paused queues, in the worker's order. */
  get names(): readonly string[] {
    return this.#queueNames.filter((name) => this.has(name))
  }

  has(queueName: string): boolean {
    return this.#isAllPaused || this.#paused.has(queueName)
  }

  /**
   * Whether what still comes of this queue goes back to the broker. Not while its consumer is there, which would get it
   * again at once.
   */
  handsBack(queueName: string): boolean {
    return this.#closed.has(queueName) && this.has(queueName)
  }

  /** The queue has a consumer, or has none any more. */
  noteConsumer(queueName: string, isThere: boolean): void {
    if (isThere) this.#closed.delete(queueName)
    else this.#closed.add(queueName)
  }

  /** @param queueName absent: the whole worker */
  set(queueName: string | undefined, isPaused: boolean): void {
    if (queueName === undefined) this.#isAllPaused = isPaused
    else if (isPaused) this.#paused.add(queueName)
    else this.#paused.delete(queueName)
  }
}
