import type { FailedAttempt } from '../errors/errors.js'
import type { Message } from '../message/message.js'
import type { SendContext } from './send-context.js'
import { isBoundToQueue, type SendOptions } from './send-options.js'
import { isQueueElsewhere, mayBeStored } from './send-retry.js'

/** The attempts of a send that failed, and whether and when another one follows. */
export class SendFailures {
  readonly #context: SendContext
  readonly #options: SendOptions
  readonly #attempts: FailedAttempt[] = []

  constructor(context: SendContext, options: SendOptions) {
    this.#context = context
    this.#options = options
  }

  get attempts(): readonly FailedAttempt[] {
    return this.#attempts
  }

  /** The brokers that failed. */
  get brokers(): readonly string[] {
    return this.#attempts.map(({ brokerName }) => brokerName)
  }

  /** Whether one of them may have stored the message nevertheless. */
  get mayBeStored(): boolean {
    return this.#attempts.some(({ error }) => mayBeStored(error))
  }

  /** Whether the last attempt went to a broker that hosts the queue no longer. */
  get hasQueueMoved(): boolean {
    const last = this.#attempts.at(-1)
    return last !== undefined && isQueueElsewhere(last.error)
  }

  add(attempt: FailedAttempt): void {
    this.#attempts.push(attempt)
  }

  /** Milliseconds to wait before the next attempt; `undefined` when there is none. */
  pauseBeforeNext(message: Message, leftMs: number): number | undefined {
    const { strategy, retries: always, retryBackoffMs } = this.#context.settings
    // The broker sent it on and stored nothing: following the queue is no second attempt, and breaks no order.
    const moves = this.#attempts.filter(({ error }) => isQueueElsewhere(error)).length
    if (this.hasQueueMoved) {
      const waitMs = moves === 1 ? 0 : retryBackoffMs * 2 ** (moves - 2)
      return waitMs < leftMs ? waitMs : undefined
    }
    const isBound = isBoundToQueue(message, this.#options, strategy)
    const retries = this.#options.retries ?? (isBound ? 0 : always)
    if (this.#attempts.length - moves > retries) return undefined
    // No wait before another broker; one that grows before the same.
    const isElsewhere = !isBound && this.#hasUntried(message.topic)
    const pauseMs = isElsewhere ? 0 : retryBackoffMs * 2 ** (this.#attempts.length - 1)
    return pauseMs < leftMs ? pauseMs : undefined
  }

  #hasUntried(topic: string): boolean {
    const { client, health } = this.#context
    const route = client.routes.peek(topic)
    const failed = new Set(this.brokers)
    return route !== undefined && health.hosts(route.publish).some((name) => !failed.has(name))
  }
}
