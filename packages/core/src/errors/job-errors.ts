import { renderText, verbatim } from '../texts/text.js'
import type { Duration } from '../time/duration.js'
import { ArqError, type ArqErrorOptions } from './arq-error.js'
import { errorTexts } from './error-texts.js'
import type { GivenIssue } from './settings-errors.js'
import { setUnprinted } from './unprinted-property.js'

/** Something about one job. */
export class JobError extends ArqError {}

/**
 * Thrown by a task to be run again: a signal, arq's name. The attempt is spent, so `maxRetries` still ends it.
 *
 * @example
 * ```ts
 * if (response.status === 429) throw new Retry({ defer: '30s' })
 * ```
 */
export class Retry extends JobError {
  /** Wait this long; `0` is at once; absent means the task's back-off. */
  readonly defer: Duration | undefined

  constructor({ defer, cause }: { readonly defer?: Duration; readonly cause?: unknown } = {}) {
    super({ code: 'ARQ_JOB_RETRY', text: errorTexts.jobRetry(), details: { defer }, cause })
    this.defer = defer
  }
}

interface AboutJob {
  readonly jobId: string
}

/** The result store knows no such job: `ARQ_JOB_NOT_FOUND`. */
export class JobNotFound extends JobError {
  constructor({ jobId }: AboutJob) {
    super({
      code: 'ARQ_JOB_NOT_FOUND',
      text: errorTexts.jobNotFound({ jobId }),
      details: { jobId },
    })
  }
}

/**
 * The id is taken by another enqueue that has been sending for longer than its lease: `ARQ_JOB_EXISTS`. Where it is known
 * that a job of that id exists, `enqueueJob` gives `null` in place of an error.
 */
export class JobAlreadyExists extends JobError {
  constructor({ jobId, waitedMs }: AboutJob & { readonly waitedMs: number }) {
    super({
      code: 'ARQ_JOB_EXISTS',
      text: errorTexts.jobExists({ jobId, seconds: waitedMs / 1000 }),
      details: { jobId, waitedMs },
    })
  }
}

/** The job ran longer than its timeout: `ARQ_JOB_TIMEOUT`. */
export class JobTimeout extends JobError {
  constructor({ jobId, timeoutMs }: AboutJob & { readonly timeoutMs: number }) {
    super({
      code: 'ARQ_JOB_TIMEOUT',
      text: errorTexts.jobTimeout({ jobId, seconds: timeoutMs / 1000 }),
      details: { jobId, timeoutMs },
    })
  }
}

/**
 * A job has waited for a signal until its time was up: `ARQ_SIGNAL_TIMEOUT`. Thrown by `ctx.waitFor`; catch it to go on
 * without an answer. Every later try of the job is told the same.
 */
export class SignalTimeout extends JobError {
  /** What it waited for. */
  readonly signal: string

  constructor(options: AboutJob & { readonly signal: string; readonly timeoutMs: number }) {
    const { jobId, signal, timeoutMs } = options
    super({
      code: 'ARQ_SIGNAL_TIMEOUT',
      text: errorTexts.signalTimeout({ jobId, signal, seconds: timeoutMs / 1000 }),
      details: { jobId, signal, timeoutMs },
    })
    this.signal = signal
  }
}

/** The job was aborted on request: `ARQ_JOB_ABORTED`. */
export class JobAborted extends JobError {
  constructor({ jobId }: AboutJob) {
    super({ code: 'ARQ_JOB_ABORTED', text: errorTexts.jobAborted({ jobId }), details: { jobId } })
  }
}

export interface AbortTimeoutOptions {
  readonly jobId: string
  readonly timeoutMs: number
  /** Where the job stood then; `undefined` without a result store. */
  readonly status: string | undefined
  /** Why no signal has left, if none could: the broker was away, for instance. */
  readonly cause?: unknown
}

/** It is not known in time whether a job was aborted: `ARQ_ABORT_TIMEOUT`. It may go on. */
export class AbortTimeout extends JobError {
  constructor({ jobId, timeoutMs, status, cause }: AbortTimeoutOptions) {
    const seconds = timeoutMs / 1000
    super({
      code: 'ARQ_ABORT_TIMEOUT',
      text:
        status === undefined
          ? errorTexts.abortUnanswered({ jobId, seconds })
          : errorTexts.abortTimeout({ jobId, seconds, status }),
      details: { jobId, timeoutMs, status },
      cause,
    })
  }
}

/** The job was not started before its expiry: `ARQ_JOB_EXPIRED`. */
export class JobExpired extends JobError {
  constructor({ jobId, expires }: AboutJob & { readonly expires: string }) {
    super({
      code: 'ARQ_JOB_EXPIRED',
      text: errorTexts.jobExpired({ jobId, expires }),
      details: { jobId, expires },
    })
  }
}

/** A job of a flow cannot go on, since one of its children has failed or was aborted: `ARQ_JOB_CHILD_FAILED`. */
export class ChildFailed extends JobError {
  constructor({ jobId, childId, error }: ChildFailedOptions) {
    super({
      code: 'ARQ_JOB_CHILD_FAILED',
      text:
        error === undefined
          ? errorTexts.childFailed({ jobId, childId })
          : errorTexts.childFailedOf({ jobId, childId, error }),
      details: { jobId, childId },
    })
  }
}

export interface ChildFailedOptions {
  readonly jobId: string
  /** The child that has not completed. */
  readonly childId: string
  /** What it failed of, in words. */
  readonly error?: string | undefined
}

