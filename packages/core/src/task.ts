import type * as v from 'valibot'

import type { Duration } from './duration.js'
import type { JobContext, WorkerExtra } from './job-context.js'
import type { Jsonified, JsonSafe } from './jsonified.js'
import { readTaskDefinition } from './task-definition.js'

const BRAND = Symbol.for('arq.task')

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
  /** How long the result is kept; `0` keeps nothing. */
  readonly keepResult?: Duration | 'forever'
}

/** A valibot schema of the arguments: an object (named) or a tuple (positional). */
export type InputSchema =
  | v.GenericSchema<Record<string, unknown>, unknown>
  | v.GenericSchema<readonly unknown[], readonly unknown[]>

declare const types: unique symbol

/**
 * A named function that workers can run, with its types: name `N`, what callers give `I`, what `run` gets `A`, what
 * callers get back `R` (after JSON), what it needs in `ctx.extra` `X`. Made by {@link task}.
 */
export interface Task<
  N extends string = string,
  I = never,
  A extends unknown[] = never[],
  R = unknown,
  X extends object = never,
> extends TaskPolicy {
  readonly name: N
  readonly run: (ctx: JobContext<X>, ...args: A) => unknown
  readonly params?: readonly string[]
  readonly input?: InputSchema
  readonly output?: v.GenericSchema
  /** Never there at run time: carries the types. */
  readonly [types]?: { input: (input: I) => void; result: R }
}

/** Any task that runs with `ctx.extra` of type `X`. */
export type AnyTask<X extends object = never> = Task<string, never, never[], unknown, X>

/** What a caller gives as arguments of `T`. */
export type InputOf<T> = T extends Task<string, infer I> ? I : never
/** What `job.result()` gives for `T`. */
export type ResultOf<T> = T extends Task<string, never, never[], infer R> ? R : never

type Run<A extends unknown[], R, X extends object> = (
  ctx: JobContext<X>,
  ...args: A
) => R | Promise<R>

/**
 * Names a function so that clients can enqueue it and workers run it.
 *
 * @example
 * ```ts
 * const add = task('add', async (ctx, a: number, b: number) => a + b)
 * ```
 */
export function task<N extends string, A extends unknown[], R, X extends object = WorkerExtra>(
  name: N,
  run: Run<A, R, X> & JsonSafe<A>,
): Task<N, A, A, Jsonified<R>, X>
/** With an input schema: arguments are checked before they are sent and again before they are run. */
export function task<N extends string, S extends InputSchema, R, X extends object = WorkerExtra>(
  definition: TaskPolicy & {
    name: N
    input: S
    output?: undefined
    run: Run<[v.InferOutput<S>], R, X>
  },
): Task<N, v.InferInput<S>, [v.InferOutput<S>], Jsonified<R>, X>
/** With input and output schema: `job.result()` gives what the output schema makes of the JSON. */
export function task<
  N extends string,
  S extends InputSchema,
  O extends v.GenericSchema,
  X extends object = WorkerExtra,
>(
  definition: TaskPolicy & {
    name: N
    input: S
    output: O
    run: Run<[v.InferOutput<S>], v.InferInput<O>, X>
  },
): Task<N, v.InferInput<S>, [v.InferOutput<S>], v.InferOutput<O>, X>
/** Without a schema: `params` names the positions, so that callers may name the arguments. */
export function task<N extends string, A extends unknown[], R, X extends object = WorkerExtra>(
  definition: TaskPolicy & {
    name: N
    params?: { readonly [K in keyof A]: string }
    run: Run<A, R, X> & JsonSafe<A>
  },
): Task<N, A, A, Jsonified<R>, X>
export function task(
  nameOrDefinition: string | (TaskPolicy & { name: string; run: AnyTask['run'] }),
  run?: AnyTask['run'],
): AnyTask {
  const definition =
    typeof nameOrDefinition === 'string' ? { name: nameOrDefinition, run } : nameOrDefinition
  return Object.freeze({ ...readTaskDefinition(definition), [BRAND]: true })
}

/** Whether a value was made by {@link task}, also by another copy of this package. */
export function isTask(value: unknown): value is AnyTask {
  return typeof value === 'object' && value !== null && Reflect.get(value, BRAND) === true
}

/** A plain function as a task: its name is the task's. */
export function taskOfFunction(run: AnyTask['run']): AnyTask {
  return task({ name: run.name, run })
}
