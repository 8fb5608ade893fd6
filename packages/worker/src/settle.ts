import type { Clock, Delivery, JobRecord, OutgoingMessage, Transport } from '@arq/core'
import { localizedMessage } from '@arq/core'
import { type Lifetime, toInstant } from '@arq/core/internal'

import { type Attempt, liveLifetime } from './attempt.js'
import type { ConfirmedPublisher, Published } from './confirmed-publisher.js'
import type { DeadLetters } from './dead-letters.js'
import { reportError } from './error-report.js'
import { deferredMessage, packedLike, replyMessage, retryMessage } from './follow-up.js'
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
import { type FailedOutcome, type Outcome, refusedRetry } from './outcome.js'
import type { ParkReason } from './park-reason.js'
import type { ResultWriter } from './result-writer.js'

export interface SettlerOptions {
  readonly transport: Transport
  readonly publisher: ConfirmedPublisher
  readonly deadLetters: DeadLetters
  readonly results: ResultWriter
  readonly clock: Clock
  readonly workerId: string
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
 *
 * While a step waits for the broker or the store, the delivery stays unacknowledged. It holds no slot, but it counts
 * against the prefetch: a queue whose dead letters find no place is worked on ever more slowly, and nothing is lost.
 */
export class Settler {
  readonly #options: SettlerOptions

  constructor(options: SettlerOptions) {
    this.#options = options
  }

  /**
   * @returns what really became of the delivery: `handBack` when the worker ended before the confirm, `failed` when the
   * retry could not be sent
   */
  settle(attempt: Attempt, job: ReadJob, outcome: Outcome): Promise<Outcome> {
    switch (outcome.kind) {
      case 'completed':
        return this.#end(attempt, outcome, (author) =>
          completedRecord(attempt, author, outcome.result),
        )
      case 'aborted':
        return this.#end(attempt, outcome, (author) => abortedRecord(attempt, author))
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

  /**
   * A message whose delay nobody has served yet: to the transport's delays.
   * @returns why it can never wait; the delivery is then still open
   */
  async defer(
    delivery: Delivery,
    { message, codec }: ReadJob,
    dueAtMs: number,
  ): Promise<Error | undefined> {
    const later = deferredMessage(delivery, message, codec, dueAtMs)
    const published = await this.#publish(later, delivery)
    if (published.kind === 'refused') return published.error
    if (published.kind === 'confirmed') this.#ack(delivery)
    else this.requeue(delivery)
    return undefined
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
  ): Promise<Outcome> {
    const author = this.#author()
    const next = {
      error: outcome.error.text,
      startedAtMs: attempt.startedAtMs,
      endedAtMs: author.nowMs,
      delayMs: outcome.delayMs,
    }
    const message = retryMessage(attempt.delivery, attempt.message, codec, next)
    const published = await this.#publish(message, attempt.delivery)
    if (published.kind === 'refused') return this.#fail(attempt, refusedRetry(outcome, published))
    if (published.kind === 'givenUp') return this.#handBack(attempt)
    const dueAtMs = author.nowMs + outcome.delayMs
    const record = retryingRecord(attempt, author, { error: outcome.error.text, dueAtMs })
    const ttlMs = liveLifetime(attempt, author.nowMs, dueAtMs)
    if (!(await this.#store(attempt, record, ttlMs))) return this.#giveUp(attempt)
    this.#ack(attempt.delivery)
    return outcome
  }

  async #fail(attempt: Attempt, outcome: FailedOutcome): Promise<Outcome> {
    const { error, code, category } = outcome
    const { delivery, message } = attempt
    const record = failedRecord(attempt, this.#author(), outcome)
    const reason = { error, code, category, jobId: message.jobId }
    if (!(await this.#options.deadLetters.publish(delivery, reason))) return this.#handBack(attempt)
    return this.#end(attempt, outcome, () => record)
  }

  /** Steps 2 and 3 of a job that has ended. */
  async #end(
    attempt: Attempt,
    outcome: Outcome,
    toRecord: (author: RecordAuthor) => RecordDraft,
  ): Promise<Outcome> {
    const { delivery, policy } = attempt
    const isAnswered = delivery.replyTo !== undefined
    if (this.#options.results.isKept || isAnswered) {
      const record = toRecord(this.#author())
      const stored = this.#store(attempt, record, policy.resultTtl)
      if (isAnswered) await this.#reply(delivery, record)
      if (!(await stored)) return this.#giveUp(attempt)
    }
    this.#ack(delivery)
    return outcome
  }

  async #handBack(attempt: Attempt): Promise<Outcome> {
    if (attempt.delivery.isStale) return HANDED_BACK
    const author = this.#author()
    const record = handedBackRecord(attempt, author)
    await this.#store(attempt, record, liveLifetime(attempt, author.nowMs))
    return this.#giveUp(attempt)
  }

  #giveUp({ delivery }: Attempt): Outcome {
    this.requeue(delivery)
    return HANDED_BACK
  }

  async #park(delivery: Delivery, reason: ParkReason): Promise<boolean> {
    const isParked = await this.#options.deadLetters.publish(delivery, reason)
    if (isParked) this.#ack(delivery)
    else this.requeue(delivery)
    return isParked
  }

  async #publish(message: OutgoingMessage, delivery: Delivery): Promise<Published> {
    const packed = await packedLike(delivery, message)
    return this.#options.publisher.publish(packed, () => delivery.isStale)
  }

  /** @returns whether the job may be acknowledged: stored, or waiting in memory where the settings allow that */
  #store(attempt: Attempt, record: RecordDraft, ttlMs: Lifetime): Promise<boolean> {
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

const HANDED_BACK: Outcome = { kind: 'handBack' }
