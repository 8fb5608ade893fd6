import type { Duration } from './duration.js'
import { ERROR_CODES, type ErrorCode } from './error-codes.js'
import { type Language, type Message, renderMessage } from './message.js'
import { messages } from './messages.js'

const BRAND = Symbol.for('arq.error')

export interface ArqErrorOptions {
  readonly code: ErrorCode
  readonly text: Message
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/**
 * The root of every error of ours. Decide on {@link ArqError.code}, never on the message;
 * recognise it with {@link isArqError}, which also works across two copies of the package.
 */
export class ArqError extends Error {
  readonly [BRAND] = true
  readonly code: ErrorCode
  /** What the error knows, by name: job id, queue, argument, both values… */
  readonly details: Readonly<Record<string, unknown>>
  /** The text before it is in a language; see {@link localizedMessage}. */
  readonly text: Message

  constructor({ code, text, details = {}, cause }: ArqErrorOptions) {
    super(renderMessage(text), cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.code = code
    this.text = text
    this.details = details
  }

  /** Whether the same call may succeed later without a change of code or settings. */
  get retryable(): boolean {
    return ERROR_CODES[this.code].retryable
  }
}

/** Whether a caught value is one of our errors, also one made by another copy of this package. */
export function isArqError(value: unknown): value is ArqError {
  return typeof value === 'object' && value !== null && Reflect.get(value, BRAND) === true
}

/** An error's message in the reader's language; errors that are not ours keep their own words. */
export function localizedMessage(error: unknown, language: Language): string {
  if (isArqError(error)) return renderMessage(error.text, language)
  return error instanceof Error ? error.message : String(error)
}

// --- settings -----------------------------------------------------------------------------------

export interface SettingIssue {
  /** Dotted path of the key, for example `queues.0.name`. */
  readonly path: string
  readonly message: string
}

/** A setting or option is wrong. `issues` names each key; code `ARQ_CONFIG_INVALID`. */
export class ConfigurationError extends ArqError {
  readonly issues: readonly SettingIssue[]

  constructor(subject: string, issues: readonly SettingIssue[], cause?: unknown) {
    const problems = issues
      .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
      .join('; ')
    super({
      code: 'ARQ_CONFIG_INVALID',
      text: messages.configInvalid({ subject, problems }),
      details: { subject, issues },
      cause,
    })
    this.issues = issues
  }
}

/** A value cannot be encoded or bytes cannot be decoded: `ARQ_ENCODE_FAILED`, `ARQ_DECODE_FAILED`. */
export class SerializationError extends ArqError {}

/** What was asked for needs a part that is not configured: `ARQ_UNSUPPORTED`. */
export class UnsupportedError extends ArqError {
  constructor(text: Message, details: Readonly<Record<string, unknown>> = {}) {
    super({ code: 'ARQ_UNSUPPORTED', text, details })
  }
}

/** A thing was used after its end: `ARQ_CLOSED`. */
export class ClosedError extends ArqError {
  constructor(what: string) {
    super({ code: 'ARQ_CLOSED', text: messages.closed({ what }), details: { what } })
  }
}

// --- transport ----------------------------------------------------------------------------------

export interface TransportErrorOptions extends ArqErrorOptions {
  /** What died with it: the message alone, its channel, or the whole connection. */
  readonly scope: 'message' | 'channel' | 'connection'
}

/** The broker, or the way to it, failed. */
export class TransportError extends ArqError {
  readonly scope: 'message' | 'channel' | 'connection'

  constructor(options: TransportErrorOptions) {
    super(options)
    this.scope = options.scope
  }
}

/** No connection: `ARQ_CONNECTION_REFUSED`, `ARQ_CONNECTION_AUTH`, `ARQ_CONNECTION_BLOCKED`. */
export class ConnectionError extends TransportError {}

/** The connection broke while something was under way: `ARQ_CONNECTION_LOST`. */
export class ConnectionLost extends TransportError {}

/** The broker did not take a message: `ARQ_PUBLISH_NACKED`, `…_UNROUTABLE`, `…_TIMEOUT`, `…_TOO_LARGE`. */
export class PublishNotConfirmed extends TransportError {}

/** Too many messages wait for their confirm: `ARQ_BUFFER_FULL`. */
export class BufferFull extends TransportError {}

/** A queue exists with other arguments: `ARQ_TOPOLOGY_MISMATCH`; `details` has argument, wanted, found. */
export class TopologyMismatch extends TransportError {}

/** The queue does not exist and may not be created here: `ARQ_QUEUE_NOT_FOUND`. */
export class QueueNotFound extends TransportError {}

// --- jobs ---------------------------------------------------------------------------------------

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
    super({ code: 'ARQ_JOB_RETRY', text: messages.jobRetry(), details: { defer }, cause })
    this.defer = defer
  }
}

