/**
 * Field tables, the AMQP form of message headers, with RabbitMQ's type letters and the same JavaScript values as
 * amqplib: what has no type of its own in JavaScript is `{ '!': type, value }`.
 * @see https://www.rabbitmq.com/amqp-0-9-1-errata.html#section_3
 */
export type FieldTable = Readonly<Record<string, unknown>>

/** A number above this cannot be told from its neighbours with a fraction, so it counts as whole (as in amqplib). */
const FRACTIONS_END = 2 ** 50
const INT64_END = 2 ** 63

/** At least as many bytes as {@link writeTable} needs. */
export function tableBound(table: FieldTable): number {
  let bound = 4
  for (const key in table) bound += 1 + 3 * key.length + valueBound(table[key])
  return bound
}

function valueBound(value: unknown): number {
  if (typeof value === 'string') return 5 + 3 * value.length
  if (typeof value !== 'object' || value === null) return 9
  if (Buffer.isBuffer(value)) return 5 + value.length
  if (Array.isArray(value)) {
    return value.reduce((bound: number, item: unknown) => bound + valueBound(item), 5)
  }
  return 10 + tableBound(value as FieldTable)
}

/**
 * Writes a table of enough room, see {@link tableBound}.
 * @returns the offset behind it
 * @throws TypeError or RangeError for what a table cannot hold
 */
export function writeTable(buffer: Buffer, table: FieldTable, start: number): number {
  let offset = start + 4
  for (const key in table) {
    const value = table[key]
    if (value === undefined) continue
    offset = writeShortText(buffer, key, offset)
    offset = writeValue(buffer, value, offset)
  }
  buffer.writeUInt32BE(offset - start - 4, start)
  return offset
}

/**
 * A text of at most 255 bytes behind its length.
 * @returns the offset behind it
 * @throws RangeError when it is longer
 */
export function writeShortText(buffer: Buffer, text: string, offset: number): number {
  const length = buffer.write(text, offset + 1, 'utf8')
  if (length > 255) throw new RangeError(`${JSON.stringify(text.slice(0, 40))}… is over 255 bytes`)
  buffer[offset] = length
  return offset + 1 + length
}

function writeValue(buffer: Buffer, value: unknown, offset: number): number {
  if (typeof value === 'string') {
    const length = buffer.write(value, offset + 5, 'utf8')
    buffer[offset] = LETTER.text
    buffer.writeUInt32BE(length, offset + 1)
    return offset + 5 + length
  }
  if (typeof value === 'number') return writeTyped(buffer, typeOfNumber(value), value, offset)
  if (typeof value === 'boolean') {
    buffer[offset] = LETTER.boolean
    buffer[offset + 1] = value ? 1 : 0
    return offset + 2
  }
  if (typeof value === 'object') return writeObject(buffer, value, offset)
  throw new TypeError(`a header cannot be a ${typeof value}`)
}

function writeObject(buffer: Buffer, value: object | null, offset: number): number {
  if (value === null) {
    buffer[offset] = LETTER.nothing
    return offset + 1
  }
  if (Array.isArray(value)) {
    buffer[offset] = LETTER.list
    let end = offset + 5
    for (const item of value) end = writeValue(buffer, item, end)
    buffer.writeUInt32BE(end - offset - 5, offset + 1)
    return end
  }
  if (Buffer.isBuffer(value)) {
    buffer[offset] = LETTER.bytes
    buffer.writeUInt32BE(value.length, offset + 1)
    value.copy(buffer, offset + 5)
    return offset + 5 + value.length
  }
  if (Object.hasOwn(value, '!')) {
    const { '!': type, value: inner } = value as { readonly '!': unknown; readonly value?: unknown }
    return writeTyped(buffer, String(type), inner, offset)
  }
  buffer[offset] = LETTER.table
  // Anything else that is an object is taken by its keys.
  return writeTable(buffer, value as FieldTable, offset + 1)
}

function typeOfNumber(value: number): string {
  const hasFraction = Math.abs(value) < FRACTIONS_END && Math.floor(value) !== value
  if (hasFraction || !(Math.abs(value) < INT64_END)) return 'double'
  if (value < 128 && value >= -128) return 'int8'
  if (value < 0x8000 && value >= -0x8000) return 'int16'
  return value < 0x80000000 && value >= -0x80000000 ? 'int32' : 'int64'
}

