import { type Instant, toInstant } from './instant.js'

/** Wire texts of moments, the last one kept: a busy program asks for the same millisecond many times. */
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
