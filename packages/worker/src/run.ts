import type { Clock, JobContext, Timer } from '@arq/core'
import { JobAborted, JobTimeout, SerializationError } from '@arq/core'
import { bindArguments, coreMessages, findJsonProblem } from '@arq/core/internal'

import type { Attempt } from './attempt.js'
import type { RunResult } from './outcome.js'
import type { RunContext } from './run-context.js'

/** How long a task may go on after its signal before its slot is given to another job. */
export const SIGNAL_GRACE_MS = 5000

interface RunOptions {
  readonly attempt: Attempt
  readonly context: RunContext
  readonly clock: Clock
  /** The task did not stop within the grace time after its signal; it goes on, and its result is dropped. */
  readonly onAbandoned: () => void
}

/** One run of one task: timeout, abort, interruption. */
export class Run {
  readonly attempt: Attempt
  readonly context: RunContext
  readonly #options: RunOptions
  #resolve: (result: RunResult) => void = () => undefined
  #timer: Timer | undefined
  /** Set once the run was told to stop: what the task still returns no longer counts. */
  #stoppedAs: RunResult | undefined

  constructor(options: RunOptions) {
    this.#options = options
    this.attempt = options.attempt
    this.context = options.context
  }

  /**
   * Calls the task. Resolves when it has ended, or when it was told to stop and the grace time is over. Never rejects.
   */
  start(): Promise<RunResult> {
    const { attempt, clock } = this.#options
    const { timeoutMs } = attempt.policy
    const { jobId } = attempt.message
    return new Promise((resolve) => {
      this.#resolve = resolve
      this.#timer = clock.setTimer(timeoutMs, () => {
        const error = new JobTimeout({ jobId, timeoutMs })
        this.#stop(error, { kind: 'threw', error })
      })
      void this.#call().then((result) => this.#finish(this.#stoppedAs ?? result))
    })
  }

  /** Somebody asked for the job to be stopped. */
  abort(): void {
    this.#stop(new JobAborted({ jobId: this.attempt.message.jobId }), { kind: 'aborted' })
  }

  /** The worker must stop: the job is to be run again elsewhere. */
  interrupt(): void {
    this.#stop(new JobAborted({ jobId: this.attempt.message.jobId }), { kind: 'interrupted' })
  }

  async #call(): Promise<RunResult> {
    const { attempt, context } = this.#options
    const { task, message } = attempt
    if (!task) throw new Error('a run needs a task')
    try {
      const parameters = bindArguments(task, message)
      // The task's own parameter types were checked by its schema, or are the caller's word.
      const run = task.run as (ctx: JobContext<object>, ...args: unknown[]) => unknown
      const value = await run(context, ...parameters)
      assertCarried(value, message.function)
      return { kind: 'returned', value }
    } catch (error) {
      return { kind: 'threw', error }
    }
  }

  #stop(reason: Error, result: RunResult): void {
    if (this.#stoppedAs) return
    this.#stoppedAs = result
    this.#timer?.cancel()
    this.#timer = this.#options.clock.setTimer(SIGNAL_GRACE_MS, () => {
      this.#options.onAbandoned()
      this.#finish(result)
    })
    this.context.abort(reason)
  }

  #finish(result: RunResult): void {
    this.#timer?.cancel()
    this.#resolve(result)
  }
}

/** A result that cannot be stored, as JSON whatever the codec, fails the job: nobody could ever read it. */
function assertCarried(value: unknown, task: string): void {
  if (value === undefined) return
  const problem = findJsonProblem(value, 'result')
  if (!problem) return
  throw new SerializationError({
    code: 'ARQ_ENCODE_FAILED',
    text: coreMessages.encodeFailed({ subject: `The result of ${task}`, ...problem }),
    details: { task, ...problem },
  })
}
