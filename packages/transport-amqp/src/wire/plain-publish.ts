import type { ConfirmChannel, Options } from 'amqplib'

import { ChannelGone, type PublishLink, type WireMessage } from './publish-link.js'

/** Publishes by amqplib's own method. */
export class PlainPublishLink implements PublishLink {
  readonly #channel: ConfirmChannel

  constructor(channel: ConfirmChannel, onDrain: () => void) {
    this.#channel = channel
    channel.on('drain', onDrain)
  }

  publish(exchange: string, routingKey: string, { body, properties }: WireMessage): boolean {
    try {
      // amqplib leaves out what is undefined; its type does not say so.
      return this.#channel.publish(exchange, routingKey, body, properties as Options.Publish)
    } catch (error) {
      if (error instanceof Error && error.name === 'IllegalOperationError') throw new ChannelGone()
      throw error
    }
  }
}
