import {
  type Clock,
  countSchema,
  createConsoleLogger,
  lifetimeSchema,
  parseSettings,
  portSchema,
  type ResultStore,
  systemClock,
  type Transport,
} from '@arq/core'
import {
  enqueueEntries,
  loggerSchema,
  portTexts,
  queueNameSchema,
  type ResolvedEnqueueSettings,
  resolveEnqueueSettings,
} from '@arq/core/internal'
import * as v from 'valibot'

/** Every setting of a client: its type, check, default and description. */
export const clientSettingsSchema = v.strictObject({
  transport: v.pipe(
    portSchema<Transport>(portTexts.aTransport(), 'acquire', 'publish'),
    v.description(
      'The way to the broker, for example an `AmqpTransport`. The client opens it and closes it, unless you connected it yourself.',
    ),
  ),
  resultStore: v.pipe(
    v.optional(portSchema<ResultStore>(portTexts.aResultStore(), 'acquire', 'create', 'getMany')),
    v.description(
      'Where the state and the result of each job are kept. Without one there is no `job.status()`, no unique `jobId`, an abort reaches only jobs that a worker holds, and results come as replies to this client alone.',
    ),
  ),
  queueName: v.pipe(
    v.optional(queueNameSchema, 'default'),
    v.description('Queue of jobs for which neither the call nor the task names one.'),
    v.metadata({ env: 'ARQ_QUEUE_NAME' }),
  ),
  ...enqueueEntries,
  jobResultTtl: v.pipe(
    v.optional(lifetimeSchema, 86_400),
    v.description(
      'How long the record of a job that this client aborted is kept. Results are kept as long as the worker says.',
    ),
    v.metadata({ unit: 'duration', env: 'ARQ_RESULT_STORE_TTL', source: 'arq: keep_result' }),
  ),
  keptReplies: v.pipe(
    v.optional(countSchema(0), 10_000),
    v.description(
      'Without a result store: results that are held in memory until somebody asks. Beyond it the oldest are dropped, and `job.result()` of them waits until its timeout. 0: workers are not asked to send any, for a program that only enqueues; `job.result()` is refused.',
    ),
    v.metadata({ unit: 'results' }),
  ),
  logger: v.pipe(
    v.optional(loggerSchema, () => createConsoleLogger({ level: 'warn' })),
    v.description(
      'Where warnings go. Absent: the console, from level `warn` on. What it throws is not passed on.',
    ),
  ),
  clock: v.pipe(
    v.optional(
      portSchema<Clock>(portTexts.aClock(), 'now', 'monotonicNow', 'setTimer'),
      systemClock,
    ),
    v.description('The time. Tests replace it, for example by a `ManualClock`.'),
  ),
})

/** What `createClient` takes. */
export type ClientSettings = v.InferInput<typeof clientSettingsSchema>

type Parsed = v.InferOutput<typeof clientSettingsSchema>

/** The settings complete, with every duration in milliseconds. */
export interface ResolvedClientSettings extends Pick<
  Parsed,
  'transport' | 'queueName' | 'keptReplies' | 'logger' | 'clock'
> {
  readonly resultStore: ResultStore | undefined
  readonly enqueue: ResolvedEnqueueSettings
}

/** @throws ConfigurationError naming each wrong key, and for a typo the nearest valid one */
export function resolveClientSettings(input: ClientSettings): ResolvedClientSettings {
  const parsed = parseSettings('Client settings', clientSettingsSchema, input)
  const { transport, resultStore, queueName, keptReplies, logger, clock } = parsed
  const enqueue = resolveEnqueueSettings(parsed)
  return { transport, resultStore, queueName, keptReplies, logger, clock, enqueue }
}
