import type { Clock, Delivery, Logger } from '@arq/core'
import { localizedMessage } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import type { ConfirmedPublisher } from './confirmed-publisher.js'
import { deadLetter, shortDeadLetter } from './follow-up.js'
import { messages } from './messages.js'
import type { ParkReason } from './park-reason.js'

export interface DeadLettersOptions {
  readonly publisher: ConfirmedPublisher
  readonly clock: Clock
  readonly logger: Logger
  readonly workerId: string
  /** The dead letter queue of a queue. */
  readonly dlqOf: (queueName: string) => string
}

/** The way into the dead letter queue. */
export class DeadLetters {
  readonly #options: DeadLettersOptions

  constructor(options: DeadLettersOptions) {
    this.#options = options
  }

  /**
   * The body as it came, its headers, and why. Where the transport will not carry all that, the sender's headers and the
   * stack are left out: a job without them can be found and repeated, one that is nowhere cannot.
   * @returns whether the broker has it; if not, the delivery is stale or the worker ends
   */
  async publish(delivery: Delivery, reason: ParkReason): Promise<boolean> {
    const { publisher, logger, workerId, clock, dlqOf } = this.#options
    const dlqName = dlqOf(delivery.queueName)
    const parked = { ...reason, workerId, failedAtMs: clock.now() }
    const isPointless = (): boolean => delivery.isStale
    const letter = deadLetter(delivery, dlqName, parked)
    const published = await publisher.publish(letter, isPointless)
    if (published.kind !== 'refused') return published.kind === 'confirmed'
    const { jobId } = reason
    const error = localizedMessage(published.error, 'en')
    logger.error(renderMessage(messages.letterCut({ jobId, dlq: dlqName, error })), { jobId })
    return publisher.insist(shortDeadLetter(delivery, dlqName, parked), isPointless)
  }
}
