/** What is not to be read for the present: everything, or some topics. The two are independent of each other. */
export class Pauses {
  readonly #topics = new Set<string>()
  #isEverything = false

  /** @param topic absent: everything */
  pause(topic: string | undefined): void {
    if (topic === undefined) this.#isEverything = true
    else this.#topics.add(topic)
  }

  /** @param topic absent: ends the pause of everything, not those of single topics */
  resume(topic: string | undefined): void {
    if (topic === undefined) this.#isEverything = false
    else this.#topics.delete(topic)
  }

  isPaused(topic: string): boolean {
    return this.#isEverything || this.#topics.has(topic)
  }
}
