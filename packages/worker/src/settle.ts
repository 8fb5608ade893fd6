import type { Clock, Delivery, JobRecord, Transport } from '@arq/core'
import { localizedMessage } from '@arq/core'
import { type Lifetime, toInstant } from '@arq/core/internal'

import { type Attempt, liveLifetime } from './attempt.js'
import type { ConfirmedPublisher } from './confirmed-publisher.js'
import { type ErrorReport, reportError } from './error-report.js'
import { deadLetter, deferredMessage, replyMessage, retryMessage } from './follow-up.js'
import { type ReadJob, unreadableJobId } from './intake.js'
import {
  abortedRecord,
  completedRecord,
  failedRecord,
  handedBackRecord,
  type RecordAuthor,
  type RecordDraft,
  retryingRecord,
} from './job-records.js'
import type { FailedOutcome, Outcome } from './outcome.js'
import type { ResultWriter } from './result-writer.js'

export interface SettlerOptions {
  readonly transport: Transport
  readonly publisher: ConfirmedPublisher
  readonly results: ResultWriter
  readonly clock: Clock
  readonly workerId: string
  /** The dead letter queue of a queue. */
  readonly dlqOf: (queueName: string) => string
  /** Told when the waiting client could not be reached. */
  readonly onReplyLost: (jobId: string, error: string) => void
}

/**
 * Performs what was decided about a job. This is the only file that acknowledges deliveries, always in this order:
 *
 * 1. publish what follows (the retry, the dead letter) and await the broker's confirm;
 * 2. write the job's state to the result store, tell the waiting client;
 * 3. acknowledge.
 *
 * A crash before 3 makes the broker hand the job out again: work may be repeated, never lost. A crash between 2 and 3
 * is recognised at the next start, because the record says that the job has ended.
 */
export class Settler {
  readonly #options: SettlerOptions

  constructor(options: SettlerOptions) {
    this.#options = options
  }

