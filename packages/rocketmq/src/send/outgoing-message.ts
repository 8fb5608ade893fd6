import { randomInt } from 'node:crypto'
import { isIP } from 'node:net'

import { localIp } from '../client/client-id.js'
import { ConfigurationError, EncodeError, InvalidMessage } from '../errors/errors.js'
import type { Message } from '../message/message.js'
import { encodeBatch } from '../protocol/batch.js'
import { type CompressionCodecs, writingCodec } from '../protocol/compression.js'
import type { CompressionCodec } from '../protocol/compression-codec.js'
import { encodeMessageProperties } from '../protocol/message-properties.js'
import { appendProperty } from '../protocol/properties.js'
import { PROPERTY } from '../protocol/property-names.js'
import { compressionSysFlag, SYS_FLAG } from '../protocol/sys-flag.js'
import { UniqueIdGenerator } from '../protocol/unique-message-id.js'
import { texts } from '../texts/texts.js'
import { checkBatch } from './batch-splitter.js'
import { type MessageLimits, validateMessage } from './message-validation.js'
import type { ResolvedProducerSettings } from './producer-settings.js'
import type { SendKind } from './send-hook.js'

/** A message, or a batch, as it travels: checked, under its ids, encoded. The same over all attempts. */
export interface OutgoingMessage {
  readonly kind: SendKind
  /** The message, or the first of the batch; its topic with the namespace. */
  readonly message: Message
  /** The members of a batch. */
  readonly members: readonly Message[] | undefined
  /** The unique id; of a batch those of all its members, with commas between them. */
  readonly msgId: string
  /** Of the members of a batch. */
  readonly memberIds: readonly string[] | undefined
  readonly body: Uint8Array
  readonly properties: string
  readonly sysFlag: number
  /** Of messages to a retry topic. */
  readonly retry?: RetryCount | undefined
}

/** How often a message was consumed without success. Brokers take it from the header of a send to a retry topic. */
interface RetryCount {
  readonly reconsumeTimes: number
  /** Beyond that the broker puts it among the dead letters; absent: as the group is set up. */
  readonly maxReconsumeTimes?: number | undefined
}

/** What RocketMQ's own messages have beside those of users. */
export interface SystemPart {
  /** @defaultValue `message` */
  readonly kind?: 'request' | 'reply' | undefined
  /** Further properties of RocketMQ's own. */
  readonly properties: Readonly<Record<string, string>>
  readonly retry?: RetryCount | undefined
}

export interface OutgoingParts {
  readonly limits: MessageLimits
  readonly compression: ResolvedProducerSettings['compression']
  readonly codecs: CompressionCodecs
  /** First part of unique ids. Default: this machine's first address. */
  readonly clientIp: string | undefined
  /** With the namespace. */
  readonly group: string
}

/** Turns messages into what travels. */
export class OutgoingMessages {
  readonly #settings: OutgoingParts
  readonly #codec: CompressionCodec | undefined
  readonly #thresholdBytes: number
  readonly #level: number
  readonly #ids: UniqueIdGenerator
  readonly #halfProperties: Readonly<Record<string, string>>

