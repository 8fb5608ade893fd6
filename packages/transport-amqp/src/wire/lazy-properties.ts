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
  const flags = bytes.readUInt16BE(0)
  let offset = 2
  const take = (flag: number, lengthBytes: number): Buffer | undefined => {
    if ((flags & flag) === 0) return undefined
    const length = lengthBytes === 0 ? 1 : bytes.readUIntBE(offset, lengthBytes)
    const start = offset + lengthBytes
    offset = start + length
    if (offset > bytes.length) throw new RangeError('a property is cut off')
    return bytes.subarray(start, offset)
  }
  const text = (flag: number): string | undefined => take(flag, 1)?.toString('utf8')
  // In the order of the protocol.
  const contentType = text(0x8000)
  const contentEncoding = text(0x4000)
  const headers = take(0x2000, 4)
  take(0x1000, 0)
  const priority = take(0x0800, 0)?.[0]
  const correlationId = text(0x0400)
  const replyTo = text(0x0200)
  text(0x0100)
  const messageId = text(0x0080)
  return { contentType, contentEncoding, headers, priority, correlationId, replyTo, messageId }
}

function decodeOr<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch {
    return otherwise
  }
}
