import type { Clock, Delivery, Logger, Subscription, Timer, Transport } from '@arq/core'
import { localizedMessage } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import { nextPrefetch, planHold } from './hold-plan.js'
import { messages } from './messages.js'
import type { WorkerQueue } from './worker-queues.js'

/** What a queue's deliveries have come to in this worker. */
export interface Backlog {
  /** When the one came that waits longest. */
  readonly oldestSinceMs: number | undefined
  /** How many were ever started. */
  readonly started: number
}

interface QueueIntakeParts {
  readonly queue: WorkerQueue
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: Logger
  /** Deliveries that the broker may hand out before one is settled, at most. */
  readonly prefetch: number
  /** How long a job may stay unsettled once it was started. */
  readonly neededMs: number
  readonly accept: (delivery: Delivery) => void
  readonly backlog: () => Backlog
  /** Takes what waits out of the line; what it returns hands it back, and says how many they are. */
  readonly withdraw: () => () => number
}

/**
 * Consumes one queue. Where the broker takes back what is not settled in time, nothing waits here for long: it is handed
 * back first, and fewer are taken from then on, until jobs are started faster again.
 */
export class QueueIntake {
  readonly #parts: QueueIntakeParts
  #subscription: Subscription | undefined
  #prefetch: number
  #startedBefore = 0
  #timer: Timer | undefined
  #look: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(parts: QueueIntakeParts) {
    this.#parts = parts
    this.#prefetch = parts.prefetch
  }

  async open(): Promise<void> {
    const { queue, neededMs, logger } = this.#parts
    this.#subscription = await this.#consume()
    const limitMs = this.#subscription.settleWithinMs
    if (limitMs === undefined) return
    const plan = planHold(limitMs, neededMs)
    if (plan.isTooShort) {
      const seconds = { needed: neededMs / 1000, limit: limitMs / 1000 }
      logger.warn(renderMessage(messages.holdTooShort({ queue: queue.name, ...seconds })))
      await this.#change(this.#least)
    }
    this.#lookLater(plan.waitLimitMs)
  }

  /** Takes nothing more; what was handed out can still be settled. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#timer?.cancel()
    await this.#look
    await this.#subscription?.close()
  }

  get #least(): number {
    const { queue, prefetch } = this.#parts
    return Math.min(queue.limit, prefetch)
  }

  #consume(): Promise<Subscription> {
    const { transport, queue, neededMs, accept } = this.#parts
    // Twice what is needed leaves time to wait, where the broker lets its limit be raised.
    const options = { prefetch: this.#prefetch, unsettledMs: neededMs * 2 }
    return transport.consume(queue.name, options, accept)
  }

  #lookLater(waitLimitMs: number): void {
    if (this.#isClosed) return
    // Twice within the limit, so that nothing waits much longer than that.
    this.#timer = this.#parts.clock.setTimer(waitLimitMs / 2, () => {
      this.#look = this.#lookAfterWaiting(waitLimitMs)
      void this.#look.then(() => this.#lookLater(waitLimitMs))
    })
  }

  async #lookAfterWaiting(waitLimitMs: number): Promise<void> {
    const { backlog, clock, prefetch: most } = this.#parts
    const { oldestSinceMs, started } = backlog()
    const isOverdue = oldestSinceMs !== undefined && clock.now() - oldestSinceMs >= waitLimitMs
    const prefetch = nextPrefetch({
      prefetch: this.#prefetch,
      least: this.#least,
      most,
      started: started - this.#startedBefore,
      isOverdue,
    })
    this.#startedBefore = started
    // Handed back only when the consumer with the smaller prefetch is there: to the old one it would come at once.
    const handBack = isOverdue ? this.#parts.withdraw() : undefined
    if (prefetch !== this.#prefetch) await this.#change(prefetch)
    if (handBack) this.#sayHandedBack(handBack(), waitLimitMs)
  }

  #sayHandedBack(count: number, waitLimitMs: number): void {
    const { logger, queue } = this.#parts
    const text = messages.waitedTooLong({
      count,
      queue: queue.name,
      seconds: waitLimitMs / 1000,
      prefetch: this.#prefetch,
    })
    logger.warn(renderMessage(text))
  }

  /** A prefetch holds for one consumer, so that another takes its place. */
  async #change(prefetch: number): Promise<void> {
    const before = this.#prefetch
    this.#prefetch = prefetch
    try {
      const next = await this.#consume()
      await this.#subscription?.close()
      this.#subscription = next
    } catch (error) {
      // The one there is goes on; the next look tries again.
      this.#prefetch = before
      this.#parts.logger.warn(localizedMessage(error, 'en'))
    }
  }
}
