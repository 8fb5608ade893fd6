import type { AnyTask, EnqueueOptions, InputOf, Jsonified, ResultOf, TaskTypes } from '@arq/core'

import type { Job } from './job-handle.js'

/** A plain function whose name is the task's. */
export type NamedFunction = (ctx: never, ...args: never[]) => unknown

/** What can be enqueued: a task, a named function, or a task's name. */
export type Enqueueable = AnyTask | NamedFunction | string

// `{}` is what a client knows that was given no tasks.
// oxlint-disable-next-line typescript/no-empty-object-type
export type NoTasks = {}

/** What is known of a name; anything may be where nothing is, so that a client that knows tasks stands in for any. */
export type TypesFor<Tasks, K> = K extends keyof Tasks
  ? Tasks[K] extends TaskTypes
    ? Tasks[K]
    : TaskTypes
  : TaskTypes

/** `never` for a name whose types are known: those hold. */
export type UnknownName<N, Tasks> = N extends keyof Tasks ? never : unknown

/** No keys but the known ones: a typo in an option is a compile error even where its type is inferred. */
export type NoOtherKeys<O, Known> = Readonly<Record<Exclude<keyof O, keyof Known>, never>>

type NamedArguments = Readonly<Record<string, unknown>>

/** Positional arguments, and named ones beside them: checked when they are drafted. */
interface MixedArguments {
  readonly args?: readonly unknown[]
  readonly kwargs: NamedArguments
}

type ArgumentsOf<I> = [] extends I ? { readonly args?: I } : { readonly args: I }

interface LooseArguments {
  readonly args?: readonly unknown[] | NamedArguments
  readonly kwargs?: NamedArguments
}

type ArgumentsFor<T, Tasks> = [AnyTask] extends [T]
  ? LooseArguments
  : T extends keyof Tasks
    ? ArgumentsOf<TypesFor<Tasks, T>['input']>
    : ArgumentsForOther<T>

type ArgumentsForOther<T> = T extends AnyTask
  ? ArgumentsOf<InputOf<T>> | MixedArguments
  : T extends (ctx: never, ...args: infer A) => unknown
    ? ArgumentsOf<A> | MixedArguments
    : LooseArguments

/**
 * One job of a batch: the options of `enqueueJob` beside the task and its arguments. `args` is a list (positional) or an
 * object (named); a list may be mixed with `kwargs`.
 */
export type JobSpec<T extends Enqueueable = Enqueueable, Tasks = NoTasks> = EnqueueOptions & {
  readonly function: T
} & ArgumentsFor<T, Tasks>

/** Any job of a batch, with nothing known of its types. */
export type AnyJobSpec = EnqueueOptions & { readonly function: Enqueueable } & LooseArguments

/** The specs of a batch, each checked against its own task. */
export type CheckedSpecs<S, Tasks> = { readonly [K in keyof S]: CheckedSpec<S[K], Tasks> }

/** One spec, checked against its own task. */
export type CheckedSpec<S, Tasks> = S extends { readonly function: infer T extends Enqueueable }
  ? JobSpec<T, Tasks> & NoOtherKeys<S, AnyJobSpec>
  : never

type ResultOfAny<T, Tasks> = T extends keyof Tasks
  ? TypesFor<Tasks, T>['result']
  : T extends AnyTask
    ? ResultOf<T>
    : T extends (ctx: never, ...args: never[]) => infer R
      ? Jsonified<Awaited<R>>
      : unknown

/** The job of one spec; `null` is possible only where it has a `jobId`. */
export type JobOfSpec<S, Tasks = NoTasks> = S extends { readonly function: infer T }
  ? 'jobId' extends keyof S
    ? Job<ResultOfAny<T, Tasks>> | null
    : Job<ResultOfAny<T, Tasks>>
  : never

/** The jobs of a batch, in its order. */
export type JobsOfSpecs<S, Tasks = NoTasks> = {
  -readonly [K in keyof S]: JobOfSpec<S[K], Tasks>
}
