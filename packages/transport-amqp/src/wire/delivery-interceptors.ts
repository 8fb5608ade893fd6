import type { Channel } from 'amqplib'

import { type AmqplibConnection, lookInside } from './amqplib-internals.js'
import { DeliveryInterceptor } from './delivery-interceptor.js'
import type { ReceivedMessage } from './received-message.js'

/** The interceptors of a connection and of those that follow it: one each, made when first needed. */
export class DeliveryInterceptors {
  readonly #byConnection = new WeakMap<AmqplibConnection, DeliveryInterceptor>()

  /** Takes the deliveries of a channel until it closes; leaves them to amqplib when that is not built as expected. */
  intercept(channel: Channel, onMessage: (message: ReceivedMessage) => void): void {
    const inside = lookInside(channel)
    if (!inside) return
    const { connection, number } = inside
    const interceptor = this.#byConnection.get(connection) ?? new DeliveryInterceptor(connection)
    this.#byConnection.set(connection, interceptor)
    interceptor.intercept(number, onMessage)
    channel.once('close', () => interceptor.release(number))
  }
}
