import type { MessageProperties } from '../wire/message-properties.js'
import type { QueueSpec } from './queue-spec.js'

/** The way of one message: exchange, key, and what has to exist for it. */
export interface Route {
  readonly exchange: string
  readonly routingKey: string
  /** What must exist before: every queue on its way, in this order. */
  readonly queues: readonly QueueSpec[]
  /** The exchange, where it is not the broker's own. */
  readonly exchangeSpec?: ExchangeSpec
  /** The properties with which it leaves, where they depend on the way or the moment; else its own. */
  readonly properties?: MessageProperties
  /**
   * Messages of one key wait for, and fail with, the same declarations. Default: the routing key. Where many targets
   * share a queue on their way, the target belongs in it: what one target is refused must not hit the others.
   */
  readonly gateKey?: string
}

/** An exchange as it is to be declared; every exchange of ours is durable. */
export type ExchangeSpec = FanoutExchangeSpec | DelayedExchangeSpec

interface FanoutExchangeSpec {
  readonly type: 'fanout'
  readonly name: string
}

/** An exchange of the delayed-message plugin, bound to the queue that it delivers to by the queue's name. */
export interface DelayedExchangeSpec {
  readonly type: 'x-delayed-message'
  readonly name: string
  readonly queueName: string
}
