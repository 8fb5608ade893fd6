import type { Delivery } from '@arq/core'
import { callListener } from '@arq/core/internal'

import { MemoryDelivery, type Settlement } from './memory-delivery.js'
import type { MemoryQueue, QueueConsumer } from './memory-queue.js'
import type { StoredMessage } from './stored-message.js'

export interface ConsumerOptions {
  readonly queue: MemoryQueue
  readonly prefetch: number
  readonly onDelivery: (delivery: Delivery) => void
  readonly onDeadLetter: (queue: MemoryQueue, message: StoredMessage) => void
  readonly onStaleSettle: (queueName: string) => void
}

/** One consumer of a queue, on one connection: knows what it has in hand. */
export class MemoryConsumer implements QueueConsumer {
  readonly #options: ConsumerOptions
  readonly #inHand = new Set<MemoryDelivery>()

  constructor(options: ConsumerOptions) {
    this.#options = options
  }

  get hasRoom(): boolean {
    return this.#inHand.size < this.#options.prefetch
  }

  start(): void {
    this.#options.queue.addConsumer(this)
  }

  /** Takes nothing more; what is in hand can still be settled. */
  stop(): void {
    this.#options.queue.removeConsumer(this)
  }

  /** The connection is gone: what is in hand goes back to where it was in the queue. */
  abandon(): void {
    this.stop()
    const deliveries = [...this.#inHand].reverse()
    this.#inHand.clear()
    for (const delivery of deliveries) {
      delivery.markStale()
      this.#options.queue.putBack(delivery.message)
    }
  }

  deliver(message: StoredMessage): void {
    const { queue, onDelivery } = this.#options
    const delivery = new MemoryDelivery(queue.name, message, (settled, how) =>
      this.#settle(settled, how),
    )
    this.#inHand.add(delivery)
    callListener(() => onDelivery(delivery))
  }

  #settle(delivery: MemoryDelivery, settlement: Settlement): void {
    const { queue, onDeadLetter, onStaleSettle } = this.#options
    if (delivery.isStale) {
      onStaleSettle(queue.name)
      return
    }
    this.#inHand.delete(delivery)
    if (settlement === 'requeue') {
      queue.putBack(delivery.message)
      return
    }
    queue.settle()
    if (settlement === 'deadLetter') onDeadLetter(queue, delivery.message)
  }
}
