import { ArqError, type Delivery, type ForeignMessage } from '@arq/core'
import { portTexts } from '@arq/core/internal'

import { copyBytes, type StoredMessage } from './stored-message.js'

export type Settlement = 'ack' | 'requeue' | 'deadLetter'

/** One message in the hands of one consumer. */
export class MemoryDelivery implements Delivery {
  readonly queueName: string
  readonly body: Uint8Array
  readonly #message: StoredMessage
  readonly #onSettled: (delivery: MemoryDelivery, settlement: Settlement) => void
  #isSettled = false
  #isStale = false

  constructor(
    queueName: string,
    message: StoredMessage,
    onSettled: (delivery: MemoryDelivery, settlement: Settlement) => void,
  ) {
    this.queueName = queueName
    // A copy, so that a consumer who changes it does not change what the next one gets.
    this.body = copyBytes(message.body)
    this.#message = message
    this.#onSettled = onSettled
  }

  get message(): StoredMessage {
    return this.#message
  }

  get headers(): Readonly<Record<string, unknown>> {
    return this.#message.headers
  }

  get messageId(): string {
    return this.#message.messageId
  }

  get contentType(): string | undefined {
    return this.#message.contentType
  }

  get contentEncoding(): string | undefined {
    return this.#message.contentEncoding
  }

  get priority(): number | undefined {
    return this.#message.priority
  }

  get replyTo(): string | undefined {
    return this.#message.replyTo
  }

  get correlationId(): string | undefined {
    return this.#message.correlationId
  }

  /** On every delivery: nothing of it is read from the message before somebody asks. */
  get foreign(): ForeignMessage {
    return {
      exchange: '',
      routingKey: this.queueName,
      headers: this.headers,
      returns: this.#message.deliveryCount,
      timestamp: undefined,
      type: undefined,
      appId: undefined,
      userId: undefined,
    }
  }

  get redelivered(): boolean {
    return this.#message.deliveryCount > 0
  }

  get isStale(): boolean {
    return this.#isStale
  }

  ack(): void {
    this.#settle('ack')
  }

  nack({ requeue }: { readonly requeue: boolean }): void {
    this.#settle(requeue ? 'requeue' : 'deadLetter')
  }

  /** The connection it came by is gone. */
  markStale(): void {
    this.#isStale = true
  }

  #settle(settlement: Settlement): void {
    if (this.#isSettled) {
      throw new ArqError({
        code: 'ARQ_DELIVERY_SETTLED',
        text: portTexts.deliverySettled({ queue: this.queueName }),
        details: { queueName: this.queueName, messageId: this.messageId },
      })
    }
    this.#isSettled = true
    this.#onSettled(this, settlement)
  }
}
