import { BodyError, DecodeError } from '../errors/errors.js'
import type { MessageExt } from '../message/message-ext.js'
import { texts } from '../texts/texts.js'
import { decodeBatch } from './batch.js'
import { ByteCursor } from './byte-cursor.js'
import { decompressBody, type DecompressOptions, type ReadableBody } from './compression.js'
import { bodyCrc32 } from './crc32.js'
import { HostReader } from './host-reader.js'
import { splitKeys } from './message-properties.js'
import { ownBytes } from './own-bytes.js'
import { eachProperty, emptyProperties } from './properties.js'
import { isReservedProperty, PROPERTY } from './property-names.js'
import { hasSysFlag, SYS_FLAG } from './sys-flag.js'

export interface StoredMessageOptions extends DecompressOptions {
  /** The broker the bytes came from. */
  readonly brokerName?: string | undefined
  /** The queue that was pulled, where one was: of a static topic it is a logical one, which brokers do not store. */
  readonly queueId?: number | undefined
  /** Added to each queue offset: static topics. */
  readonly offsetDelta?: bigint | undefined
  /** The queue's bounds, as the answer to the pull has them; each message gets them as system properties. */
  readonly minOffset?: bigint | undefined
  readonly maxOffset?: bigint | undefined
  /** Whether to compare each body with its checksum. @defaultValue false: TCP has its own */
  readonly checkCrc?: boolean | undefined
}

const MAGIC_V1 = -626_843_481
const MAGIC_V2 = -626_843_477
const SUBJECT = 'a stored message'

/**
 * Reads the messages that a broker sends one after the other: the body of a pull, pop, view or query. Bodies are
 * decompressed; messages that the broker stored as one inner batch come one by one. A body that cannot be read does
 * not lose its message: it comes raw, with `bodyError`. No message keeps `bytes`.
 *
 * Source: apache/rocketmq `common/.../message/MessageDecoder.java`, `MessageVersion.java`.
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED` when the bytes are no messages
 */
export function decodeStoredMessages(bytes: Buffer, options: StoredMessageOptions): MessageExt[] {
  const decoded: MessageExt[] = []
  const shared: SharedByAll = {
    born: new HostReader(),
    store: new HostReader(),
    minOffset: options.minOffset?.toString(),
    maxOffset: options.maxOffset?.toString(),
  }
  for (let at = 0; at < bytes.length;) {
    const size = readSize(bytes, at)
    const message = decodeRecord(new ByteCursor(bytes, SUBJECT, at, at + size), options, shared)
    const isBatch = hasSysFlag(message.sysFlag, SYS_FLAG.NEED_UNWRAP | SYS_FLAG.INNER_BATCH)
    if (isBatch && message.bodyError === undefined) decoded.push(...unwrap(message))
    else decoded.push(message)
    // By the size it says, not by what was read of it: later versions may append fields.
    at += size
  }
  return decoded
}

function readSize(bytes: Buffer, at: number): number {
  const left = bytes.length - at
  const size = left < 4 ? left : bytes.readInt32BE(at)
  if (size < 4 || size > left) {
    throw new DecodeError(SUBJECT, `totalSize is ${size}, ${left} bytes are left`)
  }
  return size
}

/** What is the same for the messages of one answer, or nearly all. */
interface SharedByAll {
  readonly born: HostReader
  readonly store: HostReader
  readonly minOffset: string | undefined
  readonly maxOffset: string | undefined
}

