import type { Delivery, Subscription, Transport } from '@arq/core'
import { JobError } from '@arq/core'

import type { AttemptRunner } from '../attempt-runner.js'
import type { RawQueue } from '../raw-queue/consume-raw.js'
import type { Attempt } from '../run/attempt.js'
import { reportError } from '../run/error-report.js'
import { finalFailure, type Outcome, type RunResult } from '../run/outcome.js'
import type { RunContext } from '../run/run-context.js'
import type { WorkInHand } from '../settle/work-in-hand.js'
import { texts } from '../texts.js'
import type { RawHold } from './raw-hold.js'
import type { RawReader } from './raw-reader.js'
import type { RawReport } from './raw-report.js'
import type { RawSettler } from './raw-settler.js'

interface RawIntakeParts {
  readonly queue: RawQueue
  readonly transport: Transport
  readonly hold: RawHold
  readonly reader: RawReader
  readonly runner: AttemptRunner
  readonly decide: (attempt: Attempt, result: RunResult) => Outcome
  readonly settler: RawSettler
  readonly report: RawReport
  readonly work: WorkInHand
  /** `afterJobEnd`, where somebody wants to be called. */
  readonly afterEnd: ((context: RunContext) => Promise<void>) | undefined
}

/**
 * The way of a message of others through the worker: decode → run → settle, and between two runs of one message a wait
 * with the message in hand. Its prefetch is the number of messages that run at once, so that none waits for a slot.
 */
export class RawIntake {
  readonly #parts: RawIntakeParts
  #subscription: Subscription | undefined
  #opening: Promise<void> | undefined
  #inHand = 0
  #accepted = 0

  constructor(parts: RawIntakeParts) {
    this.#parts = parts
  }

  get queueName(): string {
    return this.#parts.queue.queueName
  }

  /** Messages that run at once. */
  get concurrency(): number {
    return this.#parts.queue.concurrency
  }

  /** Messages that run, or wait for their next run. */
  get inHand(): number {
    return this.#inHand
  }

  /** Those of {@link inHand} that wait. */
  get held(): number {
    return this.#parts.hold.size
  }

  /** Deliveries taken so far. */
  get accepted(): number {
    return this.#accepted
  }

  /** Whether one that waits is to run by then, in the clock's monotonic milliseconds. */
  isDueBy(endMs: number): boolean {
    return this.#parts.hold.isDueBy(endMs)
  }

  /** Consumes, unless it is paused. @throws QueueNotFound `ARQ_QUEUE_NOT_FOUND`, and what else the transport rejects with */
  async open(): Promise<void> {
    if (!this.#parts.hold.isOpen) return
    this.#opening = this.#consume()
    await this.#opening
  }

  /** Takes and starts nothing until {@link resume}; what runs goes on. */
  async pause(): Promise<void> {
    this.#parts.hold.startClosing()
    // Whoever opens it is told.
    await this.#opening?.catch(() => undefined)
    await this.#subscription?.close()
    this.#subscription = undefined
  }

  /** Without a consumer: what waits for its next run goes back to its queue. @returns how many those are */
  handBack(): number {
    return this.#parts.hold.close()
  }

  /** @throws what the transport rejects with */
  async resume(): Promise<void> {
    this.#parts.hold.open()
    await this.open()
  }

  /** Starts nothing from now on. */
  quiet(): void {
    this.#parts.hold.end()
  }

  /** Takes nothing more; what waits for its next run goes back to its queue, and what runs can still be settled. */
  async close(): Promise<void> {
    await this.#subscription?.close()
    this.handBack()
  }

  async #consume(): Promise<void> {
    const { transport, queue, hold } = this.#parts
    const { queueName, concurrency: prefetch } = queue
    const accept = (delivery: Delivery): void => this.#accept(delivery)
    const subscription = await transport.consume(queueName, { kind: 'foreign', prefetch }, accept)
    // A stop, or a pause, did not wait for the broker's answer.
    if (hold.isOpen) this.#subscription = subscription
    else await subscription.close()
  }

  #accept(delivery: Delivery): void {
    const { work } = this.#parts
    this.#inHand += 1
    this.#accepted += 1
    const done = this.#process(delivery).finally(() => (this.#inHand -= 1))
    work.track(done, delivery)
  }

  async #process(delivery: Delivery): Promise<void> {
    const { reader, hold } = this.#parts
    if (!(await hold.mayStay())) {
      this.#handBack(delivery)
      return
    }
    if (this.#isPoison(delivery)) return this.#condemn(delivery)
    let message
    try {
      message = await reader.read(delivery)
    } catch (error) {
      return this.#park(delivery, error)
    }
    for (let jobTry = 1; await hold.mayRun(); jobTry += 1) {
      const waitMs = await this.#run(reader.attempt(delivery, message, jobTry))
      if (waitMs === undefined) return
      await hold.wait(waitMs)
    }
    this.#handBack(delivery)
  }

  /** @returns how long it waits for its next run; `undefined`: it is settled, or somebody else's */
  async #run(attempt: Attempt): Promise<number | undefined> {
    const { runner, decide, report } = this.#parts
    const end = await runner.run(attempt)
    if (end.kind !== 'ran') return undefined
    const outcome = decide(attempt, end.result)
    if (outcome.kind === 'retry') {
      report.settled(attempt, outcome, end.context)
      return outcome.delayMs
    }
    await this.#settle(attempt, outcome, end.context)
    return undefined
  }

  async #settle(
    attempt: Attempt,
    outcome: Exclude<Outcome, { kind: 'retry' }>,
    context: RunContext,
  ): Promise<void> {
    const { settler, report, afterEnd } = this.#parts
    const settled = await settler.settle(attempt, outcome)
    report.settled(attempt, settled, context)
    await afterEnd?.(context)
  }

  #handBack(delivery: Delivery): void {
    this.#parts.report.requeued()
    this.#parts.settler.handBack(delivery)
  }

  #isPoison({ foreign }: Delivery): boolean {
    const { maxDeliveries } = this.#parts.queue
    return maxDeliveries > 0 && (foreign?.returns ?? 0) >= maxDeliveries
  }

  async #condemn(delivery: Delivery): Promise<void> {
    const { reader, runner } = this.#parts
    const attempt = reader.attempt(delivery, reader.message(delivery), 1)
    const { jobId } = attempt.message
    const returns = delivery.foreign?.returns ?? 0
    const error = new JobError({
      code: 'ARQ_JOB_SUSPECTED_POISON',
      text: texts.rawCameBack({ jobId, returns }),
      details: { jobId, returns },
    })
    await this.#settle(attempt, finalFailure(error), runner.contextOf(attempt))
  }

  async #park(delivery: Delivery, error: unknown): Promise<void> {
    const { settler, report } = this.#parts
    const isParked = await settler.deadLetter(delivery, {
      error: reportError(error),
      code: 'ARQ_DECODE_FAILED',
      category: 'non_retriable',
      jobId: delivery.messageId ?? 'unknown',
      enqueueTime: undefined,
    })
    report.undecodable(delivery, error, isParked)
  }
}