interface AboutJob {
  readonly jobId: string
}

/** The result store knows no such job: `ARQ_JOB_NOT_FOUND`. */
export class JobNotFound extends JobError {
  constructor({ jobId }: AboutJob) {
    super({ code: 'ARQ_JOB_NOT_FOUND', text: messages.jobNotFound({ jobId }), details: { jobId } })
  }
}

/** A job of that id is queued, running, or its result is kept: `ARQ_JOB_EXISTS`. */
export class JobAlreadyExists extends JobError {
  constructor({ jobId }: AboutJob) {
    super({ code: 'ARQ_JOB_EXISTS', text: messages.jobExists({ jobId }), details: { jobId } })
  }
}

/** The job ran longer than its timeout: `ARQ_JOB_TIMEOUT`. */
export class JobTimeout extends JobError {
  constructor({ jobId, timeoutMs }: AboutJob & { readonly timeoutMs: number }) {
    super({
      code: 'ARQ_JOB_TIMEOUT',
      text: messages.jobTimeout({ jobId, seconds: timeoutMs / 1000 }),
      details: { jobId, timeoutMs },
    })
  }
}

/** The job was aborted on request: `ARQ_JOB_ABORTED`. */
export class JobAborted extends JobError {
  constructor({ jobId }: AboutJob) {
    super({ code: 'ARQ_JOB_ABORTED', text: messages.jobAborted({ jobId }), details: { jobId } })
  }
}

/** The job was not started before its expiry: `ARQ_JOB_EXPIRED`. */
export class JobExpired extends JobError {
  constructor({ jobId, expires }: AboutJob & { readonly expires: string }) {
    super({
      code: 'ARQ_JOB_EXPIRED',
      text: messages.jobExpired({ jobId, expires }),
      details: { jobId, expires },
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
      text: messages.jobFailed({ jobId, error }),
      details: { jobId, original },
    })
    this.original = original
  }
}

/** The last permitted run failed too; `cause` is its error: `ARQ_MAX_RETRIES_EXCEEDED`. */
export class MaxRetriesExceeded extends JobError {
  constructor({ runs, lastError, cause }: MaxRetriesExceededOptions) {
    super({
      code: 'ARQ_MAX_RETRIES_EXCEEDED',
      text: messages.maxRetriesExceeded({ runs, lastError }),
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

/** The job has ended and its result is not kept: `ARQ_RESULT_NOT_FOUND`. Its subclass {@link ResultTimeout}: not yet. */
export class ResultNotFound extends JobError {
  constructor(options: AboutJob | ArqErrorOptions) {
    super(
      'code' in options
        ? options
        : {
            code: 'ARQ_RESULT_NOT_FOUND',
            text: messages.resultNotFound({ jobId: options.jobId }),
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
      text: messages.resultTimeout({ jobId, seconds: timeoutMs / 1000, status }),
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
  readonly issues: readonly ArgumentIssue[]

  constructor(options: { readonly task: string; readonly issues: readonly ArgumentIssue[] }) {
    const { task, issues } = options
    const problems = issues.map(({ path, message }) => `${path}: ${message}`).join('; ')
    super({
      code: 'ARQ_INVALID_ARGUMENTS',
      text: messages.invalidArguments({ task, problems }),
      details: { task, issues },
    })
    this.issues = issues
  }
}

/** The worker has no task of that name: `ARQ_UNKNOWN_FUNCTION`. `details.known` lists those it has. */
export class UnknownFunction extends JobError {
  constructor(options: { readonly name: string; readonly known: readonly string[] }) {
    const { name, known } = options
    super({
      code: 'ARQ_UNKNOWN_FUNCTION',
      text: messages.unknownFunction({ name, known: known.join(', ') }),
      details: { name, known },
    })
  }
}

// --- result store -------------------------------------------------------------------------------

/** The result store failed: `ARQ_STORE_FAILED`. */
export class ResultStoreError extends ArqError {}

/** The result store cannot be reached: `ARQ_STORE_CONNECTION`. */
export class ResultStoreConnectionError extends ResultStoreError {}

/** The result store did not answer in time: `ARQ_STORE_TIMEOUT`. */
export class ResultStoreTimeoutError extends ResultStoreError {}

/** The result store holds something that is no job record: `ARQ_STORE_DATA`. */
export class ResultStoreSerializationError extends ResultStoreError {}