function decodeRecord(
  cursor: ByteCursor,
  options: StoredMessageOptions,
  shared: SharedByAll,
): MessageExt {
  const storeSize = cursor.int32('totalSize')
  const magic = cursor.int32('magic')
  if (magic !== MAGIC_V1 && magic !== MAGIC_V2) cursor.fail(`unknown magic ${magic}`)
  const bodyCrc = cursor.int32('bodyCrc')
  const storedQueueId = cursor.int32('queueId')
  const flag = cursor.int32('flag')
  const storedOffset = cursor.int64('queueOffset')
  const queueOffset =
    options.offsetDelta === undefined ? storedOffset : storedOffset + options.offsetDelta
  const commitLogHex = cursor.hexAhead(8)
  const commitLogOffset = cursor.int64('commitLogOffset')
  const sysFlag = cursor.int32('sysFlag')
  const bornTimestamp = cursor.safeInteger('bornTimestamp')
  const bornHost = shared.born.read(cursor, hasSysFlag(sysFlag, SYS_FLAG.BORN_HOST_V6), 'bornHost')
  const storeTimestamp = cursor.safeInteger('storeTimestamp')
  const storeHost = shared.store.read(
    cursor,
    hasSysFlag(sysFlag, SYS_FLAG.STORE_HOST_V6),
    'storeHost',
  )
  const reconsumeTimes = cursor.int32('reconsumeTimes')
  const preparedTransactionOffset = cursor.int64('preparedTransactionOffset')
  const storedBody = cursor.bytes(cursor.int32('body length'), 'body')
  const topicLength =
    magic === MAGIC_V1 ? cursor.uint8('topic length') : cursor.uint16('topic length')
  const topic = cursor.text(topicLength, 'topic')
  const propertiesText = cursor.text(cursor.uint16('properties length'), 'properties')

  const { own, system } = readProperties(propertiesText, shared)
  const { body, error } = readBody(storedBody, bodyCrc, sysFlag, options)
  const sent = fieldsOf(system)
  const offsetMsgId = storeHost.hex + commitLogHex
  // Each field by its name: a spread grows the object three fields at a time, which doubles what a message costs.
  return {
    topic,
    body: ownBytes(body),
    bodyError: error,
    flag,
    tags: sent.tags,
    keys: sent.keys,
    shardingKey: sent.shardingKey,
    delayLevel: sent.delayLevel,
    delayMs: sent.delayMs,
    deliverAtMs: sent.deliverAtMs,
    priority: sent.priority,
    liteTopic: sent.liteTopic,
    waitStoreOk: sent.waitStoreOk,
    uniqueId: sent.uniqueId,
    properties: own,
    systemProperties: system,
    msgId: system[PROPERTY.UNIQ_KEY] ?? offsetMsgId,
    offsetMsgId,
    brokerName: options.brokerName,
    queueId: options.queueId ?? storedQueueId,
    queueOffset,
    commitLogOffset,
    storeSize,
    bodyCrc,
    sysFlag: error === undefined ? sysFlag & ~SYS_FLAG.COMPRESSED : sysFlag,
    bornTimestamp,
    bornHost: bornHost.text,
    storeTimestamp,
    storeHost: storeHost.text,
    reconsumeTimes,
    preparedTransactionOffset,
  }
}

type PropertyMap = Record<string, string>

function readProperties(
  text: string,
  bounds?: Pick<SharedByAll, 'minOffset' | 'maxOffset'>,
): { own: PropertyMap; system: PropertyMap } {
  const own = emptyProperties()
  const system = emptyProperties()
  eachProperty(text, (name, value) => {
    const target = isReservedProperty(name) ? system : own
    target[name] = value
  })
  if (bounds?.minOffset !== undefined) system[PROPERTY.MIN_OFFSET] = bounds.minOffset
  if (bounds?.maxOffset !== undefined) system[PROPERTY.MAX_OFFSET] = bounds.maxOffset
  return { own, system }
}

/** What a sender would have said for these properties. */
function fieldsOf(system: PropertyMap) {
  return {
    tags: system[PROPERTY.TAGS],
    keys: splitKeys(system[PROPERTY.KEYS]),
    shardingKey: system[PROPERTY.SHARDING_KEY],
    delayLevel: integerOf(system[PROPERTY.DELAY]),
    delayMs: integerOf(system[PROPERTY.TIMER_DELAY_MS]),
    deliverAtMs: integerOf(system[PROPERTY.TIMER_DELIVER_MS]),
    priority: integerOf(system[PROPERTY.PRIORITY]),
    liteTopic: system[PROPERTY.LITE_TOPIC],
    waitStoreOk: system[PROPERTY.WAIT] !== 'false',
    uniqueId: system[PROPERTY.UNIQ_KEY],
  }
}

/** Other clients may have written anything there; what is no number is not set. */
function integerOf(text: string | undefined): number | undefined {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : undefined
}

function readBody(
  stored: Buffer,
  expected: number,
  sysFlag: number,
  options: StoredMessageOptions,
): ReadableBody {
  if (options.checkCrc === true) {
    const found = bodyCrc32(stored)
    if (found !== expected) {
      const text = texts.bodyCrcWrong({ found, expected })
      const details = { found, expected }
      const error = new BodyError({ code: 'ROCKETMQ_BODY_UNREADABLE', text, details })
      return { body: stored, error }
    }
  }
  return decompressBody(stored, sysFlag, options)
}

/**
 * The messages of an inner batch: each has its own body and properties, the rest is the outer message's.
 *
 * Source: apache/rocketmq `common/.../message/MessageDecoder.java` (`decodeMessage`).
 */
function unwrap(outer: MessageExt): MessageExt[] {
  return decodeBatch(outer.body).map((member, index): MessageExt => {
    const { own, system } = readProperties(member.properties)
    return {
      ...outer,
      ...fieldsOf(system),
      body: ownBytes(member.body),
      flag: member.flag,
      properties: own,
      systemProperties: system,
      msgId: system[PROPERTY.UNIQ_KEY] ?? outer.offsetMsgId,
      queueOffset: outer.queueOffset + BigInt(index),
      sysFlag: outer.sysFlag & ~(SYS_FLAG.NEED_UNWRAP | SYS_FLAG.INNER_BATCH),
    }
  })
}
