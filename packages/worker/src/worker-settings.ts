import type {
  AnyTask,
  Clock,
  Codec,
  JobContext,
  Logger,
  ResultStore,
  TaskPolicy,
  Transport,
  WorkerContext,
  WorkerExtra,
} from '@arq/core'
import { createConsoleLogger, systemClock } from '@arq/core'
import {
  countSchema,
  durationSchema,
  functionSchema,
  portSchema,
  renderMessage,
} from '@arq/core/internal'
import * as v from 'valibot'

import { messages } from './messages.js'

/** A function that a worker takes in place of a task: its name is the task's. */
export type TaskFunction<X extends object = never> = (
  ctx: JobContext<X>,
  ...args: never[]
) => unknown

const anyFunction = functionSchema<(...args: never[]) => unknown>()
const hook = (when: string) => v.pipe(v.optional(anyFunction), v.description(when))

const queueSchema = v.strictObject({
  name: v.pipe(
    v.string(),
    v.nonEmpty('must not be empty'),
    v.description('The queue’s name at the broker'),
  ),
  weight: v.pipe(
    v.optional(v.pipe(countSchema(1), v.maxValue(1000, 'must be at most 1000')), 1),
    v.description(
      'Its share of the starts while other queues have waiting jobs too: 3 beside 1 is three of four',
    ),
  ),
  maxConcurrentJobs: v.pipe(
    v.optional(countSchema(1)),
    v.description('Jobs of it that run at once; absent: as many as the worker has slots'),
    v.metadata({ unit: 'jobs' }),
  ),
})

export const WorkerSettingsSchema = v.pipe(
  v.strictObject({
    functions: v.pipe(
      v.array(v.unknown(), 'must be a list of tasks or named functions'),
      v.minLength(1, renderMessage(messages.noTasks())),
      v.description('The tasks this worker can run: tasks, or plain named functions'),
    ),
    transport: v.pipe(
      portSchema<Transport>('a transport', 'acquire', 'publish', 'consume'),
      v.description('How jobs travel'),
    ),
    resultStore: v.pipe(
      v.optional(portSchema<ResultStore>('a result store', 'acquire', 'transition', 'get')),
      v.description('Where state and results are kept; without one, clients get results by reply'),
    ),
    queueName: v.pipe(
      v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
      v.description('The queue to work on; absent, and no queues: default'),
      v.metadata({ env: 'ARQ_QUEUE_NAME' }),
    ),
    queues: v.pipe(
      v.optional(
        v.pipe(
          v.array(queueSchema),
          v.minLength(1, 'must name at least one queue'),
          v.check(
            (queues) => new Set(queues.map(({ name }) => name)).size === queues.length,
            renderMessage(messages.queueTwice()),
          ),
        ),
      ),
      v.description(
        'Several queues to work on, instead of queueName; jobs of all run side by side, none is served before the others',
      ),
    ),
    dlqName: v.pipe(
      v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
      v.description('Where final failures go; absent: the transport decides, <queue>.dlq'),
    ),
    maxConcurrentJobs: v.pipe(
      v.optional(countSchema(1), 10),
      v.description('Jobs that run at once; never more than prefetchCount'),
      v.metadata({ unit: 'jobs', env: 'ARQ_MAX_CONCURRENT_JOBS' }),
    ),
    prefetchCount: v.pipe(
      v.optional(countSchema(1), 100),
      v.description('Jobs per queue that the broker may hand out before one is settled'),
      v.metadata({
        unit: 'jobs',
        env: 'RABBITMQ_PREFETCH_COUNT',
        source: 'RabbitMQ prefetch guide',
      }),
    ),
    jobTimeout: v.pipe(
      v.optional(durationSchema, 300),
      v.description('A run may take this long; a task may set its own'),
      v.metadata({ unit: 's', env: 'ARQ_JOB_TIMEOUT' }),
    ),
    maxRetries: v.pipe(
      v.optional(countSchema(0), 3),
      v.description('Runs after the first one; a task may set its own'),
      v.metadata({ unit: 'runs', env: 'ARQ_MAX_RETRIES' }),
    ),
    retryBackoff: v.pipe(
      v.optional(durationSchema, 5),
      v.description('Wait before the first retry; doubles each time, at most an hour'),
      v.metadata({ unit: 's', env: 'ARQ_RETRY_BACKOFF' }),
    ),
    retryJitter: v.pipe(
      v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1, 'must be at most 1')), 0),
      v.description('Share of a retry wait left to chance, so that jobs come back apart'),
      v.metadata({ unit: '0 to 1' }),
    ),
    retryOn: v.pipe(
      v.optional(v.picklist(['transient', 'all']), 'transient'),
      v.description('Which errors are retried: those that may go away by themselves, or all'),
    ),
    retryIf: v.pipe(
      v.optional(functionSchema<NonNullable<TaskPolicy['retryIf']>>()),
      v.description('Decides for one error; undefined leaves it to retryOn'),
    ),
    jobResultTtl: v.pipe(
      v.optional(v.union([v.literal('forever'), durationSchema]), 86_400),
      v.description('How long results are kept; 0 keeps nothing'),
      v.metadata({ unit: 's', env: 'ARQ_RESULT_STORE_TTL' }),
    ),
    keepResult: v.pipe(
      v.optional(v.union([v.literal('forever'), durationSchema])),
      v.description("arq's name for jobResultTtl; wins over it"),
      v.metadata({ unit: 's' }),
    ),
    enableJobResultStorage: v.pipe(
      v.optional(v.boolean(), true),
      v.description('false: this worker writes nothing to the result store'),
      v.metadata({ env: 'ARQ_ENABLE_RESULT_STORAGE' }),
    ),
    workerName: v.pipe(
      v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
      v.description('Goes before the random part of workerId; absent: the host name'),
      v.metadata({ env: 'ARQ_WORKER_NAME' }),
    ),
    jobCompletionWait: v.pipe(
      v.optional(durationSchema, 5),
      v.description('On a stop: wait this long for running jobs without a word'),
      v.metadata({ unit: 's' }),
    ),
    gracefulShutdownTimeout: v.pipe(
      v.optional(durationSchema, 30),
      v.description(
        'On a stop: then this long in all, before the rest is signalled and handed back',
      ),
      v.metadata({ unit: 's' }),
    ),
    handleSignals: v.pipe(
      v.optional(v.boolean()),
      v.description('Stop on SIGINT, SIGTERM and SIGHUP; default: true for Worker.run, else false'),
    ),
    codecs: v.pipe(
      v.optional(v.array(portSchema<Codec>('a codec', 'encode', 'decode')), []),
      v.description('Codecs beside JSON, chosen by the content type of each message'),
    ),
    logger: v.pipe(
      v.optional(portSchema<Logger>('a logger', 'info', 'error', 'child'), () =>
        createConsoleLogger(),
      ),
      v.description('Where log lines go; absent: the console'),
    ),
    clock: v.pipe(
      v.optional(portSchema<Clock>('a clock', 'now', 'setTimer'), () => systemClock),
      v.description('The time; injected by tests'),
    ),
    onStartup: hook('Before the first job; fills ctx.extra'),
    onShutdown: hook('After the last job'),
    onJobStart: hook('Before each run'),
    onJobSuccess: hook('After a run that returned'),
    onJobFailure: hook('After a run that threw'),
    onJobEnd: hook('After each run'),
    afterJobEnd: hook('After the end of a job was stored'),
  }),
  v.forward(
    v.check(
      ({ queueName, queues }) => queueName === undefined || queues === undefined,
      renderMessage(messages.queueAndQueues()),
    ),
    ['queues'],
  ),
)

