import assert from 'node:assert/strict'

import type { ConsumeOptions, Delivery, Subscription } from '@arq/core'

import { within } from '../waiting.js'

export interface InboxOptions {
  readonly prefetch?: number | undefined
  readonly kind?: ConsumeOptions['kind']
  /** What to do with each delivery: `ack` at once, or `hold` it for the test (default). */
  readonly settle?: 'ack' | 'hold' | undefined
  /** Called with each delivery after it was kept. */
  readonly onDelivery?: ((delivery: Delivery) => void) | undefined
}

/** What one consumer was given, in order. */
export class Inbox {
  readonly deliveries: Delivery[] = []
  readonly #queueName: string
  readonly #options: InboxOptions & { readonly waitMs: number }
  #waiters: { readonly count: number; readonly resolve: () => void }[] = []
  #subscription: Subscription | undefined

  constructor(queueName: string, options: InboxOptions & { readonly waitMs: number }) {
    this.#queueName = queueName
    this.#options = options
  }

  get texts(): readonly string[] {
    return this.deliveries.map(({ body }) => new TextDecoder().decode(body))
  }

  get messageIds(): readonly (string | undefined)[] {
    return this.deliveries.map(({ messageId }) => messageId)
  }

  get subscription(): Subscription {
    assert.ok(this.#subscription, 'consume has not resolved yet')
    return this.#subscription
  }

  useSubscription(subscription: Subscription): void {
    this.#subscription = subscription
  }

  take(delivery: Delivery): void {
    this.deliveries.push(delivery)
    if (this.#options.settle === 'ack') delivery.ack()
    this.#options.onDelivery?.(delivery)
    const due = this.#waiters.filter(({ count }) => this.deliveries.length >= count)
    this.#waiters = this.#waiters.filter(({ count }) => this.deliveries.length < count)
    for (const { resolve } of due) resolve()
  }

  /** Waits until so many have come in all, and gives the last of them. */
  async waitFor(count: number): Promise<Delivery> {
    if (this.deliveries.length < count) {
      const arrival = new Promise<void>((resolve) => this.#waiters.push({ count, resolve }))
      const what = () =>
        `${count} deliveries from ${this.#queueName}; there were ${this.deliveries.length}`
      await within(this.#options.waitMs, what, arrival)
    }
    const delivery = this.deliveries[count - 1]
    assert.ok(delivery)
    return delivery
  }
}