/** Worker processes died while they ran the job, the last one while it ran nothing else: `ARQ_JOB_SUSPECTED_POISON`. */
export class SuspectedPoison extends JobError {
  constructor({ jobId, crashes }: AboutJob & { readonly crashes: number }) {
    super({
      code: 'ARQ_JOB_SUSPECTED_POISON',
      text: errorTexts.suspectedPoison({ jobId, crashes }),
      details: { jobId, crashes },
    })
  }
}

/** The thread in which the task ran died; other jobs go on: `ARQ_JOB_THREAD_CRASHED`. `cause` is what Node said. */
export class ThreadCrashed extends JobError {
  constructor({ jobId, reason, cause }: AboutJob & { reason: string; cause?: unknown }) {
    super({
      code: 'ARQ_JOB_THREAD_CRASHED',
      text: errorTexts.threadCrashed({ jobId, reason }),
      details: { jobId, reason },
      cause,
    })
  }
}

/** What is left of an error that was thrown in another process. */
export interface RemoteError {
  /** Class name there, for example `TypeError` or Python's `ValueError`. */
  readonly name: string
  readonly message: string
  /** One of our codes, where the worker was ours. */
  readonly code?: string | undefined
  readonly stack?: string | undefined
}

/** The task threw. `original` is the error as it was in the worker: `ARQ_JOB_FAILED`. */
export class JobFailed extends JobError {
  readonly original: RemoteError

  constructor({ jobId, original }: AboutJob & { readonly original: RemoteError }) {
    const error = `${original.name}: ${original.message}`
    super({
      code: 'ARQ_JOB_FAILED',
      text: errorTexts.jobFailed({ jobId, error }),
      details: { jobId, original },
    })
    this.original = original
  }
}

/**
 * A step failed earlier in this try of the job, and its error is thrown once more: `ARQ_STEP_FAILED`. `original` is the
 * error as it was then.
 */
export class StepFailed extends JobError {
  readonly original: RemoteError
  readonly #isRetryable: boolean

  constructor({ jobId, step, original, retryable }: AboutJob & StepFailedOptions) {
    const error = `${original.name}: ${original.message}`
    super({
      code: 'ARQ_STEP_FAILED',
      text: errorTexts.stepFailed({ step, error }),
      details: { jobId, step, original },
    })
    this.original = original
    this.#isRetryable = retryable
  }

  /** As the error was, when it was thrown. */
  override get retryable(): boolean {
    return this.#isRetryable
  }
}

export interface StepFailedOptions {
  /** With its number. */
  readonly step: string
  readonly original: RemoteError
  /** Whether the error may go away by itself. */
  readonly retryable: boolean
}

/** The last permitted run failed too; `cause` is its error: `ARQ_MAX_RETRIES_EXCEEDED`. */
export class MaxRetriesExceeded extends JobError {
  constructor({ runs, lastError, cause }: MaxRetriesExceededOptions) {
    super({
      code: 'ARQ_MAX_RETRIES_EXCEEDED',
      text: errorTexts.maxRetriesExceeded({ runs, lastError }),
      details: { runs },
      cause,
    })
  }
}

export interface MaxRetriesExceededOptions {
  /** How often the job ran. */
  readonly runs: number
  /** The last error in words. */
  readonly lastError: string
  readonly cause?: unknown
}

/**
 * The job has ended and its result is not kept (`ARQ_RESULT_NOT_FOUND`), or did not fit into a message
 * (`ARQ_RESULT_TOO_LARGE`). Its subclass {@link ResultTimeout}: not yet.
 */
export class ResultNotFound extends JobError {
  constructor(options: AboutJob | ArqErrorOptions) {
    super(
      'code' in options
        ? options
        : {
            code: 'ARQ_RESULT_NOT_FOUND',
            text: errorTexts.resultNotFound({ jobId: options.jobId }),
            details: { jobId: options.jobId },
          },
    )
  }
}

/** Nothing yet when the caller's time was up: `ARQ_RESULT_TIMEOUT`. The job goes on. */
export class ResultTimeout extends ResultNotFound {
  constructor(options: AboutJob & { readonly timeoutMs: number; readonly status: string }) {
    const { jobId, timeoutMs, status } = options
    super({
      code: 'ARQ_RESULT_TIMEOUT',
      text: errorTexts.resultTimeout({ jobId, seconds: timeoutMs / 1000, status }),
      details: { jobId, timeoutMs, status },
    })
  }
}

export interface ArgumentIssue {
  /** Where, for example `args[1].widths[0]`. */
  readonly path: string
  readonly message: string
}

/** Arguments that do not fit the task: `ARQ_INVALID_ARGUMENTS`. Never retried. */
export class InvalidArguments extends JobError {
  declare readonly issues: readonly ArgumentIssue[]

  constructor(options: { readonly task: string; readonly issues: readonly GivenIssue[] }) {
    const { task } = options
    const problems = options.issues.map((issue) =>
      errorTexts.keyWrong({
        path: issue.path,
        problem: issue.text ?? verbatim('message' in issue ? issue.message : ''),
      }),
    )
    const issues = options.issues.map((issue): ArgumentIssue => ({
      path: issue.path,
      message: 'message' in issue ? issue.message : renderText(issue.text),
    }))
    super({
      code: 'ARQ_INVALID_ARGUMENTS',
      text: errorTexts.invalidArguments({ task, problems }),
      details: { task, issues },
    })
    setUnprinted(this, 'issues', issues)
  }
}

/** The worker has no task of that name: `ARQ_UNKNOWN_FUNCTION`. `details.known` lists those it has. */
export class UnknownFunction extends JobError {
  constructor(options: { readonly name: string; readonly known: readonly string[] }) {
    const { name, known } = options
    super({
      code: 'ARQ_UNKNOWN_FUNCTION',
      text: errorTexts.unknownFunction({ name, known: known.join(', ') }),
      details: { name, known },
    })
  }
}
