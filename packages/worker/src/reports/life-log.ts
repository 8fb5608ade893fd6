import type { TextLogger } from '@arq/core/internal'

import { texts } from '../texts.js'
import type { WorkerCounts } from './worker-counts.js'

interface LifeLogParts {
  readonly logger: TextLogger
  readonly workerId: string
  readonly queueNames: readonly string[]
}

/** What a worker says at the turns of its life. */
export class LifeLog {
  readonly #parts: LifeLogParts
  readonly #queues: string

  constructor(parts: LifeLogParts) {
    this.#parts = parts
    this.#queues = parts.queueNames.join(', ')
  }

  starting(tasks: readonly string[]): void {
    const { logger, workerId } = this.#parts
    logger.info(texts.starting({ workerId, tasks: tasks.join(', '), queues: this.#queues }))
  }

  /** Its queues are consumed. */
  ready(): void {
    this.#parts.logger.info(texts.ready({ queues: this.#queues }))
  }

  ended(counts: WorkerCounts, ongoing: number): void {
    const { completed, failed, retried, aborted, requeued } = counts
    const text = texts.summary({ completed, failed, retried, aborted, requeued, ongoing })
    this.#parts.logger.info(text)
  }
}