  /** @returns what really became of the delivery: `handBack` when the worker ended before the confirm */
  settle(attempt: Attempt, job: ReadJob, outcome: Outcome): Promise<Outcome['kind']> {
    switch (outcome.kind) {
      case 'completed':
        return this.#end(attempt, 'completed', (author) =>
          completedRecord(attempt, author, outcome.result),
        )
      case 'aborted':
        return this.#end(attempt, 'aborted', (author) => abortedRecord(attempt, author))
      case 'failed':
        return this.#fail(attempt, outcome)
      case 'retry':
        return this.#retry(attempt, job, outcome)
      case 'handBack':
        return this.#handBack(attempt)
    }
  }

  /** The job has ended before, or a later attempt of it is on its way: this delivery has nothing left to do. */
  acknowledgeDuplicate(delivery: Delivery): void {
    this.#ack(delivery)
  }

  /** A message that is not a job: to the dead letter queue, byte for byte. */
  async parkUnreadable(delivery: Delivery, error: unknown): Promise<boolean> {
    return this.#park(delivery, {
      error: reportError(error),
      code: 'ARQ_DECODE_FAILED',
      category: 'non_retriable',
      jobId: unreadableJobId(error),
    })
  }

  /** A message whose delay nobody has served yet: to the transport's delays. */
  async defer(delivery: Delivery, { message, codec }: ReadJob, dueAtMs: number): Promise<void> {
    const later = deferredMessage(delivery, message, codec, dueAtMs)
    if (await this.#publish(later, delivery)) this.#ack(delivery)
    else this.requeue(delivery)
  }

  /** Gives a delivery back as it came: not started, or not this worker's to end. */
  requeue(delivery: Delivery): void {
    delivery.nack({ requeue: true })
  }

  /** After a defect of ours: back to the queue, unless it was settled before the defect. */
  giveBackIfOpen(delivery: Delivery): void {
    try {
      this.requeue(delivery)
    } catch {
      // It was settled: nothing is open.
    }
  }

  async #retry(
    attempt: Attempt,
    { codec }: ReadJob,
    outcome: Extract<Outcome, { kind: 'retry' }>,
  ): Promise<'retry' | 'handBack'> {
    const author = this.#author()
    const next = {
      error: outcome.error.text,
      startedAtMs: attempt.startedAtMs,
      endedAtMs: author.nowMs,
      delayMs: outcome.delayMs,
    }
    const message = retryMessage(attempt.delivery, attempt.message, codec, next)
    if (!(await this.#publish(message, attempt.delivery))) return this.#handBack(attempt)
    const dueAtMs = author.nowMs + outcome.delayMs
    const record = retryingRecord(attempt, author, { error: outcome.error.text, dueAtMs })
    await this.#store(attempt, record, liveLifetime(attempt, author.nowMs, dueAtMs))
    this.#ack(attempt.delivery)
    return 'retry'
  }

  async #fail(attempt: Attempt, outcome: FailedOutcome): Promise<'failed' | 'handBack'> {
    const { error, code, category } = outcome
    const { jobId } = attempt.message
    const record = failedRecord(attempt, this.#author(), outcome)
    const letter = this.#letter(attempt.delivery, { error, code, category, jobId })
    if (!(await this.#publish(letter, attempt.delivery))) return this.#handBack(attempt)
    return this.#end(attempt, 'failed', () => record)
  }

  /** Steps 2 and 3 of a job that has ended. */
  async #end<K extends 'completed' | 'failed' | 'aborted'>(
    attempt: Attempt,
    kind: K,
    toRecord: (author: RecordAuthor) => RecordDraft,
  ): Promise<K> {
    const { delivery, policy } = attempt
    const isAnswered = delivery.replyTo !== undefined
    if (this.#options.results.isKept || isAnswered) {
      const record = toRecord(this.#author())
      const stored = this.#store(attempt, record, policy.resultTtl)
      await (isAnswered ? Promise.all([stored, this.#reply(delivery, record)]) : stored)
    }
    this.#ack(delivery)
    return kind
  }

  async #handBack(attempt: Attempt): Promise<'handBack'> {
    if (attempt.delivery.isStale) return 'handBack'
    const author = this.#author()
    const record = handedBackRecord(attempt, author)
    await this.#store(attempt, record, liveLifetime(attempt, author.nowMs))
    this.requeue(attempt.delivery)
    return 'handBack'
  }

  async #park(delivery: Delivery, reason: ParkReason): Promise<boolean> {
    const isParked = await this.#publish(this.#letter(delivery, reason), delivery)
    if (isParked) this.#ack(delivery)
    else this.requeue(delivery)
    return isParked
  }

  #letter(delivery: Delivery, reason: ParkReason) {
    const { workerId, clock, dlqOf } = this.#options
    const failedAtMs = clock.now()
    return deadLetter(delivery, dlqOf(delivery.queueName), { ...reason, workerId, failedAtMs })
  }

  #publish(
    message: Parameters<ConfirmedPublisher['publish']>[0],
    delivery: Delivery,
  ): Promise<boolean> {
    return this.#options.publisher.publish(message, () => delivery.isStale)
  }

  #store(attempt: Attempt, record: RecordDraft, ttlMs: Lifetime): Promise<unknown> {
    const { results, clock } = this.#options
    if (results.isKept && ttlMs !== 'forever') record.expiresAt = toInstant(clock.now() + ttlMs)
    const isPointless = (): boolean => attempt.delivery.isStale
    return results.write({ record, guard: 'own', ttlMs }, isPointless)
  }

  async #reply(delivery: Delivery, record: JobRecord): Promise<void> {
    const reply = replyMessage(delivery, record)
    if (!reply) return
    try {
      await this.#options.transport.publish(reply)
    } catch (error) {
      this.#options.onReplyLost(record.jobId, localizedMessage(error, 'en'))
    }
  }

  #ack(delivery: Delivery): void {
    delivery.ack()
  }

  #author(): RecordAuthor {
    return { workerId: this.#options.workerId, nowMs: this.#options.clock.now() }
  }
}

interface ParkReason {
  readonly error: ErrorReport
  readonly code: string | undefined
  readonly category: 'retriable' | 'non_retriable'
  readonly jobId: string
}
