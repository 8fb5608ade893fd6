import type { ConfirmChannel } from 'amqplib'

import type { AmqplibChannel } from './amqplib-internals.js'
import { publishBound, type PublishFrames, writePublish } from './publish-frames.js'
import { ChannelGone, type PublishLink, type WireMessage } from './publish-link.js'
import { TurnWriter } from './turn-writer.js'

/** Encodes publishes itself, around amqplib's encoder, and sends all of one turn in one write. */
export class FastPublishLink implements PublishLink {
  readonly #inside: AmqplibChannel
  readonly #writer: TurnWriter
  #isClosed = false

  constructor(channel: ConfirmChannel, inside: AmqplibChannel, onDrain: () => void) {
    this.#inside = inside
    const { stream } = inside.connection
    const writer = new TurnWriter(inside.connection)
    this.#writer = writer
    const drained = (): void => {
      writer.drained()
      onDrain()
    }
    stream.on('drain', drained)
    channel.once('close', () => {
      stream.off('drain', drained)
      // A frame on a channel that is closed would end the whole connection.
      this.#isClosed = true
      writer.discard()
    })
  }

  publish(exchange: string, routingKey: string, { body, properties }: WireMessage): boolean {
    const { connection, number: channel } = this.#inside
    if (this.#isClosed || !this.#writer.isWritable) throw new ChannelGone()
    const message: PublishFrames = { channel, exchange, routingKey, properties, body }
    const { frameMax } = connection
    this.#writer.append(publishBound(message, frameMax), (block, offset) =>
      writePublish(block, message, frameMax, offset),
    )
    return !this.#writer.isFull
  }
}
