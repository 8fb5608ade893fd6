import type { Jsonified } from '../job/jsonified.js'
import type { JobContext, WorkerExtra } from './job-context.js'
import type { Task } from './task.js'

/**
 * First parameter of a task that runs in a thread. As a job's context elsewhere, but for `client`, `children`, streams and steps: a
 * thread has no connection. `extra` has what can be copied of what `onStartup` put there; reading anything else throws.
 */
export type ThreadContext<X extends object = WorkerExtra> = Omit<
  JobContext<X>,
  'client' | 'children' | 'step' | 'sleep' | 'waitFor' | 'stream' | 'inbox'
>

/** What names the code of a task that runs in a thread. */
export interface FileTask {
  readonly name: string
  /** The module, for example `new URL('./resize.js', import.meta.url)`. */
  readonly file: URL
  /** Which of its exports is the function. @defaultValue `default` */
  readonly export?: string | undefined
}

type AnyRun = (ctx: never, ...args: never[]) => unknown

/** The function of a thread task: `F` itself, or the default export of the module `F`. */
export type RunOf<F> = F extends AnyRun
  ? F
  : F extends { default: infer D extends AnyRun }
    ? D
    : never
type ArgumentsOf<F> = F extends (ctx: never, ...args: infer A) => unknown ? A : never
type ExtraOf<F> = F extends (ctx: infer C, ...args: never[]) => unknown
  ? C extends { extra: infer X extends object }
    ? X
    : object
  : never

/** What `task` gives for a file: `F` is the type of its module, or of its function. */
export type ThreadTask<F> = Task<
  string,
  ArgumentsOf<RunOf<F>>,
  ArgumentsOf<RunOf<F>>,
  Jsonified<Awaited<ReturnType<RunOf<F>>>>,
  ExtraOf<RunOf<F>>
>

/** A file whose types nobody has named: any arguments, any result. */
export type UnknownRun = (ctx: ThreadContext<object>, ...args: unknown[]) => unknown
