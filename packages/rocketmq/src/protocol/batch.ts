import { EncodeError } from '../errors/errors.js'
import { texts } from '../texts/texts.js'
import { ByteCursor } from './byte-cursor.js'
import { MAX_PROPERTIES_BYTES } from './properties.js'

/** One message of a batch, as it travels. */
export interface BatchMember {
  readonly flag: number
  readonly body: Buffer
  /** See `decodeProperties`. */
  readonly properties: string
}

/** What goes in: any bytes. */
export interface BatchMemberInput {
  readonly flag: number
  readonly body: Uint8Array
  readonly properties: string
}

/** Bytes a member needs beside its body and its properties. */
const BATCH_MEMBER_OVERHEAD = 22

/** Bytes a member takes in a batch. */
export function batchMemberSize({ body, properties }: Omit<BatchMemberInput, 'flag'>): number {
  return BATCH_MEMBER_OVERHEAD + body.length + Buffer.byteLength(properties)
}

/**
 * The body of a batch: its messages one after the other. Whether they may travel together is for `splitBatch`.
 *
 * Source: apache/rocketmq `common/.../message/MessageDecoder.java` (`encodeMessages`).
 * @throws {@link EncodeError} `ROCKETMQ_ENCODE_FAILED` when properties have more than 32 767 bytes
 */
export function encodeBatch(members: readonly BatchMemberInput[]): Buffer {
  const sizes = members.map(batchMemberSize)
  const bytes = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + size, 0))
  let at = 0
  members.forEach((member, index) => {
    const size = sizes[index] ?? 0
    writeMember(bytes.subarray(at, at + size), member, size, index)
    at += size
  })
  return bytes
}

function writeMember(bytes: Buffer, member: BatchMemberInput, size: number, index: number): void {
  const propertiesLength = size - BATCH_MEMBER_OVERHEAD - member.body.length
  if (propertiesLength > MAX_PROPERTIES_BYTES) {
    throw new EncodeError(
      texts.theBatchMember({ index }),
      texts.memberPropertiesTooLarge({ bytes: propertiesLength, limit: MAX_PROPERTIES_BYTES }),
    )
  }
  bytes.writeInt32BE(size, 0)
  // Magic and checksum, which brokers fill in.
  bytes.writeInt32BE(0, 4)
  bytes.writeInt32BE(0, 8)
  bytes.writeInt32BE(member.flag, 12)
  bytes.writeInt32BE(member.body.length, 16)
  bytes.set(member.body, 20)
  bytes.writeInt16BE(propertiesLength, 20 + member.body.length)
  bytes.write(member.properties, 22 + member.body.length, 'utf8')
}

/**
 * The messages in the body of a batch.
 *
 * Source: apache/rocketmq `common/.../message/MessageDecoder.java` (`decodeMessages`).
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function decodeBatch(bytes: Buffer): BatchMember[] {
  const members: BatchMember[] = []
  for (let at = 0; at < bytes.length;) {
    const cursor = new ByteCursor(bytes.subarray(at), 'a message of a batch')
    const size = cursor.int32('totalSize')
    if (size < BATCH_MEMBER_OVERHEAD) cursor.fail(`totalSize is ${size}`)
    cursor.int32('magic')
    cursor.int32('checksum')
    const flag = cursor.int32('flag')
    const body = cursor.bytes(cursor.int32('body length'), 'body')
    const properties = cursor.text(cursor.uint16('properties length'), 'properties')
    members.push({ flag, body, properties })
    at += size
  }
  return members
}
