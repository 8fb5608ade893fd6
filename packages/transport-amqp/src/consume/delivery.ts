import type { Delivery, ForeignMessage, Receipt } from '@arq/core'

import { withoutBrokerHeaders } from '../wire/broker-headers.js'
import type { ReceivedMessage, ReceivedProperties } from '../wire/received-message.js'
import { foreignMessage } from './foreign-message.js'

const NO_HEADERS: Readonly<Record<string, unknown>> = Object.freeze({})

/** One message from RabbitMQ, bound to the channel that brought it: settled there, or not at all. */
export class AmqpDelivery implements Delivery {
  readonly receipt: Receipt
  readonly foreign: ForeignMessage | undefined
  readonly #message: ReceivedMessage
  #headers: Readonly<Record<string, unknown>> | undefined

  /** @param isForeign its queue is somebody else's */
  constructor(message: ReceivedMessage, receipt: Receipt, isForeign = false) {
    this.foreign = isForeign ? foreignMessage(message) : undefined
    this.#message = message
    this.receipt = receipt
  }

  get queueName(): string {
    return this.receipt.queueName
  }

  get body(): Uint8Array {
    return this.#message.body
  }

  get headers(): Readonly<Record<string, unknown>> {
    this.#headers ??= withoutBrokerHeaders(this.#message.properties.headers ?? NO_HEADERS)
    return this.#headers
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
    return this.receipt.redelivered
  }

  get isStale(): boolean {
    return this.receipt.isStale
  }

  ack(): void {
    this.receipt.ack()
  }

  nack(how: { readonly requeue: boolean }): void {
    this.receipt.nack(how)
  }

  #text(name: keyof ReceivedProperties): string | undefined {
    const value = this.#message.properties[name]
    return typeof value === 'string' ? value : undefined
  }
}
