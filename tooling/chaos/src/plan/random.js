/**
 * Numbers that look random and that a seed decides: mulberry32. One name, one stream: taking more
 * numbers from one stream changes no other.
 */
export class Random {
  #state

  /**
   * @param {number} seed
   * @param {string} stream
   */
  constructor(seed, stream) {
    this.#state = hash(`${seed}/${stream}`)
  }

  /** From 0 up to but not including 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /**
   * @param {number} low
   * @param {number} high
   */
  between(low, high) {
    return Math.round(low + this.next() * (high - low))
  }

  /**
   * As many in each octave as in any other.
   * @param {number} low more than 0
   * @param {number} high
   */
  octaves(low, high) {
    return Math.round(low * (high / low) ** this.next())
  }

  /**
   * @template T
   * @param {readonly T[]} choices
   * @returns {T}
   */
  pick(choices) {
    return /** @type {T} */ (choices[Math.floor(this.next() * choices.length)])
  }
}

/**
 * FNV-1a.
 * @param {string} text
 */
function hash(text) {
  let value = 0x811c9dc5
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193)
  return value
}
