import type { Delivery, Lifetime, OutgoingMessage, Receipt } from '@arq/core'

import {
  abortedRecord,
  completedRecord,
  failedRecord,
  handedBackRecord,
  type RecordAuthor,
  type RecordDraft,
  type RecordWriter,
  retryingRecord,
} from '../records/job-records.js'
import type { EndAnswer, ResultWriter } from '../records/result-writer.js'
import { triesAfter } from '../records/tries-after.js'
import { isAnnounced } from '../records/uncontested.js'
import { addressesOf, type Attempt, liveLifetime } from '../run/attempt.js'
import { reportError } from '../run/error-report.js'
import { isUnique } from '../run/is-unique.js'
import {
  type FailedOutcome,
  type Outcome,
  refusedRetry,
  type RetryOutcome,
  type SuspendedOutcome,
} from '../run/outcome.js'
import type { JobTurns } from '../suspend/job-turns.js'
import type { ConfirmedPublisher, Published } from './confirmed-publisher.js'
import type { DeadLetters } from './dead-letters.js'
import { endOfAttempt, expiring } from './end-of-attempt.js'
import { type EndedAttempt, endedAttempt, type EndedHere } from './ended-here.js'
import { deferredMessage, packedLike, retryMessage } from './follow-up.js'
import type { ParentNews } from './parent-news.js'
import { type ParkReason, unreadableJobId } from './park-reason.js'
import type { Replies } from './replies.js'
import { Suspension } from './suspension.js'

interface SettlerParts {
  readonly publisher: ConfirmedPublisher
  readonly deadLetters: DeadLetters
  readonly replies: Replies
  readonly results: ResultWriter
  readonly ended: EndedHere
  readonly writer: RecordWriter
  /** Absent where no job can be suspended. */
  readonly turns: JobTurns | undefined
  readonly parents: ParentNews
  readonly unique: {
    /** Tells the next job of its key that it may start. @returns whether that is done; else it has to come again */
    readonly release: (attempt: Attempt) => Promise<boolean>
  }
}

/** An attempt that has ended, and what it takes to settle it. */
export interface ToAcknowledge {
  readonly receipt: Receipt
  readonly messageId: string | undefined
  readonly attempt: EndedAttempt
}

/**
 * Performs what was decided about a job. This is the only file that acknowledges jobs, always in this order:
 *
 * 1. publish what follows (the retry, the dead letter) and await the broker's confirm;
 * 2. write the job's state to the result store, tell the waiting client;
 * 3. acknowledge; a job that holds a place under the limit of its key gives it on before, and one that is the only one of
 * its key tells the next one that it may start.
 *
 * A child of a flow has a step between 2 and 3: its parent's group is told how it ended, see {@link ParentNews}.
 *
 * A job that kills its workers has 2 before 1: see {@link Settler.condemn}.
 *
 * A crash before 3 makes the broker hand the job out again: work may be repeated, never lost. A crash between 2 and 3
 * is recognised at the next start, because the record says that the job has ended.
 *
 * While a step waits for the broker or the store, the delivery stays unacknowledged. It holds no slot, but it counts
 * against the prefetch: a queue whose dead letters find no place is worked on ever more slowly, and nothing is lost.
 */
export class Settler {
  readonly #parts: SettlerParts
  readonly #suspension: Suspension

  constructor(parts: SettlerParts) {
    this.#parts = parts
    this.#suspension = new Suspension(parts)
  }

