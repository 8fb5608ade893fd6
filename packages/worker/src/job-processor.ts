import { randomInt } from 'node:crypto'

import type { Clock, Delivery, Logger } from '@arq/core'
import { localizedMessage } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import { type Attempt, liveLifetime, newAttempt } from './attempt.js'
import type { Hooks } from './hooks.js'
import { type DeliveryReader, expiredError, type ReadJob, unservedDelay } from './intake.js'
import { inProgressRecord } from './job-records.js'
import type { JobReport } from './job-report.js'
import { messages } from './messages.js'
import { decideOutcome, finalFailure, type Outcome, type RunResult } from './outcome.js'
import { ProgressReports } from './progress-reports.js'
import type { ResultWriter } from './result-writer.js'
import { Run, SIGNAL_GRACE_MS } from './run.js'
import { type ContextSource, RunContext } from './run-context.js'
import type { RunPolicies } from './run-policy.js'
import type { Settler } from './settle.js'
import { Slots } from './slots.js'
import type { TaskRegistry } from './task-registry.js'
import type { WorkerCounts } from './worker-counts.js'

export interface JobProcessorParts {
  readonly tasks: TaskRegistry
  readonly policies: RunPolicies
  readonly reader: DeliveryReader
  readonly settler: Settler
  readonly results: ResultWriter
  readonly hooks: Hooks
  readonly context: ContextSource
  readonly clock: Clock
  readonly logger: Logger
  readonly counts: WorkerCounts
  readonly report: JobReport
  readonly concurrency: number
}

/** A job that waits for a slot. */
interface Admitted {
  readonly attempt: Attempt
  readonly job: ReadJob
}

/**
 * The way of a delivery through the worker:
 * read → refuse, defer or admit → slot → claim in the store → run → decide → settle.
 * A slot is free as soon as the run has ended; settling goes on beside the next job.
 */
export class JobProcessor {
  readonly #parts: JobProcessorParts
  readonly #slots: Slots<Admitted>
  readonly #runs = new Set<Run>()
  readonly #settling = new Set<Promise<void>>()
  readonly #progress: ProgressReports
  #isStopping = false

  constructor(parts: JobProcessorParts) {
    this.#parts = parts
    this.#slots = new Slots(parts.concurrency, (admitted) => this.#runInSlot(admitted))
    this.#progress = new ProgressReports(parts.clock, (attempt) => this.#writeProgress(attempt))
  }

  get running(): number {
    return this.#slots.running
  }

