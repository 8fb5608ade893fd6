import type { AmqplibChannel } from './amqplib-internals.js'
import { SETTLE_FRAME_BYTES, writeAck, writeNack } from './settle-frames.js'
import type { SettleLink } from './settle-link.js'
import type { TurnWriter } from './turn-writer.js'

/**
 * Encodes settlements itself. All that a connection's channels settle in one turn leaves in one write: by amqplib each
 * channel would write for itself, which with hundreds of queues costs more than the jobs.
 */
export class FastSettleLink implements SettleLink {
  readonly #inside: AmqplibChannel
  readonly #writer: TurnWriter

  /** @param writer of the channel's connection, for all its channels */
  constructor(inside: AmqplibChannel, writer: TurnWriter) {
    this.#inside = inside
    this.#writer = writer
  }

  ack(deliveryTag: number, multiple: boolean): void {
    const { number: channel } = this.#open()
    this.#writer.append(SETTLE_FRAME_BYTES, (block, offset) =>
      writeAck(block, { channel, deliveryTag, multiple }, offset),
    )
  }

  nack(deliveryTag: number, requeue: boolean): void {
    const { number: channel } = this.#open()
    this.#writer.append(SETTLE_FRAME_BYTES, (block, offset) =>
      writeNack(block, { channel, deliveryTag, requeue }, offset),
    )
  }

  /** A frame on a channel that is closed would end the whole connection. */
  #open(): AmqplibChannel {
    if (this.#inside.isClosing() || !this.#writer.isWritable) throw new Error('channel closed')
    return this.#inside
  }
}
