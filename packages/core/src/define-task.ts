import type * as v from 'valibot'

import type { JobContext, WorkerExtra } from './job-context.js'
import type { Jsonified, JsonSafe } from './jsonified.js'
import type { AnyTask, InputSchema, Task, TaskPolicy } from './task.js'
import { readTaskDefinition } from './task-definition.js'

const BRAND = Symbol.for('arq.task')

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
