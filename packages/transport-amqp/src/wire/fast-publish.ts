import type { ConfirmChannel } from 'amqplib'

import type { AmqplibChannel } from './amqplib-internals.js'
import { publishBound, type PublishFrames, writePublish } from './publish-frames.js'
import { ChannelGone, type PublishLink, type WireMessage } from './publish-link.js'

/** Frames are appended to a block of this size; the next one is taken when it is full. */
const BLOCK_BYTES = 256 * 1024
/** So much is sent without waiting for the end of the turn. */
const LARGE_WRITE_BYTES = 128 * 1024

/**
 * Encodes all publishes of one turn of the event loop behind each other and hands them to the socket in one write,
 * around amqplib's encoder, its stream per channel and its `setImmediate`.
 */
export class FastPublishLink implements PublishLink {
  readonly #inside: AmqplibChannel
  #block = Buffer.allocUnsafeSlow(0)
  /** What lies before it belongs to the socket: no place of a block is written twice. */
  #start = 0
  #end = 0
  #isFlushDue = false
  /** The socket asked to wait for its `drain`. */
  #isFull = false
  #isClosed = false

  constructor(channel: ConfirmChannel, inside: AmqplibChannel, onDrain: () => void) {
    this.#inside = inside
    const { stream } = inside.connection
    const drained = (): void => {
      this.#isFull = false
      onDrain()
    }
    stream.on('drain', drained)
    channel.once('close', () => {
      stream.off('drain', drained)
      // A frame on a channel that is closed would end the whole connection: what was not sent is dropped.
      this.#isClosed = true
    })
  }

  publish(exchange: string, routingKey: string, { body, properties }: WireMessage): boolean {
    const { connection, number: channel } = this.#inside
    if (this.#isClosed || !connection.stream.writable) throw new ChannelGone()
    const message: PublishFrames = { channel, exchange, routingKey, properties, body }
    this.#makeRoom(publishBound(message, connection.frameMax))
    // When it throws, the end stays where it was.
    this.#end = writePublish(this.#block, message, connection.frameMax, this.#end)
    if (this.#end - this.#start >= LARGE_WRITE_BYTES) this.#flush()
    else this.#flushThisTurn()
    return !this.#isFull
  }

  #makeRoom(bytes: number): void {
    if (this.#block.length - this.#end >= bytes) return
    this.#flush()
    this.#block = Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, bytes))
    this.#start = 0
    this.#end = 0
  }

  #flushThisTurn(): void {
    if (this.#isFlushDue) return
    this.#isFlushDue = true
    // It runs after the microtasks of this turn, so that what these publish leaves in the same write.
    process.nextTick(() => {
      this.#isFlushDue = false
      this.#flush()
    })
  }

  #flush(): void {
    const { connection } = this.#inside
    if (this.#end === this.#start || this.#isClosed || !connection.stream.writable) return
    const bytes = this.#block.subarray(this.#start, this.#end)
    this.#start = this.#end
    connection.sentSinceLastCheck = true
    this.#isFull = !connection.stream.write(bytes)
  }
}
