import {
  ConfigurationError,
  countSchema,
  durationSchema,
  parseSettings,
  type SettingMetadata,
  type Text,
} from '@arq/core'
import { mustBe, tlsDetailsSchema } from '@arq/core/internal'
import { choosePrefix, limitToMs } from '@arq/core/store'
import * as v from 'valibot'

import type { RedisLayout } from './redis-keys.js'
import { parseRedisUrl, type RedisAddress } from './redis-url.js'
import { texts } from './texts.js'

const DEFAULT_PREFIX = 'rabbitmq_arq'

/** Every setting of `RedisResultStore`: its type, default, check and documentation. */
export const redisResultStoreSettingsSchema = v.strictObject({
  url: v.pipe(
    v.optional(v.string(mustBe.text), 'redis://localhost:6379/0'),
    v.description(
      'URL of Redis, with user, password and database number if any: `redis://`, for Redis Cluster `redis+cluster://host:port,host:port`, for Sentinel `redis+sentinel://host:port,host:port/name`; with TLS `rediss://` and so on.',
    ),
    v.metadata({
      env: 'ARQ_RESULT_STORE_URL',
      source: 'default of rabbitmq-arq',
    } satisfies SettingMetadata),
  ),
  keyPrefix: v.pipe(
    v.optional(v.pipe(v.string(mustBe.text), v.nonEmpty(mustBe.notEmpty))),
    v.description(
      `First part of every key. Clients and workers need the same one. ?prefix= in the URL does the same. Default: ${DEFAULT_PREFIX}.`,
    ),
    v.metadata({ source: 'rabbitmq-arq: its workers read these keys' } satisfies SettingMetadata),
  ),
  layout: v.pipe(
    v.optional(v.picklist(['lean', 'python'], mustBe.oneOf('lean', 'python')), 'lean'),
    v.description(
      'How records lie in Redis. `lean`: one key per job, the cheapest. `python`: as the Python library `rabbitmq-arq` keeps them, for those who share Redis with it. Clients and workers need the same one.',
    ),
  ),
  tls: v.pipe(
    v.optional(tlsDetailsSchema),
    v.description('TLS details. Only for a `rediss:` URL.'),
  ),
  sentinelUsername: v.pipe(
    v.optional(v.string(mustBe.text)),
    v.description(
      'User for the sentinels, where they ask for one. Only for a `redis+sentinel:` URL, whose own login is for the servers.',
    ),
  ),
  sentinelPassword: v.pipe(
    v.optional(v.string(mustBe.text)),
    v.description('Password for the sentinels, where they ask for one.'),
  ),
  connectTimeout: v.pipe(
    v.optional(durationSchema, '5s'),
    v.description('How long opening a connection may take, and how long `connect()` waits for it.'),
    v.metadata({ unit: 'duration', source: 'default of node-redis' } satisfies SettingMetadata),
  ),
  commandTimeout: v.pipe(
    v.optional(durationSchema, '5s'),
    v.description(
      'How long a call waits for its answer. After that it rejects with `ARQ_STORE_TIMEOUT`.',
    ),
    v.metadata({
      unit: 'duration',
      source: 'socket_timeout of rabbitmq-arq',
    } satisfies SettingMetadata),
  ),
  retryOnTimeout: v.pipe(
    v.optional(v.boolean(mustBe.flag), true),
    v.description(
      'Repeats a call once, on a new connection, after a timeout. Only calls whose outcome a repetition cannot change.',
    ),
    v.metadata({ source: 'retry_on_timeout of rabbitmq-arq' } satisfies SettingMetadata),
  ),
  degradeOnFailure: v.pipe(
    v.optional(v.boolean(mustBe.flag), true),
    v.description(
      'What happens while Redis is away. `true`: jobs start and end, and their results are written when it is back. `false`: `connect()` and enqueueing reject, and no job starts until it is back.',
    ),
  ),
  maxIdsPerQueue: v.pipe(
    v.optional(countSchema(1), 100_000),
    v.description(
      'The most ids that are kept in the set of a queue, which `listWaiting` reads. Beyond it the ids of ended jobs leave the set first.',
    ),
    v.metadata({
      unit: 'ids',
      source: 'about 10 MB of Redis memory; rabbitmq-arq sets no bound',
    } satisfies SettingMetadata),
  ),
})

/** What users write. */
export type RedisResultStoreSettings = v.InferInput<typeof redisResultStoreSettingsSchema>

type TlsDetails = v.InferOutput<typeof tlsDetailsSchema>

/** What the code reads: complete, durations in milliseconds. */
export interface ResolvedRedisSettings {
  readonly address: RedisAddress
  readonly keyPrefix: string
  readonly layout: RedisLayout
  readonly tls: TlsDetails | undefined
  readonly sentinelLogin: {
    readonly username: string | undefined
    readonly password: string | undefined
  }
  readonly connectTimeoutMs: number
  readonly commandTimeoutMs: number
  readonly retryOnTimeout: boolean
  readonly degradeOnFailure: boolean
  readonly maxIdsPerQueue: number
}

/** @throws {@link ConfigurationError} naming each wrong key */
export function resolveRedisSettings(input: RedisResultStoreSettings): ResolvedRedisSettings {
  const subject = 'RedisResultStore settings'
  const settings = parseSettings(subject, redisResultStoreSettingsSchema, input)
  const address = parseRedisUrl(settings.url)
  const { tls, sentinelUsername, sentinelPassword } = settings
  const refuse = (path: string, text: Text): never => {
    throw new ConfigurationError(subject, [{ path, text }])
  }
  if (address.prefix === '') refuse('url', texts.prefixEmpty())
  const keyPrefix = choosePrefix(subject, {
    path: 'keyPrefix',
    setting: settings.keyPrefix,
    ofUrl: address.prefix,
    otherwise: DEFAULT_PREFIX,
  })
  if (tls && !address.tls) refuse('tls', texts.tlsNeedsRediss())
  for (const name of ['ca', 'cert', 'key'] as const) {
    if (tls?.[name] !== undefined && address.tlsFiles[name] !== undefined) {
      refuse(`tls.${name}`, texts.fileAndSetting())
    }
  }
  if (address.kind !== 'sentinel') {
    if (sentinelUsername !== undefined) refuse('sentinelUsername', texts.sentinelOnly())
    if (sentinelPassword !== undefined) refuse('sentinelPassword', texts.sentinelOnly())
  }
  if (address.kind === 'cluster' && settings.layout === 'python') {
    refuse('layout', texts.layoutOfCluster())
  }
  return Object.freeze({
    address,
    keyPrefix,
    layout: settings.layout,
    tls: address.tls ? { rejectUnauthorized: true, ...tls, ...address.tlsFiles } : undefined,
    sentinelLogin: { username: sentinelUsername, password: sentinelPassword },
    connectTimeoutMs: limitToMs(subject, 'connectTimeout', settings.connectTimeout),
    commandTimeoutMs: limitToMs(subject, 'commandTimeout', settings.commandTimeout),
    retryOnTimeout: settings.retryOnTimeout,
    degradeOnFailure: settings.degradeOnFailure,
    maxIdsPerQueue: settings.maxIdsPerQueue,
  })
}
