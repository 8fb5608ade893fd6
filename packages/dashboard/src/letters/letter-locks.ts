/**
 * A walk holds the letters of its queue: a second one would see none of them. So one comes after the other, by queue.
 */
export class LetterLocks {
  readonly #last = new Map<string, Promise<unknown>>()

  async hold<T>(queueName: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(queueName)
    const mine = (async () => {
      await before?.catch(() => undefined)
      return work()
    })()
    this.#last.set(queueName, mine)
    try {
      return await mine
    } finally {
      if (this.#last.get(queueName) === mine) this.#last.delete(queueName)
    }
  }
}
