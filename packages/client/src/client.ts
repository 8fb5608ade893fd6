import {
  type AnyTask,
  countSchema,
  type EnqueuedFor,
  type EnqueueEvent,
  type EnqueueOptions,
  type Enqueuer,
  type Flow,
  type Jsonified,
  parseSettings,
  type SignalAnswer,
  type Task,
} from '@arq/core'
import {
  type DraftRequest,
  flowOptionsSchema,
  isTask,
  JobReader,
  sendFlow,
} from '@arq/core/internal'
import * as v from 'valibot'

import { checkedId } from './checked-id.js'
import type { ClientParts } from './client-parts.js'
import { checkBatch, jobsOf, type ReadyJob, sendBatch } from './enqueue-batch.js'
import { enqueueStream } from './enqueue-stream.js'
import { FlowJob } from './flows/flow-job.js'
import { flowParts, flowSending } from './flows/flow-parts.js'
import { Job } from './job-handle.js'
import type { JobOrigin } from './job-origin.js'
import type {
  AnyJobSpec,
  CheckedSpec,
  CheckedSpecs,
  Enqueueable,
  JobOfSpec,
  JobsOfSpecs,
  NoOtherKeys,
  NoTasks,
  TypesFor,
  UnknownName,
} from './job-specs.js'
import { StoredJobs } from './stored-jobs.js'

// `{}` is what TypeScript infers when no options are given.
// oxlint-disable-next-line typescript/no-empty-object-type
type NoOptions = {}
type Options<O> = O & NoOtherKeys<O, EnqueueOptions>

const streamOptionsSchema = v.strictObject({
  windowSize: v.pipe(
    v.optional(countSchema(1), 1000),
    v.description(
      'The most jobs in hand at once; half of them are checked and sent together, while the broker confirms the others.',
    ),
    v.metadata({ unit: 'jobs' }),
  ),
})

/** How {@link Client.enqueueFlow} works. */
export type EnqueueFlowOptions = v.InferInput<typeof flowOptionsSchema>

/** How {@link Client.enqueueJobStream} works. */
export type StreamOptions = v.InferInput<typeof streamOptionsSchema>

/**
 * Enqueues jobs and looks them up. Made by `createClient`.
 * @typeParam Tasks what is known of tasks by name: `TasksOf` of a worker's functions. @defaultValue nothing
 */
