import {
  type AnyTask,
  type Around,
  type Clock,
  type Codec,
  createConsoleLogger,
  type JobContext,
  portSchema,
  type ResultStore,
  systemClock,
  type Transport,
  type WorkerContext,
  type WorkerExtra,
} from '@arq/core'
import { enqueueEntries, loggerSchema, mustBe, portTexts, said } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from '../texts.js'
import { burstEntries } from './entries/burst-entries.js'
import { debugEntries } from './entries/debug-entries.js'
import { healthEntries } from './entries/health-entries.js'
import { hookEntries } from './entries/hook-entries.js'
import { processEntries } from './entries/process-entries.js'
import { queueEntries } from './entries/queue-entries.js'
import { rawEntries } from './entries/raw-entries.js'
import { resultEntries } from './entries/result-entries.js'
import { runEntries } from './entries/run-entries.js'
import { sourceEntries } from './entries/source-entries.js'

/** A function that a worker takes in place of a task: its name is the task's. */
export type TaskFunction<X extends object = never> = (
  ctx: JobContext<X>,
  ...args: never[]
) => unknown

/** Every setting of a worker: its type, check, default and description. */
export const workerSettingsSchema = v.pipe(
  v.strictObject({
    ...sourceEntries,
    ...queueEntries,
    ...rawEntries,
    ...runEntries,
    ...resultEntries,
    ...processEntries,
    ...burstEntries,
    ...healthEntries,
    ...debugEntries,
    handleSignals: v.pipe(
      v.optional(v.boolean(mustBe.flag)),
      v.description(
        'Stops the worker in order on SIGINT, SIGTERM and SIGHUP; a second signal ends the process at once. Default: `true` for `Worker.run`, else `false`.',
      ),
    ),
    ...enqueueEntries,
    codecs: v.pipe(
      v.optional(
        v.array(
          portSchema<Codec>(portTexts.aCodec(), 'encode', 'decode'),
          said(texts.mustBeCodecs()),
        ),
        [],
      ),
      v.description(
        'Codecs beside JSON. The content type of each message chooses one; a message whose codec is missing goes to the dead letter queue.',
      ),
    ),
    logger: v.pipe(
      v.optional(loggerSchema, () => createConsoleLogger()),
      v.description('Where log lines go. Absent: the console. What it throws is not passed on.'),
    ),
    clock: v.pipe(
      v.optional(
        portSchema<Clock>(portTexts.aClock(), 'now', 'monotonicNow', 'setTimer'),
        () => systemClock,
      ),
      v.description('The time. Tests replace it, for example by a `ManualClock`.'),
    ),
    ...hookEntries,
  }),
  v.forward(
    v.check(
      ({ queueName, queues }) => queueName === undefined || queues === undefined,
      said(texts.queueAndQueues()),
    ),
    ['queues'],
  ),
  v.forward(
    v.check(({ functions, raw }) => functions.length + raw.length > 0, said(texts.noTasks())),
    ['functions'],
  ),
)

/** A server of a settings module that `arq worker` opens: its URL, whose scheme chooses the package, and the package's settings. */
export interface ServerAddress {
  readonly url: string | readonly string[]
  readonly [setting: string]: unknown
}

/** What the schema cannot type: functions and hooks share one type of `ctx.extra`. */
interface TypedSettings<X extends object> {
  /** The tasks this worker can run: tasks, or plain named functions. */
  readonly functions: readonly (AnyTask<X> | TaskFunction<X>)[]
  /** Or where it is: `arq worker` opens it, with its own flags and variables in place of these. */
  readonly transport?: Transport | ServerAddress
  readonly resultStore?: ResultStore | ServerAddress | undefined
  /** As `resultStore: { url }`: of the Python library. */
  readonly jobResultStoreUrl?: string
  /** Before the first job; fills `ctx.extra`. A throw ends the worker. */
  onStartup?(ctx: WorkerContext<X>): void | Promise<void>
  /** After the last job. */
  onShutdown?(ctx: WorkerContext<X>): void | Promise<void>
  /** Wraps each run of each task. Several: the first is the outermost. */
  readonly around?: Around<X> | readonly Around<X>[]
  /** Before each run. A hook that throws is reported and does not harm the job; so for all below. */
  onJobStart?(ctx: JobContext<X>): void | Promise<void>
  /**
   * When a task goes on 5 s after its signal: nobody waits for it any more, and its late result is dropped.
   * @param reason what the signal gave: `JobTimeout` or `JobAborted`
   */
  onJobStuck?(ctx: JobContext<X>, reason: unknown): void | Promise<void>
  /** After a run that returned. */
  onJobSuccess?(ctx: JobContext<X>, result: unknown): void | Promise<void>
  /** After a run that threw, also when it is retried. */
  onJobFailure?(ctx: JobContext<X>, error: unknown): void | Promise<void>
  /** After each run. */
  onJobEnd?(ctx: JobContext<X>): void | Promise<void>
  /** After the end of a job was stored. */
  afterJobEnd?(ctx: JobContext<X>): void | Promise<void>
}

/** What users write; `satisfies WorkerSettings<{ db: Pool }>` types `ctx.extra` in hooks. */
export type WorkerSettings<X extends object = WorkerExtra> = Omit<
  v.InferInput<typeof workerSettingsSchema>,
  keyof TypedSettings<X>
> &
  TypedSettings<X>

/** Settings a worker can run with: the transport is there, and what is an address elsewhere is open. */
export type RunnableSettings<X extends object = WorkerExtra> = WorkerSettings<X> & {
  readonly transport: Transport
  readonly resultStore?: ResultStore | undefined
  readonly jobResultStoreUrl?: never
}

/** What one function needs in `ctx.extra`: `{ db: Pool }` of a task whose `ctx` is a `JobContext<{ db: Pool }>`. */
type Needs<T> = T extends { run: (ctx: JobContext<infer X>, ...args: never[]) => unknown }
  ? X
  : T extends (ctx: JobContext<infer X>, ...args: never[]) => unknown
    ? X
    : never

/**
 * What all functions of a worker together need in `ctx.extra`. Of one that needs `{ db: Pool }` and one that needs
 * `{ http: Agent }` it is `{ db: Pool } & { http: Agent }`: parameters of a union of functions are intersected.
 */
export type ExtraOf<T> = (T extends unknown ? (x: Needs<T>) => void : never) extends (
  x: infer I extends object,
) => void
  ? I
  : never