function writeTyped(buffer: Buffer, type: string, value: unknown, offset: number): number {
  const at = offset + 1
  switch (type) {
    case 'int8':
    case 'byte':
      buffer[offset] = LETTER.int8
      return buffer.writeInt8(Number(value), at)
    case 'uint8':
    case 'unsignedbyte':
      buffer[offset] = LETTER.uint8
      return buffer.writeUInt8(Number(value), at)
    case 'int16':
    case 'short':
      buffer[offset] = LETTER.int16
      return buffer.writeInt16BE(Number(value), at)
    case 'uint16':
    case 'unsignedshort':
      buffer[offset] = LETTER.uint16
      return buffer.writeUInt16BE(Number(value), at)
    case 'int32':
    case 'int':
      buffer[offset] = LETTER.int32
      return buffer.writeInt32BE(Number(value), at)
    case 'uint32':
    case 'unsignedint':
      buffer[offset] = LETTER.uint32
      return buffer.writeUInt32BE(Number(value), at)
    case 'int64':
    case 'long':
      buffer[offset] = LETTER.int64
      return buffer.writeBigInt64BE(BigInt(Number(value)), at)
    case 'timestamp':
      buffer[offset] = LETTER.timestamp
      return buffer.writeBigUInt64BE(BigInt(Number(value)), at)
    case 'float':
      buffer[offset] = LETTER.float
      return buffer.writeFloatBE(Number(value), at)
    case 'double':
    case 'float64':
      buffer[offset] = LETTER.double
      return buffer.writeDoubleBE(Number(value), at)
    case 'decimal': {
      const { places, digits } = value as { readonly places: number; readonly digits: number }
      buffer[offset] = LETTER.decimal
      return buffer.writeUInt32BE(digits, buffer.writeUInt8(places, at))
    }
    default:
      throw new TypeError(`a header cannot be of the type ${JSON.stringify(type)}`)
  }
}

/** Reads the table of exactly these bytes. @throws TypeError or RangeError when it is not one */
export function readTable(bytes: Buffer): Record<string, unknown> {
  const reader = new TableReader(bytes)
  return reader.table(bytes.length)
}

class TableReader {
  readonly #bytes: Buffer
  #offset = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  table(end: number): Record<string, unknown> {
    const table: Record<string, unknown> = {}
    while (this.#offset < end) {
      const key = this.#text(this.#bytes.readUInt8(this.#offset), 1)
      const value = this.#value()
      // Assigned, it would become the object's prototype.
      if (key !== '__proto__') table[key] = value
    }
    return table
  }

  #value(): unknown {
    const bytes = this.#bytes
    const at = this.#offset + 1
    const letter = bytes.readUInt8(this.#offset)
    this.#offset += 1 + (WIDTH.get(letter) ?? 0)
    switch (letter) {
      case LETTER.int8:
        return bytes.readInt8(at)
      case LETTER.uint8:
        return bytes.readUInt8(at)
      case LETTER.int16:
        return bytes.readInt16BE(at)
      case LETTER.uint16:
        return bytes.readUInt16BE(at)
      case LETTER.int32:
        return bytes.readInt32BE(at)
      case LETTER.uint32:
        return bytes.readUInt32BE(at)
      case LETTER.int64:
        return Number(bytes.readBigInt64BE(at))
      case LETTER.float:
        return bytes.readFloatBE(at)
      case LETTER.double:
        return bytes.readDoubleBE(at)
      case LETTER.boolean:
        return bytes.readUInt8(at) !== 0
      case LETTER.nothing:
        return null
      case LETTER.timestamp:
        return { '!': 'timestamp', value: Number(bytes.readBigUInt64BE(at)) }
      case LETTER.decimal: {
        const value = { places: bytes.readUInt8(at), digits: bytes.readUInt32BE(at + 1) }
        return { '!': 'decimal', value }
      }
      case LETTER.text:
        return this.#text(bytes.readUInt32BE(this.#offset), 4)
      case LETTER.bytes: {
        const end = this.#endOfLong()
        const value = bytes.subarray(this.#offset, end)
        this.#offset = end
        return value
      }
      case LETTER.table:
        return this.table(this.#endOfLong())
      case LETTER.list:
        return this.#list(this.#endOfLong())
      default:
        throw new TypeError(`unknown type ${String.fromCharCode(letter)} in a header`)
    }
  }

  #list(end: number): unknown[] {
    const items: unknown[] = []
    while (this.#offset < end) items.push(this.#value())
    return items
  }

  #text(length: number, lengthBytes: number): string {
    const start = this.#offset + lengthBytes
    const end = start + length
    if (end > this.#bytes.length) throw new RangeError('a header is cut off')
    this.#offset = end
    return this.#bytes.toString('utf8', start, end)
  }

  #endOfLong(): number {
    const length = this.#bytes.readUInt32BE(this.#offset)
    this.#offset += 4
    const end = this.#offset + length
    if (end > this.#bytes.length) throw new RangeError('a header is cut off')
    return end
  }
}

const LETTER = {
  boolean: 0x74, // t
  int8: 0x62, // b
  uint8: 0x42, // B
  int16: 0x73, // s
  uint16: 0x75, // u
  int32: 0x49, // I
  uint32: 0x69, // i
  int64: 0x6c, // l
  float: 0x66, // f
  double: 0x64, // d
  decimal: 0x44, // D
  timestamp: 0x54, // T
  text: 0x53, // S
  bytes: 0x78, // x
  list: 0x41, // A
  table: 0x46, // F
  nothing: 0x56, // V
} as const

/** Bytes behind the letter, of the types whose width is fixed. */
const WIDTH: ReadonlyMap<number, number> = new Map<number, number>([
  [LETTER.boolean, 1],
  [LETTER.int8, 1],
  [LETTER.uint8, 1],
  [LETTER.int16, 2],
  [LETTER.uint16, 2],
  [LETTER.int32, 4],
  [LETTER.uint32, 4],
  [LETTER.int64, 8],
  [LETTER.float, 4],
  [LETTER.double, 8],
  [LETTER.decimal, 5],
  [LETTER.timestamp, 8],
  [LETTER.nothing, 0],
])