export class Client<Tasks extends object = NoTasks>
  extends StoredJobs
  implements Enqueuer, AsyncDisposable
{
  readonly #parts: ClientParts
  readonly #reader = new JobReader()

  /** @internal Use `createClient`. */
  constructor(parts: ClientParts) {
    super(parts)
    this.#parts = parts
  }

  /**
   * Sends a job and resolves once the broker has it on disk. With a result store its `queued` record stands by then.
   *
   * With a `jobId` and a result store: `null` when a job of that id is queued, running, or its result is kept; of any
   * number of concurrent calls exactly one gets the job.
   *
   * @throws ConfigurationError, InvalidArguments or SerializationError before anything is sent, naming the option or path
   * @throws PublishNotConfirmed, BufferFull, TopologyMismatch: the broker does not have it
   * @throws ConnectionLost, or PublishNotConfirmed `ARQ_PUBLISH_TIMEOUT`: unknown whether it has. Its record stays; a
   * repeat with the same `jobId` sends the same job again
   * @throws JobAlreadyExists `ARQ_JOB_EXISTS` when another call has been sending a job of that id for longer than
   * `claimLease`, so that nobody knows yet whether it exists
   * @throws ResultStoreError with a `jobId` when the store is down: the id could not be kept unique
   * @throws ClosedError `ARQ_CLOSED`
   */
  enqueueJob<I extends readonly unknown[] | object, R, const O extends EnqueueOptions = NoOptions>(
    task: Task<string, I, never[], R>,
    ...rest: [] extends I ? [args?: I, options?: Options<O>] : [args: I, options?: Options<O>]
  ): Promise<EnqueuedFor<Job<R>, O>>
  /** A plain function: its name is the task's. */
  enqueueJob<A extends unknown[], R, const O extends EnqueueOptions = NoOptions>(
    run: (ctx: never, ...args: A) => R | Promise<R>,
    args: A,
    options?: Options<O>,
  ): Promise<EnqueuedFor<Job<Jsonified<Awaited<R>>>, O>>
  /**
   * By a name that the client was given no types of: nothing is known of its arguments and its result here, unless you
   * say `enqueueJob<Result>(…)`.
   */
  enqueueJob<
    R = unknown,
    const O extends EnqueueOptions = NoOptions,
    const N extends string = string,
  >(
    name: N & UnknownName<N, Tasks>,
    args?: readonly unknown[] | Readonly<Record<string, unknown>>,
    options?: Options<O>,
  ): Promise<EnqueuedFor<Job<R>, O>>
  /** By a name whose types are known: see `TasksOf`. */
  enqueueJob<const K extends keyof Tasks & string, const O extends EnqueueOptions = NoOptions>(
    name: K,
    ...rest: [] extends TypesFor<Tasks, K>['input']
      ? [args?: TypesFor<Tasks, K>['input'], options?: Options<O>]
      : [args: TypesFor<Tasks, K>['input'], options?: Options<O>]
  ): Promise<EnqueuedFor<Job<TypesFor<Tasks, K>['result']>, O>>
  enqueueJob(
    enqueueable: Enqueueable,
    args?: unknown,
    options: EnqueueOptions = {},
  ): Promise<Job | null> {
    try {
      return this.#prepare(this.#reader.readCall(enqueueable, args, options)).send()
    } catch (error) {
      // As it is: `onEnqueue` may throw anything.
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors
      return Promise.reject(error)
    }
  }

  /**
   * Sends many jobs as one batch. All are checked before any is sent.
   *
   * @returns a job for each spec, in order; `null` where a job of that `jobId` exists
   * @throws ConfigurationError, InvalidArguments, SerializationError naming the spec as `specs[3]`: nothing was sent
   * @throws EnqueueJobsError `ARQ_ENQUEUE_INCOMPLETE` when some were not confirmed: `results` says what became of each
   *
   * @example
   * ```ts
   * const [mail, thumbs] = await client.enqueueJobs([
   *   { function: sendEmail, args: ['user@example.com', 'Welcome'] },
   *   { function: resize, args: { url, widths: [320] }, deferBy: '10s' },
   * ])
   * ```
   */
  async enqueueJobs<const S extends readonly { readonly function: Enqueueable }[]>(
    specs: S & CheckedSpecs<S, Tasks>,
  ): Promise<JobsOfSpecs<S, Tasks>> {
    const ready = checkBatch<AnyJobSpec>(specs, (spec) => this.#prepareSpec(spec))
    const jobs = jobsOf(await sendBatch(ready))
    // Each job is of the task of the spec at its place.
    return jobs as JobsOfSpecs<S, Tasks>
  }

  /**
   * Sends what a source gives, half a window at a time: each half is checked, then sent, while the broker confirms the one
   * before. No more than a window is in hand, so memory stays bounded. Gives the jobs in the order of their specs. A
   * failing source, or a spec that cannot be sent, ends it with that error, after the halves before were sent; breaking
   * out of the loop ends the source. From a slow source, use a `windowSize` of 1: half a window is sent only when it is
   * full or the source has ended.
   *
   * @throws what {@link enqueueJobs} throws; `results` of an EnqueueJobsError tells of all jobs not given yet
   */
  enqueueJobStream<const S extends { readonly function: Enqueueable }>(
    specs: Iterable<S & CheckedSpec<S, Tasks>> | AsyncIterable<S & CheckedSpec<S, Tasks>>,
    options: StreamOptions = {},
  ): AsyncGenerator<JobOfSpec<S, Tasks>, void, undefined> {
    this.#parts.assertOpen()
    const { windowSize } = parseSettings(
      'options of enqueueJobStream()',
      streamOptionsSchema,
      options,
    )
    const check = (part: readonly AnyJobSpec[], firstIndex: number): readonly ReadyJob[] =>
      checkBatch(part, (spec) => this.#prepareSpec(spec), firstIndex)
    const jobs = enqueueStream<AnyJobSpec>(specs, windowSize, check)
    // Each job is of the task of the spec at its place.
    return jobs as AsyncGenerator<JobOfSpec<S, Tasks>, void, undefined>
  }

  /**
   * Sends a flow: a job and what has to end before it begins. Resolves once the result store keeps its parents and the
   * broker has all jobs that wait for nobody. All are checked before any is sent.
   *
   * Give a `jobId` to be able to repeat a call that was cut off: it goes on where that ended, and sends
   * again at most what was under way when it ended. The other jobs have ids that follow from it, `<jobId>.1` and so on.
   *
   * @throws UnsupportedError `ARQ_UNSUPPORTED` without a result store, or with one that keeps no flows, as S3
   * @throws ConfigurationError, InvalidArguments or SerializationError before anything is sent; ConfigurationError, too,
   * when the `jobId` is that of another job or flow
   * @throws what {@link enqueueJob} throws: some of its jobs may have been sent
   *
   * @example
   * ```ts
   * const album = await client.enqueueFlow(
   *   group(urls.map((url) => flow(resize, [url])), flow(makeAlbum, ['holidays'])),
   *   { jobId: 'album-17' },
   * )
   * const pages = await album.result({ timeout: '5m' })
   * ```
   */
  async enqueueFlow<R>(root: Flow<R>, options: EnqueueFlowOptions = {}): Promise<FlowJob<R>> {
    const parts = flowParts(this.#parts, 'enqueueFlow()')
    const { jobId } = parseSettings('options of enqueueFlow()', flowOptionsSchema, options)
    const origin = await sendFlow(flowSending(parts), root, jobId)
    const shape: AnyTask | undefined = isTask(root.task) ? root.task : undefined
    return new FlowJob<R>({ ...origin, enqueued: undefined }, this.#parts, shape)
  }

  /** The flow whose root has this id: as {@link getJob}, with what is below it. */
  getFlow<R = unknown>(jobId: string, task?: Task<string, never, never[], R>): FlowJob<R> {
    this.#parts.assertOpen()
    const { queueName } = this.#parts.settings
    const origin = { jobId: checkedId(jobId), queueName, enqueued: undefined }
    return new FlowJob<R>(origin, this.#parts, task)
  }

  /**
   * A job by its id, without asking whether there is one: that shows when it is used. Give its task to have the type of
   * its result, and the task's `output` schema applied. Without a result store it can be aborted, and nothing else.
   * @throws ConfigurationError `ARQ_CONFIG_INVALID` for what is no id; ClosedError `ARQ_CLOSED`
   */
  getJob<R = unknown>(jobId: string, task?: Task<string, never, never[], R>): Job<R> {
    this.#parts.assertOpen()
    const origin = {
      jobId: checkedId(jobId),
      queueName: this.#parts.settings.queueName,
      enqueued: undefined,
    }
    return new Job<R>(origin, this.#parts, task)
  }

  /**
   * Gives a signal to a job: what `ctx.waitFor(name)` in its task gives back. The first one counts, for good. It may come
   * before the job waits, and before it has begun: it is kept. A job that waits is woken.
   *
   * After an error, repeat the call: it gives `already` when the first one was kept after all, and wakes the job once more.
   *
   * @param payload JSON, at most 64 KiB. @defaultValue `null`
   * @returns `accepted`: it was the first, and is kept. `already`: another one was. `timedOut`: the job has waited in vain.
   * `ended`: the job has ended, and no signal reaches it
   * @throws JobNotFound `ARQ_JOB_NOT_FOUND` when nothing is known of the job
   * @throws SerializationError `ARQ_ENCODE_FAILED` for a payload that JSON cannot carry, or a larger one
   * @throws ConfigurationError `ARQ_CONFIG_INVALID` for what is no id or no name of a signal
   * @throws UnsupportedError `ARQ_UNSUPPORTED` without a result store, or with one that keeps no entries
   * @throws PublishNotConfirmed, ConnectionLost, ResultStoreError: unknown whether it is kept
   *
   * @example
   * ```ts
   * const answer = await client.signal(orderId, 'approval', { by: 'ada', approved: true })
   * if (answer !== 'accepted') console.log(`too late: ${answer}`)
   * ```
   */
  async signal(jobId: string, name: string, payload?: unknown): Promise<SignalAnswer> {
    return this.getJob(jobId).signal(name, payload)
  }

  /**
   * Listens to what becomes of its calls that enqueue: to one type of event, or to all; returns how to stop. What the
   * listener throws is logged. It is called in the turn of the event and not awaited.
   */
  on<T extends EnqueueEvent['type']>(
    type: T,
    listener: (event: Extract<EnqueueEvent, { readonly type: T }>) => void,
  ): () => void
  on(listener: (event: EnqueueEvent) => void): () => void
  on(
    first: EnqueueEvent['type'] | ((event: EnqueueEvent) => void),
    listener?: (event: never) => void,
  ): () => void {
    const { events } = this.#parts
    if (typeof first === 'function') return events.on(undefined, first)
    // The overloads bind the listener to the type.
    return events.on(first, listener as (event: EnqueueEvent) => void)
  }

  /**
   * Ends the client: enqueues under way are finished, waiting `result()` calls reject with `ARQ_CLOSED`, then transport
   * and store are let go. Idempotent. Jobs go on. Resolves within 25 s, also where broker and store hang; otherwise
   * within moments.
   */
  close(): Promise<void> {
    return this.#parts.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #prepareSpec(spec: AnyJobSpec): ReadyJob {
    return this.#prepare(this.#reader.readSpec(spec))
  }

  #prepare(request: DraftRequest): ReadyJob {
    const draft = this.#parts.sender.draft(request)
    const { task } = request
    const shape: AnyTask | undefined = isTask(task) ? task : undefined
    const toJob = (origin: JobOrigin | undefined): Job | null =>
      origin ? new Job(origin, this.#parts, shape) : null
    return { send: () => this.#parts.sender.send(draft, toJob) }
  }
}
