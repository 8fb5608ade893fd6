import { ConfigurationError } from '@arq/core'
import {
  countSchema,
  durationSchema,
  durationToMs,
  parseSettings,
  type SettingMetadata,
  tlsSchema,
} from '@arq/core/internal'
import * as v from 'valibot'

import { parseRedisUrl, type RedisAddress } from './redis-url.js'

const DEFAULT_PREFIX = 'rabbitmq_arq'

/** Every setting of `RedisResultStore`: its type, default, check and documentation. */
export const redisResultStoreSchema = v.strictObject({
  url: v.pipe(
    v.optional(v.string('must be text'), 'redis://localhost:6379/0'),
    v.description('redis:// or rediss:// (TLS), with user, password and database number if any'),
    v.metadata({
      env: 'ARQ_RESULT_STORE_URL',
      source: 'default of rabbitmq-arq',
    } satisfies SettingMetadata),
  ),
  keyPrefix: v.pipe(
    v.optional(v.pipe(v.string('must be text'), v.nonEmpty('must not be empty'))),
    v.description(
      `First part of every key; the URL’s ?prefix= does the same. Default: ${DEFAULT_PREFIX}`,
    ),
    v.metadata({ source: 'rabbitmq-arq: its workers read these keys' } satisfies SettingMetadata),
  ),
  tls: v.pipe(v.optional(tlsSchema), v.description('TLS details for a rediss: URL')),
  connectTimeout: v.pipe(
    v.optional(durationSchema, '5s'),
    v.description('Longest time to open a connection, and for connect() to wait for it'),
    v.metadata({ unit: 'duration', source: 'default of node-redis' } satisfies SettingMetadata),
  ),
  commandTimeout: v.pipe(
    v.optional(durationSchema, '5s'),
    v.description('Longest time to wait for an answer; then the call rejects ARQ_STORE_TIMEOUT'),
    v.metadata({
      unit: 'duration',
      source: 'socket_timeout of rabbitmq-arq',
    } satisfies SettingMetadata),
  ),
  retryOnTimeout: v.pipe(
    v.optional(v.boolean('must be true or false'), true),
    v.description(
      'Repeats a call once on a new connection after a timeout, where repeating cannot change its outcome',
    ),
    v.metadata({ source: 'retry_on_timeout of rabbitmq-arq' } satisfies SettingMetadata),
  ),
  degradeOnFailure: v.pipe(
    v.optional(v.boolean('must be true or false'), true),
    v.description(
      'true: jobs run on while Redis is down. false: connect() rejects, workers do not start without it',
    ),
  ),
  maxIdsPerQueue: v.pipe(
    v.optional(countSchema(1), 100_000),
    v.description(
      'Most ids kept in a queue’s set, which listWaiting reads; beyond it ended jobs leave the set first',
    ),
    v.metadata({
      unit: 'ids',
      source: 'about 10 MB of Redis memory; rabbitmq-arq sets no bound',
    } satisfies SettingMetadata),
  ),
})

/** What users write. */
export type RedisResultStoreSettings = v.InferInput<typeof redisResultStoreSchema>

/** What the code reads: complete, durations in milliseconds. */
export interface ResolvedRedisSettings {
  readonly address: RedisAddress
  readonly keyPrefix: string
  readonly tls: v.InferOutput<typeof tlsSchema> | undefined
  readonly connectTimeoutMs: number
  readonly commandTimeoutMs: number
  readonly retryOnTimeout: boolean
  readonly degradeOnFailure: boolean
  readonly maxIdsPerQueue: number
}

/** @throws {@link ConfigurationError} naming each wrong key */
export function resolveRedisSettings(input: RedisResultStoreSettings): ResolvedRedisSettings {
  const subject = 'RedisResultStore settings'
  const settings = parseSettings(subject, redisResultStoreSchema, input)
  const address = parseRedisUrl(settings.url)
  const { keyPrefix, tls } = settings
  const refuse = (path: string, message: string): never => {
    throw new ConfigurationError(subject, [{ path, message }])
  }
  if (address.prefix === '') refuse('url', 'has an empty ?prefix=')
  if (keyPrefix !== undefined && address.prefix !== undefined && keyPrefix !== address.prefix) {
    refuse('keyPrefix', `is ${keyPrefix}, but the url says ?prefix=${address.prefix}; give one`)
  }
  if (tls && !address.tls) refuse('tls', 'needs a rediss: url')
  const toMs = (key: 'connectTimeout' | 'commandTimeout'): number => {
    const ms = durationToMs(settings[key], key)
    return ms > 0 ? ms : refuse(key, 'must be more than 0')
  }
  return Object.freeze({
    address,
    keyPrefix: keyPrefix ?? address.prefix ?? DEFAULT_PREFIX,
    tls,
    connectTimeoutMs: toMs('connectTimeout'),
    commandTimeoutMs: toMs('commandTimeout'),
    retryOnTimeout: settings.retryOnTimeout,
    degradeOnFailure: settings.degradeOnFailure,
    maxIdsPerQueue: settings.maxIdsPerQueue,
  })
}
