import type { BodyError } from '../errors/errors.js'
import type { Message } from './message.js'

/** A message as it comes back from a broker: what was sent, and what the broker knows about it. */
export interface MessageExt extends Message {
  /**
   * Decompressed. A view on the bytes received: copy it to keep it long, else it keeps the whole answer in memory.
   * When {@link bodyError} is set, the bytes as the broker stored them.
   */
  readonly body: Buffer
  /** Why the body could not be read, where it could not. */
  readonly bodyError: BodyError | undefined
  /** The unique id where the message has one, else {@link offsetMsgId}: what to show people and to look up by. */
  readonly msgId: string
  /** Broker and place in its log. */
  readonly offsetMsgId: string
  /** RocketMQ's own properties, by its names. Yours are in `properties`. */
  readonly systemProperties: Readonly<Record<string, string>>
  /** The broker it was taken from, where that is known. */
  readonly brokerName: string | undefined
  readonly queueId: number
  /** Place in its queue. */
  readonly queueOffset: bigint
  /** Place in the broker's log. */
  readonly commitLogOffset: bigint
  /** Bytes of the whole record at the broker. */
  readonly storeSize: number
  /** CRC-32 of the stored body. */
  readonly bodyCrc: number
  /** See `SYS_FLAG`; the bit for a compressed body is cleared once it is decompressed. */
  readonly sysFlag: number
  /** When it was sent, by the sender's clock, in milliseconds since 1970. */
  readonly bornTimestamp: number
  /** `host:port` of the sender. */
  readonly bornHost: string
  /** When it was stored, by the broker's clock, in milliseconds since 1970. */
  readonly storeTimestamp: number
  /** `host:port` of the broker that stored it. */
  readonly storeHost: string
  /** How often it was given back by a consumer of the group. */
  readonly reconsumeTimes: number
  /** Of the second message of a transaction: where the first one is. */
  readonly preparedTransactionOffset: bigint
}
