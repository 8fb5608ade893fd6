import { hexText, randomBytes } from '#platform'

const ID_BYTES = 16
/** Taken from the system at a time: a call for each id would take longer than everything else about it. */
const STOCK_BYTES = 256 * ID_BYTES

/** New job ids: 32 hex digits, all of them random, so that nobody can guess one. */
export class JobIds {
  #stock: Uint8Array = new Uint8Array()
  #used = 0

  next(): string {
    if (this.#used === this.#stock.length) {
      this.#stock = randomBytes(STOCK_BYTES)
      this.#used = 0
    }
    const start = this.#used
    this.#used += ID_BYTES
    return hexText(this.#stock, start, this.#used)
  }
}
