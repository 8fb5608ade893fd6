/** Two clocks drift apart by less than this: 100 µs in a second, much more than quartz does. */
const DRIFT = 1e-4

/**
 * The server's clock, as far as it can be told from here: all processes judge by it what has expired, whatever their own
 * machines' clocks say. What the server tells is right to half a round trip; of two answers the surer one counts, until
 * drift has made it the less sure one.
 */
export class ServerClock {
  #offsetMs: number
  #atMs: number
  #errorMs = Infinity

  constructor() {
    // Until the server has told: our own.
    this.#atMs = performance.now()
    this.#offsetMs = Date.now() - this.#atMs
  }

  now(): number {
    return this.#offsetMs + performance.now()
  }

  /** The server told `serverMs` between the two moments of `performance.now()`. */
  told(serverMs: number, { sentMs, heardMs }: { sentMs: number; heardMs: number }): void {
    const errorMs = (heardMs - sentMs) / 2
    if (errorMs > this.#errorMs + (heardMs - this.#atMs) * DRIFT) return
    this.#offsetMs = serverMs - (sentMs + heardMs) / 2
    this.#errorMs = errorMs
    this.#atMs = heardMs
  }
}
