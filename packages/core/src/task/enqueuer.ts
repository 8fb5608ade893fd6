import type { Duration } from '../time/duration.js'
import type { UniqueOptions } from '../unique/unique-options.js'
import type { EnqueueableTask } from './enqueueable-task.js'

/** How one job is enqueued. */
export interface EnqueueOptions {
  /** Makes it unique: while a job of this id is queued, running or its result is kept, a second one is refused. */
  readonly jobId?: string
  /** Absent: the task's queue, then the client's. */
  readonly queueName?: string
  /** Run it this much later. */
  readonly deferBy?: Duration
  /** Run it at this moment; a text without an offset means UTC, a past moment means at once. */
  readonly deferUntil?: Date | string
  /** Do not start it after this moment, or this long after it became due. @defaultValue 24 hours */
  readonly expires?: Duration | Date
  /** The number of its first attempt. @defaultValue 1 */
  readonly jobTry?: number
  /** Higher goes first, where the queue has priorities. */
  readonly priority?: number
  /**
   * One job for a key of this task: while there is one, calls are dropped, or take the place of the one that waits. Needs
   * a result store with entries and a transport that can put jobs off. The task's runs of one key never overlap.
   * `false`: no key, though the task has one. @defaultValue what the task says; nothing, of a task that is named
   */
  readonly unique?: UniqueOptions | false
  /** Travel with the message, at most 32 KiB together. */
  readonly headers?: Readonly<Record<string, string>>
}

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
}
