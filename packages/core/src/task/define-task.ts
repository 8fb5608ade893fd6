import type * as v from 'valibot'

import type { Jsonified, JsonSafe } from '../job/jsonified.js'
import type { TaskUnique } from '../unique/unique-options.js'
import type { JobContext, WorkerExtra } from './job-context.js'
import type { KeyConcurrency } from './key-concurrency.js'
import type { KeyRate } from './key-rate.js'
import type { AnyTask, InputSchema, Task, TaskPolicy } from './task.js'
import { readTaskDefinition } from './task-definition.js'
import type { FileTask, RunOf, ThreadTask, UnknownRun } from './thread-task.js'

const BRAND = Symbol.for('arq.task')

type Run<A extends unknown[], R, X extends object> = (
  ctx: JobContext<X>,
  ...args: A
) => R | Promise<R>

/**
 * Any function of a task. Inferred as a whole, and `never` for its arguments, because only so the compiler gives an
 * argument with a default value the type of that value; in a list of arguments it would be `unknown`.
 */
type AnyRun<C> = (ctx: C, ...args: never[]) => unknown
type ArgumentsOf<F> = F extends (ctx: never, ...args: infer A) => unknown ? A : never
type ExtraOf<F> = F extends (ctx: JobContext<infer X>, ...args: never[]) => unknown ? X : never

/** Compiles only where each argument says its type or has a default value: one that does neither is `never` here. */
type Typed<A> = A extends readonly unknown[]
  ? number extends A['length']
    ? unknown
    : true extends { [K in keyof A]: [A[K]] extends [never] ? true : false }[number]
      ? { 'give each argument of the task a type': never }
      : unknown
  : unknown

/** A name for each position. */
type NamesOf<A> = { readonly [K in keyof A]: string }

/** What `task` gives for a function whose arguments no schema describes. */
type TaskOf<N extends string, F extends AnyRun<never>> = Task<
  N,
  ArgumentsOf<F>,
  ArgumentsOf<F>,
  Jsonified<Awaited<ReturnType<F>>>,
  ExtraOf<F>
>

/**
 * Names a function so that clients can enqueue it and workers run it.
 *
 * @example
 * ```ts
 * const add = task('add', async (ctx, a: number, b: number) => a + b)
 * ```
 */
export function task<N extends string, F extends AnyRun<JobContext>>(
  name: N,
  run: F & JsonSafe<ArgumentsOf<F>> & Typed<ArgumentsOf<F>>,
): TaskOf<N, F>
/** The same for a function that says what it needs in `ctx.extra`. */
export function task<N extends string, F extends AnyRun<never>>(
  name: N,
  run: F & JsonSafe<ArgumentsOf<F>> & Typed<ArgumentsOf<F>>,
): TaskOf<N, F>
/** With an input schema: arguments are checked before they are sent and again before they are run. */
export function task<N extends string, S extends InputSchema, R, X extends object = WorkerExtra>(
  definition: TaskPolicy & {
    name: N
    input: S
    output?: undefined
    concurrency?: KeyConcurrency<[v.InferOutput<S>]>
    rate?: KeyRate<[v.InferOutput<S>]>
    unique?: TaskUnique<[v.InferOutput<S>]>
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
    concurrency?: KeyConcurrency<[v.InferOutput<S>]>
    rate?: KeyRate<[v.InferOutput<S>]>
    unique?: TaskUnique<[v.InferOutput<S>]>
    run: Run<[v.InferOutput<S>], v.InferInput<O>, X>
  },
): Task<N, v.InferInput<S>, [v.InferOutput<S>], v.InferOutput<O>, X> & { readonly output: O }
/** Without a schema: `params` names the positions, so that callers may name the arguments. */
export function task<N extends string, F extends AnyRun<JobContext>>(
  definition: TaskPolicy & {
    name: N
    params?: NamesOf<ArgumentsOf<F>>
    concurrency?: KeyConcurrency<ArgumentsOf<F>>
    rate?: KeyRate<ArgumentsOf<F>>
    unique?: TaskUnique<ArgumentsOf<F>>
    run: F & JsonSafe<ArgumentsOf<F>> & Typed<ArgumentsOf<F>>
  },
): TaskOf<N, F>
/** The same for a function that says what it needs in `ctx.extra`. */
export function task<N extends string, F extends AnyRun<never>>(
  definition: TaskPolicy & {
    name: N
    params?: NamesOf<ArgumentsOf<F>>
    concurrency?: KeyConcurrency<ArgumentsOf<F>>
    rate?: KeyRate<ArgumentsOf<F>>
    unique?: TaskUnique<ArgumentsOf<F>>
    run: F & JsonSafe<ArgumentsOf<F>> & Typed<ArgumentsOf<F>>
  },
): TaskOf<N, F>
/**
 * A function in a file of its own, which workers with `threads` run in a thread: for work that computes. Name the type of
 * the module, or of the function, to have arguments and result checked.
 *
 * @example
 * ```ts
 * const resize = task<typeof import('./resize.js')>({ name: 'resize', file: new URL('./resize.js', import.meta.url) })
 * ```
 */
export function task<F = UnknownRun>(
  definition: TaskPolicy &
    FileTask & {
      params?: readonly string[]
      concurrency?: KeyConcurrency<ArgumentsOf<RunOf<F>>>
      rate?: KeyRate<ArgumentsOf<RunOf<F>>>
      unique?: TaskUnique<ArgumentsOf<RunOf<F>>>
      run?: undefined
    },
): ThreadTask<F>
export function task(
  nameOrDefinition: string | (TaskPolicy & { name: string; run?: AnyTask['run'] | undefined }),
  run?: AnyTask['run'],
): AnyTask {
  const definition =
    typeof nameOrDefinition === 'string' ? { name: nameOrDefinition, run } : nameOrDefinition
  return taskOfDefinition(definition)
}

/**
 * A task of a definition that was put together elsewhere, of which no type is known here.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming the key that is wrong
 */
export function taskOfDefinition(definition: object): AnyTask {
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