  /**
   * @returns what really became of the delivery: `handBack` when the worker ended before the confirm, `failed` when the
   * retry could not be sent
   */
  settle(attempt: Attempt, outcome: Outcome): Promise<Outcome> {
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
        return this.#retry(attempt, outcome)
      case 'handBack':
        return this.#handBack(attempt)
      case 'suspended':
        return this.#suspend(attempt, outcome)
      case 'overtaken':
        return this.#giveWay(attempt, outcome)
    }
  }

  /** Whether something that was stored of a job has to go at its end. */
  mustRetire(attempt: Attempt): boolean {
    return this.#parts.turns?.mustRetire(attempt) === true
  }

  /**
   * Settles a job that has ended where nobody is told: nothing is kept, and no client waits for a reply.
   * @returns whether it is such a job; otherwise it is still open
   */
  endUntold(attempt: Attempt): boolean {
    const { results } = this.#parts
    if (results.isKept || addressesOf(attempt).length > 0 || attempt.place) return false
    this.#ack(attempt)
    return true
  }

  /**
   * The last step of an attempt whose end was brought to the store.
   * @returns whether it is acknowledged; otherwise it goes back to its queue
   */
  acknowledgeEnd({ receipt, messageId, attempt }: ToAcknowledge, answer: EndAnswer): boolean {
    if (answer === 'open') {
      this.requeue(receipt)
      return false
    }
    // `overtaken` is not remembered: should the other attempt die, this message comes back, and the job has no end yet.
    if (answer === 'taken') this.#parts.ended.note(messageId, attempt)
    receipt.ack()
    return true
  }

  /**
   * The job has ended before, or a later attempt of it is on its way: this delivery has nothing left to do, but where its
   * parent may not have heard of that end.
   */
  async acknowledgeDuplicate(attempt: Attempt): Promise<void> {
    if (this.isChild(attempt) && (await this.#parts.parents.tell(attempt, undefined)) === 'open') {
      this.requeue(attempt.delivery)
    } else this.#ack(attempt)
  }

  /** Another message of the job has taken the place of this one. */
  acknowledgeObsolete({ delivery }: Attempt): void {
    delivery.ack()
  }

  /** Whether its end is to be told to a parent, and so is settled by itself. */
  isChild({ delivery }: Attempt): boolean {
    return this.#parts.parents.concern(delivery)
  }

  /** Another copy of the message stands for it from now on; the broker has that one. */
  handedOn(delivery: Delivery): void {
    delivery.ack()
  }

  /**
   * A job that is said to kill its workers. Its record comes first, so that none is parked that has ended elsewhere. Should
   * this worker go before the letter is sent, the next one finds the record and calls this again.
   * @returns `undefined` when the job has ended otherwise: its delivery is still open
   */
  async condemn(attempt: Attempt, outcome: FailedOutcome): Promise<Outcome | undefined> {
    const { results, writer } = this.#parts
    const { delivery, policy } = attempt
    const author = writer.now()
    const record = failedRecord(attempt, author, outcome)
    const { change } = endOfAttempt(attempt, record, policy.resultTtl, author)
    const answer = await results.condemn(change, delivery)
    if (answer === 'endedBefore') return undefined
    return answer === 'open' ? this.#giveUp(attempt) : this.#fail(attempt, outcome)
  }

  /** A message that is not a job: to the dead letter queue, byte for byte. */
  async parkUnreadable(delivery: Delivery, error: unknown): Promise<boolean> {
    return this.#park(delivery, {
      error: reportError(error),
      code: 'ARQ_DECODE_FAILED',
      category: 'non_retriable',
      jobId: unreadableJobId(error),
      enqueueTime: undefined,
    })
  }

  /**
   * A message whose delay nobody has served yet: to the transport's delays.
   * @returns why it can never wait; the delivery is then still open
   */
  async defer(
    attempt: Attempt,
    dueAtMs: number,
    headers?: Readonly<Record<string, unknown>>,
  ): Promise<Error | undefined> {
    const { delivery } = attempt
    const later = deferredMessage(attempt, dueAtMs, headers)
    const published = await this.#publish(later, delivery)
    if (published.kind === 'refused') return published.error
    if (published.kind === 'confirmed') this.#ack(attempt)
    else this.requeue(delivery)
    return undefined
  }

  /** Gives a delivery back as it came: not started, or not this worker's to end. */
  requeue(receipt: Receipt): void {
    receipt.nack({ requeue: true })
  }

  /** After a defect of ours: back to the queue, unless it was settled before the defect. */
  giveBackIfOpen(receipt: Receipt): void {
    try {
      this.requeue(receipt)
    } catch {
      // It was settled: nothing is open.
    }
  }

  async #retry(attempt: Attempt, outcome: RetryOutcome): Promise<Outcome> {
    const author = this.#parts.writer.now()
    const tries = triesAfter(attempt, outcome, author)
    const next = {
      error: outcome.error.text,
      startedAtMs: attempt.startedAtMs,
      endedAtMs: author.nowMs,
      delayMs: outcome.delayMs,
      tries,
    }
    const hasEntries = this.#parts.turns?.hasEntries(attempt)
    const message = retryMessage(attempt, next, hasEntries)
    const published = await this.#publish(message, attempt.delivery)
    if (published.kind === 'refused') return this.#fail(attempt, refusedRetry(outcome, published))
    if (published.kind === 'givenUp') return this.#handBack(attempt)
    const dueAtMs = author.nowMs + outcome.delayMs
    const record = retryingRecord(attempt, author, { error: outcome.error.text, dueAtMs, tries })
    const ttlMs = liveLifetime(attempt, author.nowMs, dueAtMs)
    if ((await this.#store(attempt, record, ttlMs, author)) === 'open') return this.#giveUp(attempt)
    if (attempt.place) await attempt.place.passOn(dueAtMs)
    this.#ack(attempt)
    return outcome
  }

  async #suspend(attempt: Attempt, outcome: SuspendedOutcome): Promise<Outcome> {
    const end = await this.#suspension.suspend(attempt, outcome)
    switch (end.kind) {
      case 'suspended':
        this.#ack(attempt)
        return outcome
      case 'overtaken':
        return this.#giveWay(attempt, OVERTAKEN)
      case 'failed':
        return this.#fail(attempt, end.outcome)
      case 'handBack':
        return this.#handBack(attempt)
      case 'open':
        return this.#giveUp(attempt)
    }
  }

  async #giveWay(attempt: Attempt, outcome: Outcome): Promise<Outcome> {
    if (attempt.place) await attempt.place.leaveDuplicate()
    this.#ack(attempt)
    return outcome
  }

  async #fail(attempt: Attempt, outcome: FailedOutcome): Promise<Outcome> {
    const { error, code, category } = outcome
    const { delivery, message } = attempt
    const record = failedRecord(attempt, this.#parts.writer.now(), outcome)
    const { jobId, enqueueTime, expires } = message
    const reason = { error, code, category, jobId, enqueueTime, expires }
    const { turns, deadLetters } = this.#parts
    const isKept = turns?.hasEntries(attempt) !== true || (await turns.keepForLetter(attempt))
    if (!isKept || !(await deadLetters.publish(delivery, reason))) return this.#handBack(attempt)
    return this.#end(attempt, outcome, () => record)
  }

  /** Steps 2 and 3 of a job that has ended. */
  async #end(
    attempt: Attempt,
    outcome: Outcome,
    toRecord: (author: RecordAuthor) => RecordDraft,
  ): Promise<Outcome> {
    if (this.endUntold(attempt)) return outcome
    const { delivery, policy } = attempt
    const { messageId } = delivery
    const author = this.#parts.writer.now()
    const record = toRecord(author)
    const stored = this.#store(attempt, record, policy.resultTtl, author)
    const addresses = addressesOf(attempt)
    const answered =
      addresses.length > 0 && this.#parts.replies.send(addresses, record, attempt.sent)
    const answer = await stored
    if (
      answer === 'taken' &&
      this.isChild(attempt) &&
      (await this.#parts.parents.tell(attempt, record)) === 'open'
    ) {
      return this.#giveUp(attempt)
    }
    // A reply waits for a lost connection, over which the broker hands the message out again.
    if (answer === 'taken') this.#parts.ended.note(messageId, endedAttempt(attempt))
    if (answer !== 'open') await answered
    if (answer === 'taken' && outcome.kind !== 'failed' && this.mustRetire(attempt)) {
      await this.#parts.turns?.retire(attempt)
    }
    if (answer !== 'open' && attempt.place) await attempt.place.leave()
    const end = { receipt: delivery, messageId, attempt: endedAttempt(attempt) }
    // The end of an attempt that was overtaken is not the end of its job.
    const isReleased =
      answer !== 'taken' || !isUnique(attempt) || (await this.#parts.unique.release(attempt))
    return this.acknowledgeEnd(end, isReleased ? answer : 'open') ? outcome : HANDED_BACK
  }

  async #handBack(attempt: Attempt): Promise<Outcome> {
    if (attempt.delivery.isStale) return HANDED_BACK
    const author = this.#parts.writer.now()
    const record = handedBackRecord(attempt, author)
    const ttlMs = liveLifetime(attempt, author.nowMs)
    await this.#parts.results.note({
      record: expiring(record, ttlMs, author),
      guard: 'own',
      ttlMs,
      isAnnounced: isAnnounced(attempt.delivery),
    })
    return this.#giveUp(attempt)
  }

  #giveUp({ delivery }: Attempt): Outcome {
    this.requeue(delivery)
    return HANDED_BACK
  }

  async #park(delivery: Delivery, reason: ParkReason): Promise<boolean> {
    const { deadLetters, parents } = this.#parts
    const isParked = await deadLetters.publish(delivery, reason)
    if (isParked && (await parents.tellOfParked(delivery, reason)) === 'told') {
      delivery.ack()
      return true
    }
    this.requeue(delivery)
    return false
  }

  async #publish(message: OutgoingMessage, delivery: Delivery): Promise<Published> {
    const packed = await packedLike(delivery, message)
    return this.#parts.publisher.publish(packed, () => delivery.isStale)
  }

  #store(
    attempt: Attempt,
    record: RecordDraft,
    ttlMs: Lifetime,
    author: RecordAuthor,
  ): Promise<EndAnswer> {
    return this.#parts.results.end(endOfAttempt(attempt, record, ttlMs, author))
  }

  #ack(attempt: Attempt): void {
    const { delivery } = attempt
    this.#parts.ended.note(delivery.messageId, endedAttempt(attempt))
    delivery.ack()
  }
}

const HANDED_BACK: Outcome = { kind: 'handBack' }
const OVERTAKEN: Outcome = { kind: 'overtaken' }