/** What the schema cannot type: functions and hooks share one type of `ctx.extra`. */
interface TypedSettings<X extends object> {
  /** The tasks this worker can run: tasks, or plain named functions. */
  readonly functions: readonly (AnyTask<X> | TaskFunction<X>)[]
  readonly transport?: Transport
  /** Before the first job; fills `ctx.extra`. A throw ends the worker. */
  onStartup?(ctx: WorkerContext<X>): void | Promise<void>
  /** After the last job. */
  onShutdown?(ctx: WorkerContext<X>): void | Promise<void>
  /** Before each run. A hook that throws is reported and does not harm the job; so for all below. */
  onJobStart?(ctx: JobContext<X>): void | Promise<void>
  /** After a run that returned. */
  onJobSuccess?(ctx: JobContext<X>, result: unknown): void | Promise<void>
  /** After a run that threw, also when it is retried. */
  onJobFailure?(ctx: JobContext<X>, error: unknown): void | Promise<void>
  /** After each run. */
  onJobEnd?(ctx: JobContext<X>): void | Promise<void>
  /** After the end of a job was stored. */
  afterJobEnd?(ctx: JobContext<X>): void | Promise<void>
}

/** What users write: `satisfies WorkerSettings<{ db: Pool }>` types `ctx.extra` in hooks. */
export type WorkerSettings<X extends object = WorkerExtra> = Omit<
  v.InferInput<typeof WorkerSettingsSchema>,
  keyof TypedSettings<X>
> &
  TypedSettings<X>

/** Settings a worker can run with: the transport is there. */
export type RunnableSettings<X extends object = WorkerExtra> = WorkerSettings<X> & {
  readonly transport: Transport
}

type Needs<T> = T extends { run: (ctx: JobContext<infer X>, ...args: never[]) => unknown }
  ? X
  : T extends (ctx: JobContext<infer X>, ...args: never[]) => unknown
    ? X
    : never

/** What all of a worker's functions together need in `ctx.extra`. */
export type ExtraOf<T> = (T extends unknown ? (x: Needs<T>) => void : never) extends (
  x: infer I extends object,
) => void
  ? I
  : never

export type ParsedWorkerSettings = Readonly<v.InferOutput<typeof WorkerSettingsSchema>>
