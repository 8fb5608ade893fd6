import { systemClock } from '@arq/core'

import type { RocketMQDelivery } from './rocketmq-delivery.js'

/** Messages that brokers handed out before they were due: each waits here for its moment. */
export class EarlyDeliveries {
  readonly #onDue: (delivery: RocketMQDelivery) => void
  readonly #waiting = new Set<RocketMQDelivery>()

  /** @param onDue called with each one at its moment, never before */
  constructor(onDue: (delivery: RocketMQDelivery) => void) {
    this.#onDue = onDue
  }

  [Symbol.iterator](): Iterator<RocketMQDelivery> {
    return this.#waiting.values()
  }

  add(delivery: RocketMQDelivery, dueAtMs: number): void {
    this.#waiting.add(delivery)
    const look = (): void => {
      // A timer may be a little early, too.
      const leftMs = dueAtMs - systemClock.now()
      if (leftMs > 0) systemClock.setTimer(leftMs, look)
      else if (this.#waiting.delete(delivery)) this.#onDue(delivery)
    }
    look()
  }

  /** All that wait: none of them becomes due here any more. */
  takeAll(): readonly RocketMQDelivery[] {
    const all = [...this.#waiting]
    this.#waiting.clear()
    return all
  }
}
