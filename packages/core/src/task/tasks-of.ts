import type * as v from 'valibot'

import type { Jsonified } from '../job/jsonified.js'
import type { AnyTask, InputOf, ResultOf, Task } from './task.js'

/** What a caller by name has to know of a task: what it takes, and what `job.result()` gives. Only types. */
export interface TaskTypes {
  readonly input: unknown
  readonly result: unknown
}

/** Tasks by name: see {@link TasksOf}. */
export type TaskTypesByName = Readonly<Record<string, TaskTypes>>

/**
 * The tasks of a worker, as types by name: for a program that enqueues by name and imports nothing of the tasks' code.
 * Of a list of tasks, of settings that have one as `functions`, or of a module that exports tasks.
 *
 * - A plain function has its name in a module, where it is that of the export; in a list it has none.
 * - A name carries no policy: where a task has a `queueName` of its own, a caller by name has to give it, too.
 * - No schema is applied to a result: a Date that the task's `output` makes of a text is a text here.
 *
 * @example
 * ```ts
 * // worker.ts
 * export const functions = [sendEmail, resize]
 * export type Tasks = TasksOf<typeof functions>
 *
 * // producer.ts: not one byte of worker.ts is loaded
 * import type { Tasks } from './worker.js'
 * const client = await createClient<Tasks>({ transport })
 * const job = await client.enqueueJob('send_email', ['ada@example.com', 'Welcome'])
 * ```
 */
export type TasksOf<T> = T extends readonly unknown[]
  ? { readonly [F in T[number] as NameOf<F>]: TypesOf<F> }
  : T extends { readonly functions: infer F extends readonly unknown[] }
    ? TasksOf<F>
    : { readonly [K in keyof T as ExportedName<T[K], K>]: TypesOf<T[K]> }

type TypesOf<T> = T extends AnyTask
  ? { readonly input: InputOf<T>; readonly result: RawResultOf<T> }
  : T extends (ctx: never, ...args: infer A) => infer R
    ? { readonly input: A; readonly result: Jsonified<Awaited<R>> }
    : never

/** Before an `output` schema: whoever has no schema gets what was stored. */
type RawResultOf<T> = T extends { readonly output: infer O extends v.GenericSchema }
  ? Jsonified<v.InferInput<O>>
  : ResultOf<T>

/** A name that is not known to the compiler would stand for all names. */
type Literal<N extends string> = string extends N ? never : N
type NameOf<T> = T extends Task<infer N> ? Literal<N> : never
type ExportedName<T, K extends PropertyKey> = T extends AnyTask
  ? NameOf<T>
  : T extends (ctx: never, ...args: never[]) => unknown
    ? K
    : never
