import { randomInt } from 'node:crypto'

import type { Delivery, Logger } from '@arq/core'
import { localizedMessage } from '@arq/core'
import { renderMessage, WorkUnderWay } from '@arq/core/internal'

import { Admission, type AdmissionParts } from './admission.js'
import type { Attempt } from './attempt.js'
import type { Hooks } from './hooks.js'
import { expiredError, type ReadJob } from './intake.js'
import { messages } from './messages.js'
import { decideOutcome, finalFailure, type Outcome, type RunResult } from './outcome.js'
import type { Backlog } from './queue-intake.js'
import type { ResultWriter } from './result-writer.js'
import { Run, SIGNAL_GRACE_MS } from './run.js'
import { type ContextSource, RunContext } from './run-context.js'
import { Slots } from './slots.js'
import { UnderWayRecords } from './under-way-records.js'
import type { WorkerCounts } from './worker-counts.js'
import type { WorkerQueue } from './worker-queues.js'

export interface JobProcessorParts extends AdmissionParts {
  readonly results: ResultWriter
  readonly hooks: Hooks
  readonly context: ContextSource
  readonly logger: Logger
  readonly counts: WorkerCounts
  readonly queues: readonly WorkerQueue[]
  /** Jobs that run at once, over all queues. */
  readonly concurrency: number
}

/** A job that waits for a slot. */
interface Admitted {
  readonly attempt: Attempt
  readonly job: ReadJob
}

/** A run that is over. */
interface Finished {
  readonly result: RunResult
  readonly context: RunContext
}

/**
 * The way of a delivery through the worker:
 * read → refuse, defer or admit → slot → claim in the store → run → decide → settle.
 * A slot is free as soon as the run has ended; settling goes on beside the next job.
 */
export class JobProcessor {
  readonly #parts: JobProcessorParts
  readonly #admission: Admission
  readonly #slots: Slots<Admitted>
  readonly #runs = new Set<Run>()
  readonly #underWay = new WorkUnderWay()
  readonly #records: UnderWayRecords
  #isStopping = false

