import type { Delivery } from '@arq/core'
import {
  CLIENT_DELAYED_HEADER,
  CRASHES_HEADER,
  DUE_HEADER,
  HOLDER_HEADER,
  KEY_SINCE_HEADER,
  type OpenJob,
  PAYLOAD_SINCE_HEADER,
  unpackBody,
} from '@arq/core/internal'

/** What is said of the message, not of the job. */
const OF_MESSAGE = [
  CRASHES_HEADER,
  HOLDER_HEADER,
  CLIENT_DELAYED_HEADER,
  DUE_HEADER,
  KEY_SINCE_HEADER,
  PAYLOAD_SINCE_HEADER,
] as const

/** A delivery with the body that its job is to run with, in the place of its own. */
export class TakenDelivery implements Delivery {
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, unknown>>
  readonly contentType: string | undefined
  readonly contentEncoding: string | undefined
  readonly #inner: Delivery

  constructor(inner: Delivery, { payload }: OpenJob) {
    this.#inner = inner
    this.body = unpackBody(payload)
    this.contentType = payload.contentType
    this.contentEncoding = payload.contentEncoding
    const ofMessage = OF_MESSAGE.filter((name) => name in inner.headers)
    this.headers = {
      ...payload.headers,
      ...Object.fromEntries(ofMessage.map((name) => [name, inner.headers[name]])),
    }
  }

  get queueName(): string {
    return this.#inner.queueName
  }

  get messageId(): string | undefined {
    return this.#inner.messageId
  }

  get priority(): number | undefined {
    return this.#inner.priority
  }

  get replyTo(): string | undefined {
    return this.#inner.replyTo
  }

  get correlationId(): string | undefined {
    return this.#inner.correlationId
  }

  get redelivered(): boolean {
    return this.#inner.redelivered
  }

  get isStale(): boolean {
    return this.#inner.isStale
  }

  /** The rest of it may be needed no more. */
  get receipt(): Delivery['receipt'] {
    return this.#inner.receipt
  }

  get mayHaveRun(): boolean | undefined {
    return this.#inner.mayHaveRun
  }

  ack(): void {
    this.#inner.ack()
  }

  nack(options: { readonly requeue: boolean }): void {
    this.#inner.nack(options)
  }
}
