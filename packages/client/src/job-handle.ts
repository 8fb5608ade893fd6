import {
  type Duration,
  durationSchema,
  durationToMs,
  type JobInfo,
  JobNotFound,
  type JobRecord,
  type JobStatus,
  parseSettings,
  type SignalAnswer,
  type SignalInfo,
  type StepInfo,
} from '@arq/core'
import { ruleTexts, said, signalNameSchema } from '@arq/core/internal'
import * as v from 'valibot'

import { abortHeldJob } from './abort-held-job.js'
import { abortJob } from './abort-job.js'
import type { ClientParts } from './client-parts.js'
import { deleteJob } from './delete-job.js'
import { checkedSignal, giveSignal } from './give-signal.js'
import { isAbout, type JobOrigin } from './job-origin.js'
import { resultOf, type ResultShape } from './job-outcome.js'
import { jobUpdates } from './job-updates.js'
import { signalsOf } from './signals-of.js'
import { stepsOf } from './steps-of.js'
import { JobStream } from './streams/job-stream.js'
import { sendToJob } from './streams/send-to-job.js'
import { streamNamesOf } from './streams/stream-names-of.js'
import { readStreamOptions, type StreamReadOptions } from './streams/stream-options.js'
import { texts } from './texts.js'

const pollDelaySchema = v.pipe(
  v.optional(
    v.pipe(
      durationSchema,
      v.check(
        (delay) => durationToMs(delay, 'pollDelay') > 0,
        said(ruleTexts.mustBeMoreThanZero()),
      ),
    ),
    '500ms',
  ),
  v.description(
    'Wait before the second look at the store. Each further wait is longer, up to 5 seconds.',
  ),
  v.metadata({ unit: 'duration', source: 'arq: Job.result(poll_delay=0.5)' }),
)

const updateOptionsSchema = v.strictObject({
  pollDelay: pollDelaySchema,
  signal: v.pipe(
    v.optional(v.instance(AbortSignal, said(texts.mustBeSignal()))),
    v.description('Ends the updates when it aborts.'),
  ),
})

const resultOptionsSchema = v.strictObject({
  timeout: v.pipe(
    v.optional(durationSchema),
    v.description('How long to wait. Absent: for ever, as the Python library does.'),
    v.metadata({ unit: 'duration' }),
  ),
  pollDelay: pollDelaySchema,
})

const abortOptionsSchema = v.strictObject({
  timeout: v.pipe(
    v.optional(durationSchema, '10s'),
    v.description('How long to wait until a running job has stopped.'),
    v.metadata({ unit: 'duration' }),
  ),
})

const signalSchema = v.strictObject({ name: signalNameSchema })

/** How long {@link Job.result} waits. */
export interface ResultOptions {
  /** Reject with `ResultTimeout` after this long; `0` looks once. @defaultValue waits for ever */
  readonly timeout?: Duration
  /** Wait before the second look at the store; each further one is longer, up to 5 s. @defaultValue 0.5 s */
  readonly pollDelay?: Duration
}

/** How long {@link Job.abort} waits. */
export interface AbortOptions {
  /**
   * Reject with `AbortTimeout` when it is not known after this long what became of the job. A worker gives a task 5 s to
   * heed its signal. @defaultValue 10 s
   */
  readonly timeout?: Duration
}

/** How {@link Job.updates} looks for changes. */
export interface UpdateOptions {
  /** Wait before the second look at the store; each further one is longer, up to 5 s. @defaultValue 0.5 s */
  readonly pollDelay?: Duration
  /** Ends the updates at once when it aborts, also while the next change is waited for: whoever listened has gone. */
  readonly signal?: AbortSignal
}

/**
 * A job that was enqueued, or that may be: nothing was asked of the store when it was made. `R` is its result after
 * JSON, or what the task's `output` schema makes of it.
 */
export class Job<R = unknown> {
  readonly id: string
  /** The same as {@link id}. */
  readonly jobId: string
  /** Where it was sent; of a job looked up by its id, the client's own queue (`info()` has the real one). */
  readonly queueName: string
  readonly #origin: JobOrigin
  readonly #parts: ClientParts
  readonly #shape: ResultShape | undefined

  /** @internal Jobs come from a client. */
  constructor(origin: JobOrigin, parts: ClientParts, shape: ResultShape | undefined) {
    this.id = origin.jobId
    this.jobId = origin.jobId
    this.queueName = origin.queueName
    this.#origin = origin
    this.#parts = parts
    this.#shape = shape
  }

  /**
   * What became of a call with `unique`: `new`, its job; `replaced`, the job that waits, which runs with the arguments of
   * this call; `dropped`, the job that stands for it. Of an ordinary call `new`; `undefined`: it was looked up by its id.
   */
  get placed(): 'new' | 'replaced' | 'dropped' | undefined {
    const { placed, enqueued } = this.#origin
    return placed ?? (enqueued && 'new')
  }

