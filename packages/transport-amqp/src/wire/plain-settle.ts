import type { Channel, Message } from 'amqplib'

import type { SettleLink } from './settle-link.js'

/** Settles by amqplib's own methods. */
export class PlainSettleLink implements SettleLink {
  readonly #channel: Channel

  constructor(channel: Channel) {
    this.#channel = channel
  }

  ack(deliveryTag: number, multiple: boolean): void {
    this.#channel.ack(named(deliveryTag), multiple)
  }

  nack(deliveryTag: number, requeue: boolean): void {
    this.#channel.nack(named(deliveryTag), false, requeue)
  }
}

/** All that amqplib reads of a message it settles. */
const named = (deliveryTag: number): Message => ({ fields: { deliveryTag } }) as Message
