import type { Clock, Delivery, Subscription, Timer, Transport } from '@arq/core'
import { errorText } from '@arq/core'
import type { TextLogger } from '@arq/core/internal'

import type { WorkerQueue } from '../settings/worker-queues.js'
import { texts } from '../texts.js'
import { nextPrefetch, planWait } from './settle-deadline.js'
import type { WaitingJobs } from './waiting-jobs.js'

interface QueueIntakeParts {
  readonly queue: WorkerQueue
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: TextLogger
  readonly limits: IntakeLimits
  readonly accept: (delivery: Delivery) => void
  readonly waiting: WaitingJobs
}

interface IntakeLimits {
  /** The largest prefetch that the settings allow. */
  readonly prefetch: number
  /** How long a job may stay unsettled once it was started. */
  readonly neededMs: number
}

/**
 * Consumes one queue. Where the broker takes back what is not settled in time, no job waits here until then: the worker
 * hands it back first, and takes fewer from then on, until jobs are started faster again.
 */
export class QueueIntake {
  readonly #parts: QueueIntakeParts
  #subscription: Subscription | undefined
  #prefetch: number
  #startedBefore = 0
  #timer: Timer | undefined
  #review: Promise<void> = Promise.resolve()
  #opening: Promise<void> | undefined
  #isPaused = false
  #isClosed = false

  constructor(parts: QueueIntakeParts) {
    this.#parts = parts
    this.#prefetch = parts.limits.prefetch
  }

  /** Consumes, unless it is paused. @throws what the transport rejects with */
  async open(): Promise<void> {
    if (this.#isPaused) return
    this.#opening = this.#open()
    await this.#opening
  }

  /** Takes nothing until {@link resume}; what was handed out can still be settled. */
  async pause(): Promise<void> {
    this.#isPaused = true
    // Whoever opens it is told.
    await this.#opening?.catch(() => undefined)
    this.#timer?.cancel()
    await this.#review
    await this.#subscription?.close()
    this.#subscription = undefined
  }

  /** @throws what the transport rejects with */
  async resume(): Promise<void> {
    this.#isPaused = false
    if (!this.#isClosed) await this.open()
  }

  async #open(): Promise<void> {
    const { queue, logger, limits } = this.#parts
    const subscription = await this.#consume()
    // A stop did not wait for the broker's answer.
    if (this.#mustNotConsume) return subscription.close()
    this.#subscription = subscription
    const limitMs = subscription.settleWithinMs
    if (limitMs === undefined) return
    const plan = planWait(limitMs, limits.neededMs)
    if (plan.isTooShort) {
      const seconds = { needed: limits.neededMs / 1000, limit: limitMs / 1000 }
      logger.warn(texts.deadlineTooShort({ queue: queue.name, ...seconds }))
      await this.#change(this.#smallestPrefetch)
    }
    this.#reviewLater(plan.waitLimitMs)
  }

  /** Takes nothing more; what was handed out can still be settled. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#timer?.cancel()
    await this.#review
    await this.#subscription?.close()
  }

  get #mustNotConsume(): boolean {
    return this.#isClosed || this.#isPaused
  }

  /** The fewest deliveries that keep the queue's slots busy. */
  get #smallestPrefetch(): number {
    const { queue, limits } = this.#parts
    return Math.min(queue.limit, limits.prefetch)
  }

  #consume(): Promise<Subscription> {
    const { transport, queue, limits, accept } = this.#parts
    // Twice what is needed leaves time to wait, where the broker lets its limit be raised.
    const options = { prefetch: this.#prefetch, unsettledMs: limits.neededMs * 2 }
    return transport.consume(queue.name, options, accept)
  }

  #reviewLater(waitLimitMs: number): void {
    if (this.#mustNotConsume) return
    // Twice within the limit, so that no job waits much longer than the limit.
    this.#timer = this.#parts.clock.setTimer(waitLimitMs / 2, () => {
      this.#review = this.#reviewBacklog(waitLimitMs)
      void this.#review.then(() => this.#reviewLater(waitLimitMs))
    })
  }

  /** Adjusts the prefetch to what was started since the last review, and hands back what has waited too long. */
  async #reviewBacklog(waitLimitMs: number): Promise<void> {
    const { queue, waiting, limits } = this.#parts
    const { longestWaitMs, started } = waiting.backlog(queue.name)
    const isOverdue = longestWaitMs !== undefined && longestWaitMs >= waitLimitMs
    const prefetch = nextPrefetch({
      prefetch: this.#prefetch,
      smallest: this.#smallestPrefetch,
      largest: limits.prefetch,
      started: started - this.#startedBefore,
      isOverdue,
    })
    this.#startedBefore = started
    const withdrawn = isOverdue ? waiting.withdraw(queue.name, waitLimitMs) : undefined
    if (prefetch !== this.#prefetch) await this.#change(prefetch)
    // Not before the consumer with the smaller prefetch is there: the old one would get the jobs again at once.
    if (withdrawn) this.#logHandedBack(withdrawn.handBack(), waitLimitMs)
  }

  #logHandedBack(count: number, waitLimitMs: number): void {
    const { logger, queue } = this.#parts
    const text = texts.waitedTooLong({
      count,
      queue: queue.name,
      seconds: waitLimitMs / 1000,
      prefetch: this.#prefetch,
    })
    logger.warn(text)
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
      // The consumer that is there goes on; the next review tries again.
      this.#prefetch = before
      this.#parts.logger.warn(errorText(error))
    }
  }
}
