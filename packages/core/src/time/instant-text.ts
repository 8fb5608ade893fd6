import { type Instant, toInstant } from './instant.js'

/** Makes wire texts of moments. It keeps the last one: a busy program formats the same millisecond many times. */
export class InstantText {
  #epochMs = NaN
  #text: Instant = ''

  of(epochMs: number): Instant {
    if (epochMs !== this.#epochMs) {
      this.#epochMs = epochMs
      this.#text = toInstant(epochMs)
    }
    return this.#text
  }
}
