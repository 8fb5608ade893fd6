import { type Receipt, TransportError } from '@arq/core'

import { texts } from '../texts.js'
import type { ReceivedMessage } from '../wire/received-message.js'
import type { SettleLane } from './settle-lane.js'

export interface ReceiptParts {
  readonly queueName: string
  readonly lane: SettleLane
  readonly onStaleSettle: (queueName: string) => void
}

/** Settles one message on the channel that brought it, or not at all. */
export class AmqpReceipt implements Receipt {
  readonly redelivered: boolean
  readonly #deliveryTag: number
  readonly #parts: ReceiptParts
  #isSettled = false

  /** @param parts the same for all messages of a consumer on one channel */
  constructor({ redelivered, deliveryTag }: ReceivedMessage, parts: ReceiptParts) {
    this.redelivered = redelivered
    this.#deliveryTag = deliveryTag
    this.#parts = parts
  }

  get queueName(): string {
    return this.#parts.queueName
  }

  get isStale(): boolean {
    return this.#parts.lane.isDead
  }

  ack(): void {
    this.#settleOnce()
    const { lane, onStaleSettle, queueName } = this.#parts
    if (!lane.ack(this.#deliveryTag)) onStaleSettle(queueName)
  }

  nack({ requeue }: { readonly requeue: boolean }): void {
    this.#settleOnce()
    const { lane, onStaleSettle, queueName } = this.#parts
    if (!lane.nack(this.#deliveryTag, requeue)) onStaleSettle(queueName)
  }

  #settleOnce(): void {
    if (this.#isSettled) {
      const { queueName: queue } = this.#parts
      throw new TransportError({
        code: 'ARQ_DELIVERY_SETTLED',
        text: texts.deliverySettled({ queue }),
        details: { queue },
        scope: 'message',
      })
    }
    this.#isSettled = true
  }
}
