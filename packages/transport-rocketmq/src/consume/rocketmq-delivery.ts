import { ArqError, type Delivery } from '@arq/core'
import { portTexts } from '@arq/core/internal'

import { headersOf, type Parcel } from '../wire/message-form.js'
import type { Lease } from './lease.js'

export type Settlement = 'ack' | 'requeue' | 'deadLetter'

export interface RocketMQDeliveryParts {
  readonly queueName: string
  readonly parcel: Parcel
  readonly lease: Lease
  /** The broker had it before it was started, see {@link BrokerStarts}. */
  readonly mayHaveRun: boolean
  readonly onSettled: (delivery: RocketMQDelivery, settlement: Settlement) => void
}

/** One message in the hands of one consumer. */
export class RocketMQDelivery implements Delivery {
  readonly queueName: string
  readonly parcel: Parcel
  readonly lease: Lease
  readonly redelivered: boolean
  readonly mayHaveRun: boolean
  readonly #onSettled: (delivery: RocketMQDelivery, settlement: Settlement) => void
  #headers: Readonly<Record<string, unknown>> | undefined
  #isSettled = false

  constructor({ queueName, parcel, lease, mayHaveRun, onSettled }: RocketMQDeliveryParts) {
    this.queueName = queueName
    this.parcel = parcel
    this.lease = lease
    this.redelivered = parcel.returns > 0 || lease.message.reconsumeTimes > 0
    this.mayHaveRun = mayHaveRun
    this.#onSettled = onSettled
  }

  get body(): Uint8Array {
    return this.parcel.body
  }

  get headers(): Readonly<Record<string, unknown>> {
    this.#headers ??= headersOf(this.parcel)
    return this.#headers
  }

  get messageId(): string | undefined {
    return this.parcel.messageId
  }

  get contentType(): string | undefined {
    return this.parcel.contentType
  }

  get contentEncoding(): string | undefined {
    return this.parcel.contentEncoding
  }

  get priority(): number | undefined {
    return this.parcel.priority
  }

  get replyTo(): string | undefined {
    return this.parcel.replyTo
  }

  get correlationId(): string | undefined {
    return this.parcel.correlationId
  }

  get isSettled(): boolean {
    return this.#isSettled
  }

  get isStale(): boolean {
    return this.lease.isOver
  }

  ack(): void {
    this.#settle('ack')
  }

  nack({ requeue }: { readonly requeue: boolean }): void {
    this.#settle(requeue ? 'requeue' : 'deadLetter')
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
