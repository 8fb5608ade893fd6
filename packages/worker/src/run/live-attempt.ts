import type { Clock, Timer } from '@arq/core'
import { JobAborted, JobTimeout } from '@arq/core'

import type { Attempt } from './attempt.js'
import type { RunResult } from './outcome.js'
import type { RunContext } from './run-context.js'

/** How long a task or a hook may go on after its signal before the worker goes on without it. */
export const SIGNAL_GRACE_MS = 5000

/**
 * An attempt that has a slot. It exists before the first step (the record's start, hooks, the task) and until the last
 * one, so that a timeout, an abort or a stop of the worker reaches the attempt at every moment.
 *
 * Whoever runs the attempt awaits each step through this class, and looks at {@link stopped} between two steps.
 */
export class LiveAttempt {
  readonly attempt: Attempt
  readonly context: RunContext
  /** Where it is among those that run. */
  place = -1
  readonly #clock: Clock
  #stopped: RunResult | undefined
  #hasResult = false
  #isStuck = false
  /** The timeout while the task runs; after a signal, the grace time of the step under way. */
  #timer: Timer | undefined
  /** The grace time of all that is left, once the worker stops, or somebody waits for the end. */
  #lastGrace: Timer | undefined
  #isOverdue = false
  #isEndedFromInside = false
  #step: Step | undefined

  constructor(attempt: Attempt, context: RunContext, clock: Clock) {
    this.attempt = attempt
    this.context = context
    this.#clock = clock
    context.live = this
  }

  /** What the attempt comes to because it was told to stop; what its task still returns no longer counts. */
  get stopped(): RunResult | undefined {
    return this.#stopped
  }

  /**
   * Awaits a step of the worker's own, such as the record's start. A stop ends the wait at once: no code of the user's
   * runs that could make use of a grace time.
   * @returns `undefined` when the attempt was stopped first; the step then goes on by itself
   */
  ownStep<T>(work: Promise<T>): Promise<T | undefined> {
    return this.#await(work, false, asItIs)
  }

  /**
   * Awaits code of the user's. A stop gives it its signal, and {@link SIGNAL_GRACE_MS} to end.
   * @returns `undefined` when the grace time was over first; the code then goes on by itself
   */
  userStep<T>(work: Promise<T>): Promise<T | undefined> {
    return this.#await(work, true, asItIs)
  }

  /** Whether the task did not stop within the grace time after its signal. */
  get isStuck(): boolean {
    return this.#isStuck
  }

  /** Awaits the task, at most for its timeout and the grace time. */
  task(work: Promise<RunResult>): Promise<RunResult> {
    const { message, policy } = this.attempt
    const { timeoutMs } = policy
    this.#timer = this.#clock.setTimer(timeoutMs, () => {
      const error = new JobTimeout({ jobId: message.jobId, timeoutMs })
      this.#stop(error, { kind: 'threw', error })
    })
    return this.#await(work, true, (result) => {
      this.#isStuck = result === undefined && !this.#isEndedFromInside
      return this.#stopped ?? result ?? INTERRUPTED
    })
  }

  /**
   * The task has come to where this attempt ends, whatever it still does: nobody waits for it. After its run, and once it
   * was told to stop, this does nothing.
   */
  endWith(result: RunResult): void {
    if (this.#stopped || this.#hasResult) return
    this.#stopped = result
    this.#isEndedFromInside = true
    this.#step?.leave()
  }

  /** The run is over: what it came to stands, whoever asks for a stop from now on. */
  hasEnded(): void {
    this.#hasResult = true
  }

  /**
   * Somebody asked for the job to be stopped. After its run nothing is left to stop, but whoever asked takes a worker for
   * dead that does not say soon how the job has ended.
   */
  abort(): void {
    this.#stop(this.#abortError(), { kind: 'aborted' })
    if (this.#hasResult) this.#hurry()
  }

  /** The worker must stop: the job is to be run again elsewhere. All that is left has the grace time. */
  interrupt(): void {
    this.#stop(this.#abortError(), INTERRUPTED)
    this.#hurry()
  }

  #hurry(): void {
    this.#lastGrace ??= this.#clock.setTimer(SIGNAL_GRACE_MS, () => {
      this.#isOverdue = true
      this.#step?.leave()
    })
  }

  /** Nothing is awaited any more. */
  close(): void {
    this.context.end()
    this.#timer?.cancel()
    this.#lastGrace?.cancel()
  }

  #abortError(): JobAborted {
    return new JobAborted({ jobId: this.attempt.message.jobId })
  }

  #stop(reason: Error, result: RunResult): void {
    if (this.#stopped || this.#hasResult) return
    this.#stopped = result
    this.context.abort(reason)
    const step = this.#step
    if (!step) return
    if (!step.isUsers) {
      step.leave()
      return
    }
    this.#timer?.cancel()
    this.#timer = this.#clock.setTimer(SIGNAL_GRACE_MS, () => step.leave())
  }

  /** @param read makes what the caller is given; of `undefined` when the step is left before its work has ended */
  #await<T, R>(work: Promise<T>, isUsers: boolean, read: (value: T | undefined) => R): Promise<R> {
    return new Promise((resolve, reject) => {
      const leave = (value?: T): void => {
        if (this.#end(step)) resolve(read(value))
      }
      const step = new Step(leave, isUsers)
      this.#step = step
      work.then(leave, (error: unknown) => {
        // The step's own rejection is handed on as it is.
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors
        if (this.#end(step)) reject(error)
      })
      if (this.#isOverdue) leave()
    })
  }

  /** @returns not, when it was left before */
  #end(step: Step): boolean {
    if (this.#step !== step) return false
    this.#step = undefined
    this.#timer?.cancel()
    return true
  }
}

// A class: see `ReceivedAttempt`.
class Step {
  readonly leave: () => void
  readonly isUsers: boolean

  constructor(leave: () => void, isUsers: boolean) {
    this.leave = leave
    this.isUsers = isUsers
  }
}

const asItIs = <T>(value: T): T => value

const INTERRUPTED: RunResult = { kind: 'interrupted' }
