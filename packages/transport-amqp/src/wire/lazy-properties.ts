import { type FieldTable, readTable } from './field-table.js'
import type { ReceivedProperties } from './received-message.js'

/**
 * The properties of a header frame, decoded when they are first read: most are never looked at. What cannot be decoded
 * counts as absent, so that one malformed message harms nobody but itself.
 * @see AMQP 0-9-1, 2.3.5.2 Content Header
 */
export class LazyProperties implements ReceivedProperties {
  readonly #bytes: Buffer
  #decoded: Decoded | undefined
  #headers: FieldTable | undefined

  /** @param bytes from the property flags to the end of the frame's payload */
  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get contentType(): string | undefined {
    return this.#read().contentType
  }

  get contentEncoding(): string | undefined {
    return this.#read().contentEncoding
  }

  get headers(): FieldTable | undefined {
    const { headers } = this.#read()
    if (headers) this.#headers ??= decodeOr(() => readTable(headers), {})
    return this.#headers
  }

  get priority(): number | undefined {
    return this.#read().priority
  }

  get correlationId(): string | undefined {
    return this.#read().correlationId
  }

  get replyTo(): string | undefined {
    return this.#read().replyTo
  }

  get messageId(): string | undefined {
    return this.#read().messageId
  }

  #read(): Decoded {
    this.#decoded ??= decodeOr(() => decode(this.#bytes), NOTHING)
    return this.#decoded
  }
}

interface Decoded {
  readonly contentType: string | undefined
  readonly contentEncoding: string | undefined
  /** Not yet decoded. */
  readonly headers: Buffer | undefined
  readonly priority: number | undefined
  readonly correlationId: string | undefined
  readonly replyTo: string | undefined
  readonly messageId: string | undefined
}

const NOTHING: Decoded = {
  contentType: undefined,
  contentEncoding: undefined,
  headers: undefined,
  priority: undefined,
  correlationId: undefined,
  replyTo: undefined,
  messageId: undefined,
}

function decode(bytes: Buffer): Decoded {
  const reader = new PropertyReader(bytes)
  // In the order of the protocol.
  const contentType = reader.text(0x8000)
  const contentEncoding = reader.text(0x4000)
  const headers = reader.table(0x2000)
  reader.octet(0x1000)
  const priority = reader.octet(0x0800)
  const correlationId = reader.text(0x0400)
  const replyTo = reader.text(0x0200)
  reader.text(0x0100)
  const messageId = reader.text(0x0080)
  return { contentType, contentEncoding, headers, priority, correlationId, replyTo, messageId }
}

/** Walks over the properties that the flags announce. */
class PropertyReader {
  readonly #bytes: Buffer
  readonly #flags: number
  #offset = 2

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.#flags = bytes.readUInt16BE(0)
  }

  text(flag: number): string | undefined {
    if ((this.#flags & flag) === 0) return undefined
    const start = this.#offset + 1
    this.#advance(1 + this.#bytes.readUInt8(this.#offset))
    return this.#bytes.toString('utf8', start, this.#offset)
  }

  octet(flag: number): number | undefined {
    if ((this.#flags & flag) === 0) return undefined
    this.#advance(1)
    return this.#bytes[this.#offset - 1]
  }

  /** Its bytes, not yet decoded. */
  table(flag: number): Buffer | undefined {
    if ((this.#flags & flag) === 0) return undefined
    const start = this.#offset + 4
    this.#advance(4 + this.#bytes.readUInt32BE(this.#offset))
    return this.#bytes.subarray(start, this.#offset)
  }

  #advance(bytes: number): void {
    this.#offset += bytes
    if (this.#offset > this.#bytes.length) throw new RangeError('a property is cut off')
  }
}

function decodeOr<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch {
    return otherwise
  }
}
