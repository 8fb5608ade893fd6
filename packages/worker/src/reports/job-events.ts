import type { Clock, EnqueueEvent, JobEvent, JobUsage, WorkerEventJob } from '@arq/core'
import { DUE_HEADER, eventError, type EventSink, parseInstant } from '@arq/core/internal'

import type { Attempt } from '../run/attempt.js'
import type { FailedOutcome, RetryOutcome } from '../run/outcome.js'

interface JobEventsParts {
  readonly hub: EventSink<JobEvent | EnqueueEvent>
  readonly workerId: string
  readonly clock: Clock
}

/** A run that has ended, as its events tell of it. */
export type EndedRun = WorkerEventJob & { readonly durationMs: number | undefined }

/** Tells what happens to jobs as events. Nothing is made of an attempt when nobody hears it. */
export class JobEvents {
  readonly #parts: JobEventsParts

  constructor(parts: JobEventsParts) {
    this.#parts = parts
  }

  started(attempt: Attempt): void {
    const { hub } = this.#parts
    if (!hub.hears('jobStarted')) return
    const dueAtMs = attempt.delivery.headers[DUE_HEADER]
    const isDelayed = typeof dueAtMs === 'number'
    const sinceMs = isDelayed ? dueAtMs : enqueuedAtMs(attempt)
    // Clocks of two machines differ: nothing waits for less than no time.
    const waitMs = sinceMs === undefined ? undefined : Math.max(0, attempt.startedAtMs - sinceMs)
    hub.emit({ type: 'jobStarted', ...this.#jobOf(attempt), waitMs, isDelayed })
  }

  progressed(attempt: Attempt): void {
    const { hub } = this.#parts
    if (!hub.hears('jobProgress')) return
    hub.emit({ type: 'jobProgress', ...this.#jobOf(attempt), progress: attempt.progress })
  }

  used(attempt: Attempt, amounts: JobUsage): void {
    const { hub } = this.#parts
    if (hub.hears('jobUsed')) hub.emit({ type: 'jobUsed', ...this.#jobOf(attempt), amounts })
  }

  /** For {@link completed} or {@link handedBack}, once it is settled; `undefined` when nobody hears either. */
  endedRun(attempt: Attempt): EndedRun | undefined {
    const { hub } = this.#parts
    return hub.hears('jobCompleted') || hub.hears('jobHandedBack')
      ? this.#endedRun(attempt)
      : undefined
  }

  completed(run: EndedRun): void {
    this.#parts.hub.emit({ type: 'jobCompleted', ...run })
  }

  handedBack(run: EndedRun): void {
    this.#parts.hub.emit({ type: 'jobHandedBack', ...run })
  }

  retried(attempt: Attempt, { delayMs, isAskedFor, error }: RetryOutcome): void {
    const { hub } = this.#parts
    if (!hub.hears('jobRetried')) return
    const { name, message, code } = error
    const said = { ...this.#endedRun(attempt), delayMs, isAskedFor, error: { name, message, code } }
    hub.emit({ type: 'jobRetried', ...said })
  }

  failed(attempt: Attempt, { error, code, category }: FailedOutcome, dlqName: string): void {
    const { hub } = this.#parts
    if (!hub.hears('jobFailed')) return
    const { name, message } = error
    const said = { ...this.#endedRun(attempt), category, dlqName, error: { name, message, code } }
    hub.emit({ type: 'jobFailed', ...said })
  }

  suspended(attempt: Attempt, untilMs: number): void {
    const { hub } = this.#parts
    if (!hub.hears('jobSuspended')) return
    hub.emit({ type: 'jobSuspended', ...this.#endedRun(attempt), untilMs })
  }

  aborted(attempt: Attempt): void {
    const { hub } = this.#parts
    if (hub.hears('jobAborted')) hub.emit({ type: 'jobAborted', ...this.#endedRun(attempt) })
  }

  interrupted(attempt: Attempt): void {
    this.#tell('jobInterrupted', attempt)
  }

  stuck(attempt: Attempt): void {
    this.#tell('jobStuck', attempt)
  }

  stuckEnded(attempt: Attempt, durationMs: number): void {
    const { hub } = this.#parts
    if (!hub.hears('jobStuckEnded')) return
    hub.emit({ type: 'jobStuckEnded', ...this.#jobOf(attempt), durationMs })
  }

  duplicate(attempt: Attempt, what: 'run' | 'delivery'): void {
    const { hub } = this.#parts
    if (hub.hears('jobDuplicate')) {
      hub.emit({ type: 'jobDuplicate', ...this.#jobOf(attempt), what })
    }
  }

  awaitsTask(attempt: Attempt): void {
    this.#tell('jobAwaitsTask', attempt)
  }

  awaitsKey(attempt: Attempt, keyId: string, waitedMs: number): void {
    const { hub } = this.#parts
    if (!hub.hears('jobAwaitsKey')) return
    hub.emit({ type: 'jobAwaitsKey', ...this.#jobOf(attempt), keyId, waitedMs })
  }

  awaitsPayload(attempt: Attempt, waitedMs: number, thrown: unknown): void {
    const { hub } = this.#parts
    if (!hub.hears('jobAwaitsPayload')) return
    const error = eventError(thrown)
    hub.emit({ type: 'jobAwaitsPayload', ...this.#jobOf(attempt), waitedMs, error })
  }

  cameHome(attempt: Attempt): void {
    this.#tell('jobCameHome', attempt)
  }

  /** A message that is no job. */
  parked(queueName: string, dlqName: string, thrown: unknown): void {
    const { hub, workerId } = this.#parts
    if (!hub.hears('messageParked')) return
    const error = eventError(thrown)
    hub.emit({ type: 'messageParked', workerId, queueName, dlqName, error })
  }

  #tell(
    type: 'jobInterrupted' | 'jobStuck' | 'jobAwaitsTask' | 'jobCameHome',
    attempt: Attempt,
  ): void {
    const { hub } = this.#parts
    if (hub.hears(type)) hub.emit({ type, ...this.#jobOf(attempt) })
  }

  #jobOf({ message, delivery, task }: Attempt): WorkerEventJob {
    return {
      jobId: message.jobId,
      task: message.function,
      queueName: delivery.queueName,
      jobTry: message.jobTry,
      workerId: this.#parts.workerId,
      isTaskKnown: task !== undefined,
    }
  }

  #endedRun(attempt: Attempt): EndedRun {
    return { ...this.#jobOf(attempt), durationMs: attempt.ranMs }
  }
}

/** Of a later try nobody knows when it was sent. */
const enqueuedAtMs = ({ message, delivery }: Attempt): number | undefined =>
  message.jobTry === 1 && !delivery.redelivered ? parseInstant(message.enqueueTime) : undefined
