import { DecodeError } from '../errors/errors.js'

/** Reads big-endian fields one after the other and never beyond its bytes. */
export class ByteCursor {
  readonly #bytes: Buffer
  readonly #subject: string
  readonly #end: number
  #at: number

  /**
   * @param subject what is read, for the errors
   * @param start where it begins; default: with the first byte
   * @param end where it ends; default: with the last byte
   */
  constructor(bytes: Buffer, subject: string, start = 0, end = bytes.length) {
    this.#bytes = bytes
    this.#subject = subject
    this.#at = start
    this.#end = end
  }

  get remaining(): number {
    return this.#end - this.#at
  }

  uint8(field: string): number {
    return this.#bytes.readUInt8(this.#take(1, field))
  }

  uint16(field: string): number {
    return this.#bytes.readUInt16BE(this.#take(2, field))
  }

  int32(field: string): number {
    return this.#bytes.readInt32BE(this.#take(4, field))
  }

  int64(field: string): bigint {
    const at = this.#take(8, field)
    const value = this.#numberAt(at)
    // Made of one number where that can be: putting two halves together as bigints makes four more.
    return Number.isSafeInteger(value) ? BigInt(value) : this.#bytes.readBigInt64BE(at)
  }

  /** The next bytes in upper-case hex; they are still to be read. */
  hexAhead(length: number): string {
    return this.#bytes.toString('hex', this.#at, this.#at + length).toUpperCase()
  }

  /** A 64-bit integer that a number holds exactly: times in milliseconds. */
  safeInteger(field: string): number {
    const value = this.#numberAt(this.#take(8, field))
    if (!Number.isSafeInteger(value)) this.fail(`${field} is beyond 2^53`)
    return value
  }

  /** A view on the next bytes. */
  bytes(length: number, field: string): Buffer {
    if (length < 0) this.fail(`${field} has a negative length (${length})`)
    const at = this.#take(length, field)
    return this.#bytes.subarray(at, at + length)
  }

  text(length: number, field: string): string {
    const at = this.#take(length, field)
    return this.#bytes.toString('utf8', at, at + length)
  }

  fail(reason: string): never {
    throw new DecodeError(this.#subject, reason)
  }

  #numberAt(at: number): number {
    return this.#bytes.readInt32BE(at) * 0x1_0000_0000 + this.#bytes.readUInt32BE(at + 4)
  }

  #take(length: number, field: string): number {
    const at = this.#at
    if (length > this.#end - at) {
      this.fail(`${field} needs ${length} bytes at ${at}, ${this.#end - at} are left`)
    }
    this.#at = at + length
    return at
  }
}
