/** So much a minute, for all who share it. What is not used up is kept for a minute at most. */
export class TokenBucket {
  readonly #perMinute: number
  readonly #nowMs: () => number
  #left: number
  #atMs: number

  constructor(perMinute: number, nowMs = () => performance.now()) {
    this.#perMinute = perMinute
    this.#nowMs = nowMs
    this.#left = perMinute
    this.#atMs = nowMs()
  }

  /**
   * Takes so many at once, on credit if need be. Negative gives back what was not needed.
   * @returns how long to wait before using them, milliseconds: those who come meanwhile wait behind
   */
  take(count: number): number {
    const nowMs = this.#nowMs()
    const refill = ((nowMs - this.#atMs) / 60_000) * this.#perMinute
    this.#left = Math.min(this.#perMinute, this.#left + refill) - count
    this.#atMs = nowMs
    return this.#left >= 0 ? 0 : Math.ceil((-this.#left / this.#perMinute) * 60_000)
  }
}
