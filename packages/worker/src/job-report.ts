import type { Clock, Delivery, Logger } from '@arq/core'
import { localizedMessage } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import type { Attempt } from './attempt.js'
import { messages } from './messages.js'
import type { Outcome } from './outcome.js'
import type { WorkerCounts } from './worker-counts.js'

interface JobReportParts {
  readonly counts: WorkerCounts
  /** For what belongs to no job. */
  readonly logger: Logger
  readonly clock: Clock
  readonly dlqOf: (queueName: string) => string
}

/** Whose logger, made when it is first asked for. */
interface Logging {
  readonly logger: Logger
}

/** Counts what became of deliveries and says it in the log. */
export class JobReport {
  readonly #parts: JobReportParts

  constructor(parts: JobReportParts) {
    this.#parts = parts
  }

  /** @param outcome what really became of it */
  settled(attempt: Attempt, outcome: Outcome, context: Logging): void {
    const { counts } = this.#parts
    if (outcome.kind !== 'completed') {
      this.#notCompleted(attempt, outcome, context.logger)
      return
    }
    counts.completed += 1
    // Most lines of a worker are this one: where nobody reads them, neither the job's logger nor the text is made.
    if (this.#parts.logger.isLevelEnabled?.('info') === false) return
    const ms = this.#parts.clock.now() - attempt.startedAtMs
    context.logger.info(renderMessage(messages.jobCompleted({ ms })))
  }

  #notCompleted(attempt: Attempt, outcome: Outcome, logger: Logger): void {
    const { counts, dlqOf } = this.#parts
    if (outcome.kind === 'retry') {
      counts.retried += 1
      const { jobTry } = attempt.message
      const seconds = outcome.delayMs / 1000
      const error = outcome.error.text
      logger.warn(renderMessage(messages.jobRetried({ jobTry, seconds, error })))
    } else if (outcome.kind === 'failed') {
      counts.failed += 1
      const dlq = dlqOf(attempt.delivery.queueName)
      logger.error(renderMessage(messages.jobFailed({ dlq, error: outcome.error.text })))
    } else if (outcome.kind === 'aborted') {
      counts.aborted += 1
      logger.info(renderMessage(messages.jobAborted()))
    } else {
      counts.requeued += 1
      logger.info(renderMessage(messages.jobRequeued()))
    }
  }

  duplicateRun({ message }: Attempt, logger: Logger): void {
    this.#parts.counts.duplicateRuns += 1
    logger.warn(renderMessage(messages.jobDuplicateRun({ jobTry: message.jobTry })))
  }

  duplicateDelivery(logger: Logger): void {
    this.#parts.counts.duplicateDeliveries += 1
    logger.info(renderMessage(messages.jobDuplicate()))
  }

  unreadable({ queueName: queue }: Delivery, thrown: unknown, isParked: boolean): void {
    const { counts, logger, dlqOf } = this.#parts
    if (isParked) counts.unreadable += 1
    const error = localizedMessage(thrown, 'en')
    logger.error(renderMessage(messages.unreadable({ queue, dlq: dlqOf(queue), error })))
  }
}