  /** Takes a delivery; what becomes of it is this class's business from now on. Never throws. */
  accept(delivery: Delivery): void {
    if (this.#isStopping) this.#parts.settler.requeue(delivery)
    else {
      const admitted = this.#admit(delivery)
      this.#track(admitted.catch((error: unknown) => this.#reportDefect(delivery, error)))
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

  /** Starts nothing further and hands back what has not been started. */
  quiet(): number {
    this.#isStopping = true
    const waiting = this.#slots.takeWaiting()
    for (const { attempt } of waiting) this.#parts.settler.requeue(attempt.delivery)
    this.#parts.counts.requeued += waiting.length
    return waiting.length
  }

  /** Tells every running job to stop; they are handed back. */
  interrupt(): void {
    for (const run of this.#runs) run.interrupt()
  }

  /** Resolves when nothing runs and everything is settled. */
  async idle(): Promise<void> {
    while (this.#settling.size > 0) await Promise.all(this.#settling)
  }

  async #admit(delivery: Delivery): Promise<void> {
    const { reader, clock, settler, counts } = this.#parts
    let job: ReadJob
    try {
      const read = reader.read(delivery, clock.now())
      job = read instanceof Promise ? await read : read
    } catch (error) {
      await this.#park(delivery, error)
      return
    }
    const nowMs = clock.now()
    const dueAtMs = unservedDelay(job.message, delivery, nowMs)
    if (dueAtMs !== undefined) {
      await settler.defer(delivery, job, dueAtMs)
      return
    }
    const attempt = this.#attemptOf(delivery, job)
    if (!attempt.task) await this.#refuse(attempt, job)
    else if (this.#isStopping) {
      counts.requeued += 1
      settler.requeue(delivery)
    } else this.#slots.add({ attempt, job })
  }

  #attemptOf(delivery: Delivery, { message }: ReadJob): Attempt {
    const { tasks, policies, clock } = this.#parts
    const task = tasks.find(message.function)
    const policy = task ? policies.of(task) : policies.fallback
    return newAttempt({ delivery, message, task, policy }, clock.now())
  }

  async #park(delivery: Delivery, error: unknown): Promise<void> {
    const isParked = await this.#parts.settler.parkUnreadable(delivery, error)
    this.#parts.report.unreadable(delivery, error, isParked)
  }

  /** A job whose task this worker does not have: it fails at once and takes no slot. */
  async #refuse(attempt: Attempt, job: ReadJob): Promise<void> {
    if (!(await this.#claim(attempt))) return
    const outcome = finalFailure(this.#parts.tasks.unknown(attempt.message.function))
    await this.#settle(attempt, job, outcome, this.#contextOf(attempt))
  }

  async #runInSlot({ attempt, job }: Admitted): Promise<void> {
    // The broker has given it to somebody else while it waited.
    if (attempt.delivery.isStale) return
    const end = this.#beginSettling()
    try {
      attempt.startedAtMs = this.#parts.clock.now()
      if (!(await this.#claim(attempt))) {
        end()
        return
      }
      const context = this.#contextOf(attempt)
      const result = await this.#runTask(attempt, context)
      // From here on beside the next job.
      void this.#decideAndSettle(attempt, job, result, context).finally(end)
    } catch (error) {
      this.#reportDefect(attempt.delivery, error)
      end()
    }
  }

  /** Whether this delivery is to be worked on; a duplicate is acknowledged here. */
  async #claim(attempt: Attempt): Promise<boolean> {
    const { results, settler, report, context, clock } = this.#parts
    const nowMs = clock.now()
    const record = inProgressRecord(attempt, { workerId: context.workerId, nowMs })
    const outcome = await results.start({
      record,
      guard: 'start',
      ttlMs: liveLifetime(attempt, nowMs),
    })
    // `stale`: a newer job has this id. This one is run all the same, and the store refuses what it would write.
    if (outcome !== 'final') return true
    report.duplicate(this.#contextOf(attempt).logger)
    settler.acknowledgeDuplicate(attempt.delivery)
    return false
  }

  async #runTask(attempt: Attempt, context: RunContext): Promise<RunResult> {
    const { hooks, clock, counts } = this.#parts
    const expired = expiredError(attempt.message, attempt.startedAtMs)
    if (expired) return { kind: 'threw', error: expired }
    await hooks.job('onJobStart', context)
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
    run.start()
    const result = await run.result
    this.#runs.delete(run)
    this.#progress.end(attempt)
    if (result.kind === 'returned') await hooks.job('onJobSuccess', context, result.value)
    if (result.kind === 'threw') await hooks.job('onJobFailure', context, result.error)
    await hooks.job('onJobEnd', context)
    return result
  }

  async #decideAndSettle(
    attempt: Attempt,
    job: ReadJob,
    result: RunResult,
    context: RunContext,
  ): Promise<void> {
    try {
      const outcome = this.#decide(attempt, result)
      await this.#settle(attempt, job, outcome, context)
      await this.#parts.hooks.job('afterJobEnd', context)
    } catch (error) {
      this.#reportDefect(attempt.delivery, error)
    }
  }

  #decide(attempt: Attempt, result: RunResult): Outcome {
    const random = randomInt(2 ** 30) / 2 ** 30
    try {
      return decideOutcome(result, {
        jobTry: attempt.message.jobTry,
        policy: attempt.policy,
        nowMs: this.#parts.clock.now(),
        random,
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
    { logger }: RunContext,
  ): Promise<void> {
    const { settler, report } = this.#parts
    const became = await settler.settle(attempt, job, outcome)
    report.settled(attempt, outcome, became, logger)
  }

  #writeProgress(attempt: Attempt): void {
    const { results, context, clock } = this.#parts
    const nowMs = clock.now()
    const record = inProgressRecord(attempt, { workerId: context.workerId, nowMs })
    const ttlMs = liveLifetime(attempt, nowMs)
    this.#track(results.note({ record, guard: 'own', ttlMs }))
  }

  #contextOf(attempt: Attempt): RunContext {
    return new RunContext(this.#parts.context, attempt, (reported) =>
      this.#progress.report(reported),
    )
  }

  /** Nothing of ours should ever throw here; if it does, the job goes back to the queue and somebody hears of it. */
  #reportDefect(delivery: Delivery, error: unknown): void {
    const jobId = delivery.correlationId
    this.#parts.logger.error(localizedMessage(error, 'en'), { error, jobId })
    this.#parts.settler.giveBackIfOpen(delivery)
  }

  #beginSettling(): () => void {
    let end: () => void = () => undefined
    const done = new Promise<void>((resolve) => (end = resolve))
    this.#track(done)
    return end
  }

  #track(work: Promise<void>): void {
    this.#settling.add(work)
    void work.finally(() => this.#settling.delete(work))
  }
}
