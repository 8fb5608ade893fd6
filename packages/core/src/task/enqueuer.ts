import type { EnqueueOptions } from './enqueue-options.js'
import type { EnqueueableTask } from './enqueueable-task.js'
import type { Flow } from './flow-shape.js'

/** A job that the broker has confirmed. */
export interface EnqueuedJob {
  readonly id: string
  readonly jobId: string
  readonly queueName: string
}

/** `null` only where a `jobId` was given: a job of that id exists. */
export type EnqueuedFor<J, O> = 'jobId' extends keyof O ? J | null : J

// `{}` is what TypeScript infers when no options are given.
// oxlint-disable-next-line typescript/no-empty-object-type
type NoOptions = {}

/** Enqueues jobs: `ctx.client` in tasks and hooks. `@arq/client` gives the same with `Job` handles. */
export interface Enqueuer {
  /**
   * Resolves once the broker has the job on disk.
   * @throws ConfigurationError, InvalidArguments or SerializationError before anything is sent; a TransportError after
   */
  enqueueJob<I extends readonly unknown[] | object, R, const O extends EnqueueOptions = NoOptions>(
    task: EnqueueableTask<I, R>,
    ...rest: [] extends I ? [args?: I, options?: O] : [args: I, options?: O]
  ): Promise<EnqueuedFor<EnqueuedJob, O>>
  /** A plain function: its name is the task's. */
  enqueueJob<A extends unknown[], const O extends EnqueueOptions = NoOptions>(
    run: (ctx: never, ...args: A) => unknown,
    args: A,
    options?: O,
  ): Promise<EnqueuedFor<EnqueuedJob, O>>
  /** By name: nothing is known of its arguments here. */
  enqueueJob<const O extends EnqueueOptions = NoOptions>(
    name: string,
    args?: readonly unknown[] | Readonly<Record<string, unknown>>,
    options?: O,
  ): Promise<EnqueuedFor<EnqueuedJob, O>>

  /**
   * Sends a flow: a job and what has to end before it begins; see `enqueueFlow` of a client. A task that may run again
   * gives a `jobId` that stays the same, such as `ctx.idempotencyKey('album')`: then a second call goes on
   * where the first one was cut off, and sends nothing where that came to its end. Without one each call is another flow.
   * @returns the job at the root
   * @throws UnsupportedError `ARQ_UNSUPPORTED` without a result store that keeps flows; ConfigurationError,
   * InvalidArguments or SerializationError before anything is sent
   *
   * @example
   * ```ts
   * const album = group(photos.map((photo) => flow(resize, [photo])), flow(makeAlbum))
   * await ctx.client.enqueueFlow(album, { jobId: ctx.idempotencyKey('album') })
   * ```
   */
  enqueueFlow(root: Flow, options?: Pick<EnqueueOptions, 'jobId'>): Promise<EnqueuedJob>
}