  constructor(parts: JobProcessorParts) {
    this.#parts = parts
    this.#admission = new Admission(parts, {
      onAdmitted: (attempt, job) => this.#admit(attempt, job),
      onRefused: (attempt, job, error) => this.#refuse(attempt, job, error),
      track: (work, delivery) => this.#track(work, delivery),
    })
    this.#slots = new Slots(parts.concurrency, parts.queues, (admitted) => {
      this.#track(this.#process(admitted), admitted.attempt.delivery)
    })
    this.#records = new UnderWayRecords({
      results: parts.results,
      clock: parts.clock,
      workerId: parts.context.workerId,
      onWrite: (written, { delivery }) => this.#track(written, delivery),
    })
  }

  get running(): number {
    return this.#slots.running
  }

  /** Takes a delivery; what becomes of it is this class's business from now on. Never throws. */
  accept(delivery: Delivery): void {
    try {
      if (this.#isStopping) this.#parts.settler.requeue(delivery)
      else this.#admission.take(delivery)
    } catch (error) {
      this.#reportDefect(delivery, error)
    }
  }

  /** Stops what runs of this job, if its enqueue time fits. */
  abort(jobId: string, enqueueTime: unknown): void {
    for (const run of this.#runs) {
      const { message } = run.attempt
      if (message.jobId !== jobId) continue
      if (typeof enqueueTime === 'string' && enqueueTime !== message.enqueueTime) continue
      run.abort()
    }
  }

  /** What waits of a queue, and what was started. */
  backlog(queueName: string): Backlog {
    const { oldest, started } = this.#slots.lane(queueName)
    return { oldestSinceMs: oldest?.attempt.startedAtMs, started }
  }

  /** Takes what waits of a queue out of the line; what it returns hands it back, and says how many they are. */
  withdraw(queueName: string): () => number {
    const waiting = this.#slots.lane(queueName).takeAll()
    return () => {
      this.#requeueAll(waiting)
      this.#parts.counts.waitedTooLong += waiting.length
      return waiting.length
    }
  }

  /** Starts nothing further and hands back what has not been started. */
  quiet(): number {
    this.#isStopping = true
    const waiting = this.#slots.takeWaiting()
    this.#requeueAll(waiting)
    this.#parts.counts.requeued += waiting.length
    return waiting.length
  }

  /** Tells every running job to stop; they are handed back. */
  interrupt(): void {
    for (const run of this.#runs) run.interrupt()
  }

  /** Resolves when nothing runs and everything is settled. */
  idle(): Promise<void> {
    return this.#underWay.idle()
  }

  #requeueAll(waiting: readonly Admitted[]): void {
    for (const { attempt } of waiting) this.#parts.settler.requeue(attempt.delivery)
  }

  #admit(attempt: Attempt, job: ReadJob): void {
    if (this.#isStopping) {
      this.#parts.counts.requeued += 1
      this.#parts.settler.requeue(attempt.delivery)
    } else this.#slots.add(attempt.delivery.queueName, { attempt, job })
  }

  /** A job that this worker can never run: it fails at once and takes no slot. */
  async #refuse(attempt: Attempt, job: ReadJob, error: Error): Promise<void> {
    if (!(await this.#claim(attempt))) return
    await this.#settle(attempt, job, finalFailure(error), this.#contextOf(attempt))
  }

  /** From the slot to the end of the job. The slot is free as soon as the run is over; settling goes on beside the next. */
  async #process({ attempt, job }: Admitted): Promise<void> {
    let finished: Finished | undefined
    try {
      finished = await this.#runInSlot(attempt)
    } finally {
      this.#slots.free(attempt.delivery.queueName)
    }
    if (!finished) return
    const { result, context } = finished
    const { hooks } = this.#parts
    await this.#settle(attempt, job, this.#decide(attempt, result), context)
    if (hooks.has('afterJobEnd')) await hooks.job('afterJobEnd', context)
  }

  /** @returns `undefined` when there was nothing to run */
  async #runInSlot(attempt: Attempt): Promise<Finished | undefined> {
    const { clock, results } = this.#parts
    // The broker has given it to somebody else while it waited.
    if (attempt.delivery.isStale) return undefined
    attempt.startedAtMs = clock.now()
    try {
      if (results.isKept && !(await this.#claim(attempt))) return undefined
      this.#records.began(attempt)
      const context = this.#contextOf(attempt)
      return { result: await this.#runTask(attempt, context), context }
    } finally {
      this.#records.ended(attempt)
    }
  }

  /** Whether this delivery is to be worked on; a duplicate is acknowledged here. */
  async #claim(attempt: Attempt): Promise<boolean> {
    // `stale`: a newer job has this id. This one is run all the same, and the store refuses what it would write.
    const outcome = await this.#records.claim(attempt)
    const { settler, report } = this.#parts
    if (outcome === 'repeated') report.duplicateRun(attempt, this.#contextOf(attempt).logger)
    if (outcome !== 'final') return true
    report.duplicateDelivery(this.#contextOf(attempt).logger)
    settler.acknowledgeDuplicate(attempt.delivery)
    return false
  }

  async #runTask(attempt: Attempt, context: RunContext): Promise<RunResult> {
    const { hooks, clock, counts } = this.#parts
    const expired = expiredError(attempt.message, attempt.startedAtMs)
    if (expired) return { kind: 'threw', error: expired }
    if (hooks.has('onJobStart')) await hooks.job('onJobStart', context)
    const run = new Run({
      attempt,
      context,
      clock,
      onAbandoned: () => {
        counts.abandoned += 1
        const seconds = SIGNAL_GRACE_MS / 1000
        context.logger.warn(renderMessage(messages.stillRunning({ seconds })))
      },
    })
    this.#runs.add(run)
    const result = await run.start()
    this.#runs.delete(run)
    if (hooks.hasEndHooks) await this.#callEndHooks(result, context)
    return result
  }

  async #callEndHooks(result: RunResult, context: RunContext): Promise<void> {
    const { hooks } = this.#parts
    const { kind } = result
    if (kind === 'returned') await hooks.job('onJobSuccess', context, result.value)
    if (kind === 'threw') await hooks.job('onJobFailure', context, result.error)
    await hooks.job('onJobEnd', context)
  }

  #decide(attempt: Attempt, result: RunResult): Outcome {
    try {
      return decideOutcome(result, {
        jobTry: attempt.message.jobTry,
        policy: attempt.policy,
        canDelay: this.#parts.canDelay,
        nowMs: this.#parts.clock.now(),
        random: () => randomInt(2 ** 30) / 2 ** 30,
      })
    } catch (error) {
      // `retryIf` threw, or a Retry names no valid delay.
      return finalFailure(error)
    }
  }

  async #settle(
    attempt: Attempt,
    job: ReadJob,
    outcome: Outcome,
    context: RunContext,
  ): Promise<void> {
    const { settler, report } = this.#parts
    report.settled(attempt, await settler.settle(attempt, job, outcome), context)
  }

  #contextOf(attempt: Attempt): RunContext {
    return new RunContext(this.#parts.context, attempt, (reported) =>
      this.#records.progressed(reported),
    )
  }

  /** Nothing of ours should ever throw here; if it does, the job goes back to the queue and somebody hears of it. */
  #reportDefect(delivery: Delivery, error: unknown): void {
    const jobId = delivery.correlationId
    this.#parts.logger.error(localizedMessage(error, 'en'), { error, jobId })
    this.#parts.settler.giveBackIfOpen(delivery)
  }

  #track(work: Promise<void>, delivery: Delivery): void {
    this.#underWay.begin()
    work.then(
      () => this.#underWay.end(),
      (error: unknown) => {
        this.#reportDefect(delivery, error)
        this.#underWay.end()
      },
    )
  }
}