  /** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` when there is no codec for the compression wanted */
  constructor(settings: OutgoingParts) {
    const { clientIp, compression, codecs, group } = settings
    this.#settings = settings
    this.#codec = compression === false ? undefined : writingCodec(codecs, compression.type)
    if (compression !== false && this.#codec === undefined) {
      const text = texts.codecNotGiven({ type: compression.type })
      throw new ConfigurationError(texts.producerSettings(), [{ path: 'compression.type', text }])
    }
    this.#thresholdBytes = compression === false ? Infinity : compression.thresholdBytes
    this.#level = compression === false ? 0 : compression.level
    this.#ids = new UniqueIdGenerator({
      ip: clientIp !== undefined && isIP(clientIp) > 0 ? clientIp : localIp(),
      processId: process.pid,
      seed: randomInt(2 ** 32),
      now: Date.now,
    })
    this.#halfProperties = {
      [PROPERTY.TRAN_MSG]: 'true',
      [PROPERTY.PRODUCER_GROUP]: group,
    }
  }

  /**
   * One message.
   * @throws {@link InvalidMessage} {@link EncodeError}
   */
  one(message: Message, system?: SystemPart): OutgoingMessage {
    validateMessage(message, this.#settings.limits)
    const msgId = message.uniqueId ?? this.#ids.next()
    return {
      kind: system?.kind ?? 'message',
      message,
      members: undefined,
      msgId,
      memberIds: undefined,
      body: message.body,
      properties: encodeMessageProperties(message, msgId, system?.properties),
      sysFlag: 0,
      retry: system?.retry,
    }
  }

  /**
   * The first half of a transaction. It may have no delay: Java drops that in silence.
   * @param system further properties of RocketMQ's own
   * @throws {@link InvalidMessage} {@link EncodeError}
   */
  half(message: Message, system: Readonly<Record<string, string>> = {}): OutgoingMessage {
    validateMessage(message, this.#settings.limits)
    refuseDelay(message)
    const msgId = message.uniqueId ?? this.#ids.next()
    return {
      kind: 'half',
      message,
      members: undefined,
      msgId,
      memberIds: undefined,
      body: message.body,
      properties: encodeMessageProperties(message, msgId, { ...system, ...this.#halfProperties }),
      sysFlag: SYS_FLAG.TRANSACTION_PREPARED,
    }
  }

  /**
   * Several messages in one send; never compressed.
   * @throws {@link InvalidBatch} {@link InvalidMessage} {@link EncodeError}
   */
  batch(members: readonly Message[]): OutgoingMessage {
    checkBatch(members)
    const { limits } = this.#settings
    for (const member of members) validateMessage(member, limits)
    const memberIds = members.map(({ uniqueId }) => uniqueId ?? this.#ids.next())
    const body = encodeBatch(
      members.map((member, index) => ({
        flag: member.flag,
        body: member.body,
        properties: encodeMessageProperties(member, memberIds[index] ?? ''),
      })),
    )
    if (body.length > limits.maxMessageBytes) {
      throw new EncodeError(
        texts.theBatch({ count: members.length }),
        texts.batchTooLarge({ bytes: body.length, limit: limits.maxMessageBytes }),
      )
    }
    // checkBatch has seen to it that there is a first one.
    const [message] = members as readonly [Message, ...Message[]]
    return {
      kind: 'batch',
      message,
      members,
      msgId: memberIds.join(','),
      memberIds,
      body,
      // The broker appends these properties to those of each member, so they have no UNIQ_KEY: it would replace the
      // members' own. They are not empty: a broker reads an empty field of a binary header as null, and then its
      // signature differs from ours.
      properties: appendProperty('', PROPERTY.WAIT, `${message.waitStoreOk}`),
      sysFlag: 0,
    }
  }

  /** With its body compressed, where that is wanted; a promise when that happens in another thread. */
  compressed(plain: OutgoingMessage): OutgoingMessage | Promise<OutgoingMessage> {
    const codec = this.#codec
    if (plain.body.length < this.#thresholdBytes || plain.kind === 'batch' || !codec) return plain
    const compressed = codec.compress(plain.body, this.#level)
    return isPending(compressed)
      ? compressed.then((body) => smaller(plain, body, codec))
      : smaller(plain, compressed, codec)
  }
}

// A promise of another realm is no instance of ours.
export const isPending = <T extends object>(value: T | Promise<T>): value is Promise<T> =>
  'then' in value

function refuseDelay({ topic, delayLevel, delayMs, deliverAtMs }: Message): void {
  const issues = Object.entries({ delayLevel, delayMs, deliverAtMs }).flatMap(([path, value]) =>
    value === undefined ? [] : [{ path, text: texts.impossibleInTransaction() }],
  )
  if (issues.length > 0) throw new InvalidMessage(topic, issues)
}

/** What does not become smaller travels as it is: its reader is spared the work. */
function smaller(
  plain: OutgoingMessage,
  body: Uint8Array,
  { type }: CompressionCodec,
): OutgoingMessage {
  if (body.length >= plain.body.length) return plain
  return { ...plain, body, sysFlag: plain.sysFlag | compressionSysFlag(type) }
}