  /**
   * Where the job stands.
   * @throws JobNotFound `ARQ_JOB_NOT_FOUND` when the store has no record of it (none yet, with `trackQueued: false`)
   * @throws UnsupportedError `ARQ_UNSUPPORTED` without a result store
   */
  async status(): Promise<JobStatus> {
    const status = await this.#parts.stored('status()').store.getStatus(this.jobId)
    if (status === undefined) throw new JobNotFound({ jobId: this.jobId })
    return status
  }

  /**
   * All that is known of the job; its `result` is the raw JSON.
   * @throws JobNotFound `ARQ_JOB_NOT_FOUND` when the store has no record of it
   * @throws UnsupportedError `ARQ_UNSUPPORTED` without a result store
   */
  async info(): Promise<JobInfo> {
    const record = await this.#parts.stored('info()').store.get(this.jobId)
    if (!record || !isAbout(record, this.#origin)) throw new JobNotFound({ jobId: this.jobId })
    return this.#parts.infoOf(record)
  }

  /**
   * The steps that the job has stored so far (`ctx.step`, `ctx.sleep`), in the order in which they began. They are kept
   * about as long as its record; a store without entries keeps none.
   * @throws JobNotFound `ARQ_JOB_NOT_FOUND` when the store has no record of it
   * @throws UnsupportedError `ARQ_UNSUPPORTED` without a result store
   */
  async steps(): Promise<readonly StepInfo[]> {
    return stepsOf(this.#parts.stored('steps()'), this.#origin)
  }

  /**
   * Waits until the job has ended and gives what its task returned. Told by the store (or the worker's reply, without a
   * store) and always by polling beside it; any number of waiting jobs share one subscription and one poll.
   * While the store is down it waits on.
   *
   * @throws JobFailed `ARQ_JOB_FAILED`: `original` has the name, message, code and stack of the task's error
   * @throws JobAborted `ARQ_JOB_ABORTED`
   * @throws ResultTimeout `ARQ_RESULT_TIMEOUT` (a {@link ResultNotFound}) when the time is up; the job goes on
   * @throws ResultNotFound `ARQ_RESULT_NOT_FOUND` when it has ended and its result is not kept
   * @throws JobNotFound `ARQ_JOB_NOT_FOUND` when nothing is known of the id
   * @throws ResultStoreError at the timeout, when the store was down then
   * @throws SerializationError `ARQ_DECODE_FAILED` when the value does not fit the task's `output` schema
   * @throws PayloadKeyMissing `ARQ_KEY_MISSING` when its result is encrypted and this client does not have the key;
   * DecryptFailed `ARQ_DECRYPT_FAILED` when it does not open with it
   * @throws PayloadStoreError `ARQ_PAYLOAD_STORE` when it lies in a payload store that is away or not set here;
   * PayloadMissing `ARQ_PAYLOAD_MISSING` when it is no longer there; PayloadDamaged `ARQ_PAYLOAD_DAMAGED`
   * @throws ClosedError `ARQ_CLOSED` when the client is closed meanwhile
   *
   * @example
   * ```ts
   * const { subject } = await job.result({ timeout: '1m' })
   * ```
   */
  async result(options: ResultOptions = {}): Promise<R> {
    this.#parts.assertOpen()
    const { timeout, pollDelay } = parseSettings(
      'options of result()',
      resultOptionsSchema,
      options,
    )
    const record = await this.#parts.results.ended(this.#origin, {
      timeoutMs: timeout === undefined ? undefined : durationToMs(timeout, 'timeout'),
      pollDelayMs: durationToMs(pollDelay, 'pollDelay'),
    })
    // R is the task's claim about its result; with an output schema it has been checked.
    return resultOf(await this.#parts.openedResult(record), this.#shape) as R
  }

  /**
   * Stops the job: a waiting one (deferred ones too) is never started, a running one gets its `ctx.signal` and is
   * awaited. Bound to this one job: a later one under the same id is not touched.
   *
   * Without a result store it reaches a job that a worker holds, and no other one.
   *
   * @returns true when the job was aborted, now or before: no attempt of it begins, and what one may still do that heeds
   * no signal counts for nothing; false when it has ended otherwise, or nothing is kept of its end
   * @throws AbortTimeout `ARQ_ABORT_TIMEOUT` when neither is known in time; the job may go on
   * @throws JobNotFound `ARQ_JOB_NOT_FOUND` when the store knows nothing of the id
   * @throws UnsupportedError `ARQ_UNSUPPORTED` when the transport cannot reach all workers
   *
   * @example
   * ```ts
   * const wasStopped = await job.abort({ timeout: '30s' })
   * ```
   */
  async abort(options: AbortOptions = {}): Promise<boolean> {
    const { timeout } = parseSettings('options of abort()', abortOptionsSchema, options)
    const timeoutMs = durationToMs(timeout, 'timeout')
    const { held } = this.#parts
    if (held) return abortHeldJob(held, this.#origin, timeoutMs)
    const wait = { timeoutMs, pollDelayMs: ABORT_POLL_DELAY_MS }
    return abortJob(this.#parts.stored('abort()'), this.#origin, wait)
  }

  /**
   * Gives it a signal: what `ctx.waitFor(name)` in its task gives back. Bound to this one job: a later one under the same
   * id is not touched. All else as `client.signal()` says.
   *
   * @example
   * ```ts
   * const answer = await job.signal('approval', { approved: true })
   * ```
   */
  async signal(name: string, payload?: unknown): Promise<SignalAnswer> {
    const checked = parseSettings('options of signal()', signalSchema, { name })
    const signal = checkedSignal(checked.name, payload)
    return giveSignal(this.#parts.stored('signal()'), this.#origin, signal)
  }

  /**
   * What it waits for, and what was given to it: by name.
   * @throws JobNotFound `ARQ_JOB_NOT_FOUND` when the store has no record of it
   * @throws UnsupportedError `ARQ_UNSUPPORTED` without a result store, or with one that keeps no entries
   */
  async signals(): Promise<readonly SignalInfo[]> {
    return signalsOf(this.#parts.stored('signals()'), this.#origin)
  }

  /**
   * Deletes what is kept of the job: its record, and with it the result. Of one that has ended its streams, the messages
   * to it, its steps and its signals go, too; steps and signals of one that has failed stay for its dead letter, so that
   * nothing is done twice when that is sent back. One that has not ended is not stopped: it goes on with what it has
   * stored, and tells its end. Safe to repeat after an error.
   * @returns whether there was a record
   */
  async delete(): Promise<boolean> {
    const { store } = this.#parts.stored('delete()')
    await this.#parts.forgetResult(this.jobId)
    return deleteJob(store, this.jobId)
  }

  /**
   * The job's state now and at each change of status, attempt, progress or the moment it waits for, until it has ended.
   * Changes that follow each other faster than they are taken are joined; the last one always comes, unless nothing is kept
   * of the job.
   *
   * @throws JobNotFound, UnsupportedError, ClosedError as {@link info} does
   *
   * @example
   * ```ts
   * for await (const { status, progress } of job.updates()) console.log(status, progress)
   * ```
   */
  updates(options: UpdateOptions = {}): AsyncGenerator<JobInfo, void, undefined> {
    const { pollDelay, signal } = parseSettings(
      'options of updates()',
      updateOptionsSchema,
      options,
    )
    const { watcher } = this.#parts.stored('updates()')
    const pollDelayMs = durationToMs(pollDelay, 'pollDelay')
    const infoOf = (record: JobRecord): Promise<JobInfo> => this.#parts.infoOf(record)
    return jobUpdates(watcher, this.#origin, infoOf, { pollDelayMs, signal })
  }

  /**
   * What the job writes to one of its streams by `ctx.stream(name)`: the items that are kept, then those that come, until
   * the job has ended. Iterate over the values, or over `entries()`, which have ids and tries; go on later after an id.
   * How the job has ended, {@link result} tells.
   *
   * @throws UnsupportedError `ARQ_UNSUPPORTED` without a result store, or with one that keeps no streams
   * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming what is wrong; ClosedError `ARQ_CLOSED`
   *
   * @example
   * ```ts
   * for await (const token of job.stream<string>('tokens')) process.stdout.write(token)
   * ```
   * @example Where a reader was
   * ```ts
   * for await (const { id, value } of job.stream('tokens', { after: lastSeen }).entries()) {
   *   show(value)
   *   lastSeen = id
   * }
   * ```
   */
  stream<T = unknown>(name: string, options: StreamReadOptions = {}): JobStream<T> {
    const parts = this.#parts.stored('stream()')
    return new JobStream<T>(this.#origin, parts, readStreamOptions(name, options))
  }

  /**
   * Names of the streams that the job has written to and that are kept, by name.
   * @throws JobNotFound `ARQ_JOB_NOT_FOUND` when the store has no record of it
   * @throws UnsupportedError `ARQ_UNSUPPORTED` without a result store, or with one that keeps no streams
   */
  async streams(): Promise<readonly string[]> {
    return streamNamesOf(this.#parts.stored('streams()'), this.#origin)
  }

  /**
   * Sends a message, any JSON value, to the job: its task reads them in order by `ctx.inbox`. Messages to a job that waits
   * are kept until it begins, and each later try reads them from the first one on.
   *
   * @returns true: the message is kept for the job, which had not ended; false: it has ended
   * @throws JobNotFound `ARQ_JOB_NOT_FOUND` when nothing is known of the id
   * @throws SerializationError `ARQ_ENCODE_FAILED` when JSON cannot carry the message, or it has more than 1 MiB
   * @throws UnsupportedError `ARQ_UNSUPPORTED` without a result store, or with one that keeps no streams
   * @throws ResultStoreError when the store does not take it; after `ARQ_STORE_TIMEOUT` or `ARQ_STORE_CONNECTION` it may
   * have it all the same
   *
   * @example
   * ```ts
   * await job.send({ topic: 'shorter, please' })
   * ```
   */
  async send(message: unknown): Promise<boolean> {
    return sendToJob(this.#parts.stored('send()'), this.#origin, message)
  }
}

/** A caller waits for a stop; where the store does not push, looking must be quick. */
const ABORT_POLL_DELAY_MS = 100
