import type { Clock, Delivery } from '@arq/core'
import { errorText } from '@arq/core'
import type { TextLogger } from '@arq/core/internal'

import { texts } from '../texts.js'
import type { ConfirmedPublisher } from './confirmed-publisher.js'
import { deadLetter, shortDeadLetter } from './follow-up.js'
import type { ParkReason } from './park-reason.js'

export interface DeadLettersParts {
  readonly publisher: ConfirmedPublisher
  readonly clock: Clock
  readonly logger: TextLogger
  readonly workerId: string
  /** The dead letter queue of a queue. */
  readonly dlqOf: (queueName: string) => string
}

/** The way into the dead letter queue. */
export class DeadLetters {
  readonly #parts: DeadLettersParts

  constructor(parts: DeadLettersParts) {
    this.#parts = parts
  }

  /**
   * Publishes the body as it came, its headers, and why the job failed. When the transport refuses these headers, the
   * letter goes without the sender's headers and without the stack: the job can still be found and run again.
   * @returns whether the broker has it; if not, the delivery is stale or the worker ends
   */
  async publish(delivery: Delivery, reason: ParkReason): Promise<boolean> {
    const { publisher, logger, workerId, clock, dlqOf } = this.#parts
    const dlqName = dlqOf(delivery.queueName)
    const parked = { ...reason, workerId, failedAtMs: clock.now() }
    const isPointless = (): boolean => delivery.isStale
    const letter = deadLetter(delivery, dlqName, parked)
    const published = await publisher.publish(letter, isPointless)
    if (published.kind !== 'refused') return published.kind === 'confirmed'
    const { jobId } = reason
    const error = errorText(published.error)
    logger.error(texts.letterCut({ jobId, dlq: dlqName, error }), { jobId })
    return publisher.insist(shortDeadLetter(delivery, dlqName, parked), isPointless)
  }
}
