import type { Subscription } from '@arq/core'

import type { MemoryConsumer } from './memory-consumer.js'

/** What a caller of `consume` holds: outlives the connections, each of which gives it another consumer. */
export class MemorySubscription implements Subscription {
  readonly #onClosed: (subscription: MemorySubscription) => void
  #consumer: MemoryConsumer | undefined

  constructor(onClosed: (subscription: MemorySubscription) => void) {
    this.#onClosed = onClosed
  }

  /** Goes on with the consumer of a new connection. */
  use(consumer: MemoryConsumer): void {
    this.#consumer = consumer
  }

  close(): Promise<void> {
    this.#consumer?.stop()
    this.#onClosed(this)
    return Promise.resolve()
  }
}
