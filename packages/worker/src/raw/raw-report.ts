import { type Delivery, errorText, type Text } from '@arq/core'
import type { TextLogger } from '@arq/core/internal'

import type { RawQueue } from '../raw-queue/consume-raw.js'
import type { JobEvents } from '../reports/job-events.js'
import type { JobReport, Logging } from '../reports/job-report.js'
import type { WorkerCounts } from '../reports/worker-counts.js'
import type { Attempt } from '../run/attempt.js'
import type { Outcome } from '../run/outcome.js'
import { texts } from '../texts.js'

interface RawReportParts {
  readonly queue: RawQueue
  /** What is the same for all that runs. */
  readonly report: JobReport
  readonly events: JobEvents
  readonly counts: WorkerCounts
  readonly logger: TextLogger
  readonly dlqOf: (queueName: string) => string
}

/** Tells what became of messages of others: as of jobs, but that their dead letters go elsewhere. */
export class RawReport {
  readonly #parts: RawReportParts

  constructor(parts: RawReportParts) {
    this.#parts = parts
  }

  /** @param outcome what really became of it */
  settled(attempt: Attempt, outcome: Outcome, context: Logging): void {
    const { report, events, counts } = this.#parts
    if (outcome.kind !== 'failed') {
      report.settled(attempt, outcome, context)
      return
    }
    counts.failed += 1
    events.failed(attempt, outcome, this.#dlqName)
    context.logger.error(texts.rawFailed({ where: this.#where, error: outcome.error.words }))
  }

  /** It could not be decoded. */
  undecodable({ queueName: queue, messageId }: Delivery, thrown: unknown, isParked: boolean): void {
    const { counts, events, logger } = this.#parts
    if (isParked) {
      counts.unreadable += 1
      events.parked(queue, this.#dlqName, thrown)
    }
    const text = texts.rawUndecodable({ queue, where: this.#where, error: errorText(thrown) })
    logger.error(text, { messageId })
  }

  /** It came, or waited for its next run, while the worker stops or its queue is paused. */
  requeued(): void {
    this.#parts.report.requeued()
  }

  /** Empty: the queue's own exchange has it, and only the broker knows where that leads. */
  get #dlqName(): string {
    const { queue, dlqOf } = this.#parts
    return queue.deadLetter === 'queue' ? dlqOf(queue.queueName) : ''
  }

  get #where(): Text | string {
    const { queueName, deadLetter } = this.#parts.queue
    return deadLetter === 'queue' ? this.#dlqName : texts.itsExchange({ queue: queueName })
  }
}
