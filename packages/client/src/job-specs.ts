import type { AnyTask, EnqueueOptions, InputOf, Jsonified, ResultOf } from '@arq/core'

import type { Job } from './job-handle.js'

/** A plain function whose name is the task's. */
export type NamedFunction = (ctx: never, ...args: never[]) => unknown

/** What can be enqueued: a task, a named function, or a task's name. */
export type Enqueueable = AnyTask | NamedFunction | string

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

type ArgumentsFor<T> = [AnyTask] extends [T]
  ? LooseArguments
  : T extends AnyTask
    ? ArgumentsOf<InputOf<T>> | MixedArguments
    : T extends (ctx: never, ...args: infer A) => unknown
      ? ArgumentsOf<A> | MixedArguments
      : LooseArguments

/**
 * One job of a batch: the options of `enqueueJob` beside the task and its arguments. `args` is a list (positional) or an
 * object (named); a list may be mixed with `kwargs`.
 */
export type JobSpec<T extends Enqueueable = Enqueueable> = EnqueueOptions & {
  readonly function: T
} & ArgumentsFor<T>

/** Any job of a batch, with nothing known of its types. */
export type AnyJobSpec = EnqueueOptions & { readonly function: Enqueueable } & LooseArguments

/** The specs of a batch, each checked against its own task. */
export type CheckedSpecs<S> = { readonly [K in keyof S]: CheckedSpec<S[K]> }

/** One spec, checked against its own task. */
export type CheckedSpec<S> = S extends { readonly function: infer T extends Enqueueable }
  ? JobSpec<T> & NoOtherKeys<S, AnyJobSpec>
  : never

type ResultOfAny<T> = T extends AnyTask
  ? ResultOf<T>
  : T extends (ctx: never, ...args: never[]) => infer R
    ? Jsonified<Awaited<R>>
    : unknown

/** The job of one spec; `null` is possible only where it has a `jobId`. */
export type JobOfSpec<S> = S extends { readonly function: infer T }
  ? 'jobId' extends keyof S
    ? Job<ResultOfAny<T>> | null
    : Job<ResultOfAny<T>>
  : never

/** The jobs of a batch, in its order. */
export type JobsOfSpecs<S> = { -readonly [K in keyof S]: JobOfSpec<S[K]> }
