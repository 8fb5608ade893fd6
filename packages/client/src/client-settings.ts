import {
  type Clock,
  type Codec,
  createConsoleLogger,
  jsonCodec,
  type Logger,
  type ResultStore,
  systemClock,
  type Transport,
} from '@arq/core'
import {
  countSchema,
  durationSchema,
  durationToMs,
  type Lifetime,
  parseSettings,
  portSchema,
} from '@arq/core/internal'
import * as v from 'valibot'

const COMPRESSION_THRESHOLD_BYTES = 8 * 1024

/** Every setting of a client: its type, check, default and description. */
export const ClientSettingsSchema = v.strictObject({
  transport: v.pipe(
    portSchema<Transport>('a transport', 'acquire', 'publish'),
    v.description('How jobs travel'),
  ),
  resultStore: v.pipe(
    v.optional(portSchema<ResultStore>('a result store', 'acquire', 'create', 'getMany')),
    v.description('Where state and results are kept; without one, results come by reply'),
  ),
  queueName: v.pipe(
    v.optional(v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty')), 'default'),
    v.description('Queue of jobs whose call and task name none'),
    v.metadata({ env: 'ARQ_QUEUE_NAME' }),
  ),
  expires: v.pipe(
    v.optional(durationSchema, '24h'),
    v.description('How long after it became due a job may still start'),
    v.metadata({ unit: 'seconds', source: 'arq: expires_extra_ms is a day' }),
  ),
  trackQueued: v.pipe(
    v.optional(v.boolean('must be true or false'), true),
    v.description('Write a queued record for every job, so that status() answers before it starts'),
  ),
  claimLease: v.pipe(
    v.optional(durationSchema, '60s'),
    v.description('How long a jobId stays taken when its client died before the job was sent'),
    v.metadata({ unit: 'seconds', source: 'longer than a publish with one reconnection takes' }),
  ),
  jobResultTtl: v.pipe(
    v.optional(
      v.union(
        [v.literal('forever'), durationSchema],
        'must be "forever" or a duration such as 86400 or "1d"',
      ),
      86_400,
    ),
    v.description('How long the record of an aborted or expired job is kept'),
    v.metadata({ unit: 'seconds', env: 'ARQ_RESULT_STORE_TTL', source: 'arq: keep_result' }),
  ),
  enableCompression: v.pipe(
    v.optional(
      v.union([v.boolean(), v.strictObject({ thresholdBytes: countSchema(1) })], (issue) =>
        issue.message.startsWith('Invalid type')
          ? 'must be true, false or { thresholdBytes }'
          : issue.message,
      ),
      false,
    ),
    v.description('gzip for bodies of at least 8 KiB, or of at least thresholdBytes'),
    v.metadata({ unit: 'bytes' }),
  ),
  keptReplies: v.pipe(
    v.optional(countSchema(1), 10_000),
    v.description('Without a result store: results held in memory until asked for, newest first'),
    v.metadata({ unit: 'results' }),
  ),
  codec: v.pipe(
    v.optional(portSchema<Codec>('a codec', 'encode', 'decode', 'findProblem'), jsonCodec),
    v.description('How jobs become bytes; workers need the same one'),
  ),
  logger: v.pipe(
    v.optional(portSchema<Logger>('a logger', 'debug', 'info', 'warn', 'error', 'child'), () =>
      createConsoleLogger({ level: 'warn' }),
    ),
    v.description('Where warnings go'),
  ),
  clock: v.pipe(
    v.optional(portSchema<Clock>('a clock', 'now', 'setTimer'), systemClock),
    v.description('The time; replaced in tests'),
  ),
})

/** What `createClient` takes. */
export type ClientSettings = v.InferInput<typeof ClientSettingsSchema>

type Parsed = v.InferOutput<typeof ClientSettingsSchema>

/** The settings complete, with every duration in milliseconds. */
export interface ResolvedClientSettings extends Omit<
  Parsed,
  'expires' | 'claimLease' | 'jobResultTtl' | 'enableCompression' | 'resultStore'
> {
  readonly resultStore: ResultStore | undefined
  readonly expiresMs: number
  readonly claimLeaseMs: number
  readonly resultTtl: Lifetime
  /** Absent: nothing is compressed. */
  readonly compressAboveBytes: number | undefined
}

/** @throws ConfigurationError naming each wrong key, and for a typo the nearest valid one */
export function parseClientSettings(input: ClientSettings): ResolvedClientSettings {
  const { expires, claimLease, jobResultTtl, enableCompression, resultStore, ...plain } =
    parseSettings('client settings', ClientSettingsSchema, input)
  return {
    ...plain,
    resultStore,
    expiresMs: durationToMs(expires, 'expires'),
    claimLeaseMs: durationToMs(claimLease, 'claimLease'),
    resultTtl:
      jobResultTtl === 'forever' ? jobResultTtl : durationToMs(jobResultTtl, 'jobResultTtl'),
    compressAboveBytes: compressionThreshold(enableCompression),
  }
}

function compressionThreshold(setting: Parsed['enableCompression']): number | undefined {
  if (setting === false) return undefined
  return setting === true ? COMPRESSION_THRESHOLD_BYTES : setting.thresholdBytes
}
