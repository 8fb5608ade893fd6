/**
 * Does something again and again, one at a time: the interval counts from the end of one to the begin of the next.
 * The act must not reject.
 */
export class Rhythm {
  readonly #intervalMs: number
  readonly #act: () => Promise<unknown>
  #timer: NodeJS.Timeout | undefined
  #running: Promise<unknown> | undefined
  #isStopped = false

  constructor(intervalMs: number, act: () => Promise<unknown>) {
    this.#intervalMs = intervalMs
    this.#act = act
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#act().finally(() => {
        this.#running = undefined
        if (!this.#isStopped) this.start()
      })
    }, this.#intervalMs)
  }

  /** Resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running
  }
}
