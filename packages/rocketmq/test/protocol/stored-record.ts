/** Bytes written as in the protocol text: hex with blanks, and texts. */
export function bytes(...parts: readonly (string | { readonly text: string })[]): Buffer {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === 'string'
        ? Buffer.from(part.replaceAll(/\s/g, ''), 'hex')
        : Buffer.from(part.text),
    ),
  )
}

/** One stored message of version 1, IPv4, written by hand from the layout. */
export const HAND_MADE_V1 = bytes(
  '0000006a', // total size: 106
  'daa320a7', // magic, version 1
  '58932aac', // CRC-32 of "hi" without its top bit
  '00000003', // queue id
  '00000007', // flag
  '0020000000000001', // queue offset: 2^53 + 1
  '0000000000001234', // commit-log offset
  '00000000', // sysFlag
  '0000018bcfe56800', // born: 1700000000000
  '0a000001 0000c350', // born host 10.0.0.1:50000
  '0000018bcfe56801', // stored a millisecond later
  '7f000001 00002a9f', // store host 127.0.0.1:10911
  '00000002', // given back twice
  'ffffffffffffffff', // prepared transaction offset: −1
  '00000002', // body length
  { text: 'hi' },
  '02', // topic length
  { text: 'T1' },
  '000b', // properties length
  { text: 'TAGS\u0001a\u0002k\u0001v\u0002' },
)

export interface RecordParts {
  readonly version?: 1 | 2
  readonly sysFlag?: number
  readonly bornHost?: string
  readonly storeHost?: string
  readonly topic?: string
  readonly body?: Uint8Array
  readonly crc?: number
  readonly properties?: string
  readonly queueOffset?: bigint
  /** Bytes after the properties, as a later version may append. */
  readonly tail?: string
}

/** A stored message with some parts of one's own. */
export function record(parts: RecordParts = {}): Buffer {
  const { version = 1, sysFlag = 0, topic = 'T', body = Buffer.from('b'), properties = '' } = parts
  const topicBytes = Buffer.from(topic)
  const rest = Buffer.concat([
    bytes(version === 1 ? 'daa320a7' : 'daa320ab'),
    int32(parts.crc ?? 0),
    bytes('00000000 00000000'),
    int64(parts.queueOffset ?? 0n),
    bytes('0000000000000010'),
    int32(sysFlag),
    bytes('0000000000000001', parts.bornHost ?? '7f000001 00000001'),
    bytes('0000000000000002', parts.storeHost ?? '7f000001 00002a9f'),
    bytes('00000000 0000000000000000'),
    int32(body.length),
    body,
    version === 1 ? Buffer.from([topicBytes.length]) : int16(topicBytes.length),
    topicBytes,
    int16(Buffer.byteLength(properties)),
    Buffer.from(properties),
    bytes(parts.tail ?? ''),
  ])
  return Buffer.concat([int32(rest.length + 4), rest])
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2)
  buffer.writeUInt16BE(value)
  return buffer
}

export function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32BE(value)
  return buffer
}

function int64(value: bigint): Buffer {
  const buffer = Buffer.alloc(8)
  buffer.writeBigInt64BE(value)
  return buffer
}
