import type * as v from 'valibot'

import type { Duration } from '../time/duration.js'
import type { TaskUnique } from '../unique/unique-options.js'
import type { EnqueueableTask } from './enqueueable-task.js'
import type { Around, JobContext } from './job-context.js'
import type { KeyConcurrency } from './key-concurrency.js'
import type { KeyRate } from './key-rate.js'

/** How a task's jobs are run; what is absent comes from the worker. */
export interface TaskPolicy {
  /** Where its jobs go when the caller names no queue. */
  readonly queueName?: string
  /** A run may take this long, then `ctx.signal` aborts and the job fails with `JobTimeout`. */
  readonly timeout?: Duration
  /** Runs after the first one. */
  readonly maxRetries?: number
  /** Wait before the first retry; each further one waits twice as long, at most an hour. */
  readonly retryBackoff?: Duration
  /** `all` retries every error, `transient` (the default) only those that may go away by themselves. */
  readonly retryOn?: 'transient' | 'all'
  /** Decides for one error; `undefined` leaves it to `retryOn`. */
  readonly retryIf?: (error: unknown) => boolean | undefined
  /** Wraps each run of this task, inside the worker's own `around`. Several: the first is the outermost. */
  readonly around?: Around<object> | readonly Around<object>[]
  /** How long the result is kept; `0` keeps nothing. */
  readonly keepResult?: Duration | 'forever'
  /** It uses `ctx.stream` or `ctx.inbox`: a worker whose result store keeps no streams refuses to start with it. */
  readonly streams?: boolean
}

/** A valibot schema of the arguments: an object (named) or a tuple (positional). */
export type InputSchema =
  | v.GenericSchema<Record<string, unknown>, unknown>
  | v.GenericSchema<readonly unknown[], readonly unknown[]>

/**
 * A named function that workers can run, with its types: name `N`, what callers give `I`, what `run` gets `A`, what
 * callers get back `R` (after JSON), what it needs in `ctx.extra` `X`. Made by `task`.
 */
export interface Task<
  N extends string = string,
  I = never,
  A extends unknown[] = never[],
  R = unknown,
  X extends object = never,
>
  extends TaskPolicy, EnqueueableTask<I, R> {
  readonly name: N
  readonly run: (ctx: JobContext<X>, ...args: A) => unknown
  readonly params?: readonly string[]
  readonly concurrency?: KeyConcurrency
  readonly rate?: KeyRate
  /** One job for a key, in each call that enqueues it and says nothing else. */
  readonly unique?: TaskUnique
  readonly input?: InputSchema
  readonly output?: v.GenericSchema
  /** Of a task that runs in a thread: the module of its function. Its `run` is then the worker's to replace. */
  readonly file?: URL
  /** Which export of the file is the function. @defaultValue `default` */
  readonly export?: string
}

/** Any task that runs with `ctx.extra` of type `X`. */
export type AnyTask<X extends object = never> = Task<string, never, never[], unknown, X>

/** What a caller gives as arguments of `T`. */
export type InputOf<T> = T extends Task<string, infer I> ? I : never
/** What `job.result()` gives for `T`. */
export type ResultOf<T> = T extends Task<string, never, never[], infer R> ? R : never
