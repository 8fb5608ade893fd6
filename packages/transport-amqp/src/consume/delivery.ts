import { type Delivery, TransportError } from '@arq/core'

import { messages } from '../messages.js'
import type { ReceivedMessage, ReceivedProperties } from '../wire/received-message.js'
import type { SettleLane } from './settle-lane.js'

const NO_HEADERS: Readonly<Record<string, unknown>> = Object.freeze({})

/** One message from RabbitMQ, bound to the channel that brought it: settled there, or not at all. */
export class AmqpDelivery implements Delivery {
  readonly queueName: string
  readonly #message: ReceivedMessage
  readonly #lane: SettleLane
  readonly #onStaleSettle: (queueName: string) => void
  #isSettled = false

  constructor(queueName: string, message: ReceivedMessage, settling: Settling) {
    this.queueName = queueName
    this.#message = message
    this.#lane = settling.lane
    this.#onStaleSettle = settling.onStaleSettle
  }

  get body(): Uint8Array {
    return this.#message.body
  }

  get headers(): Readonly<Record<string, unknown>> {
    return this.#message.properties.headers ?? NO_HEADERS
  }

  get messageId(): string | undefined {
    return this.#text('messageId')
  }

  get contentType(): string | undefined {
    return this.#text('contentType')
  }

  get contentEncoding(): string | undefined {
    return this.#text('contentEncoding')
  }

  get priority(): number | undefined {
    const { priority: value } = this.#message.properties
    return typeof value === 'number' ? value : undefined
  }

  get replyTo(): string | undefined {
    return this.#text('replyTo')
  }

  get correlationId(): string | undefined {
    return this.#text('correlationId')
  }

  get redelivered(): boolean {
    return this.#message.redelivered
  }

  /** Quorum queues count; classic queues do not, and a first delivery carries no count. */
  get deliveryCount(): number | undefined {
    const value = this.headers['x-delivery-count']
    return typeof value === 'number' ? value : undefined
  }

  get isStale(): boolean {
    return this.#lane.isDead
  }

  ack(): void {
    this.#settleOnce()
    if (!this.#lane.ack(this.#message.deliveryTag)) this.#onStaleSettle(this.queueName)
  }

  nack({ requeue }: { readonly requeue: boolean }): void {
    this.#settleOnce()
    if (!this.#lane.nack(this.#message.deliveryTag, requeue)) this.#onStaleSettle(this.queueName)
  }

  #settleOnce(): void {
    if (this.#isSettled) {
      throw new TransportError({
        code: 'ARQ_DELIVERY_SETTLED',
        text: messages.deliverySettled({ queue: this.queueName }),
        details: { queue: this.queueName },
        scope: 'message',
      })
    }
    this.#isSettled = true
  }

  #text(name: keyof ReceivedProperties): string | undefined {
    const value = this.#message.properties[name]
    return typeof value === 'string' ? value : undefined
  }
}

interface Settling {
  readonly lane: SettleLane
  readonly onStaleSettle: (queueName: string) => void
}
