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

import { type MongoAddress, parseMongoUrl } from './mongo-url.js'
import { texts } from './texts.js'

export const SUBJECT = 'MongoResultStore settings'

const DEFAULT_PREFIX = 'arq_'
const DEFAULT_LIMIT = '5s'
const DEFAULT_CONNECTIONS = 5

/** Names of collections that are nobody else's: `system.` is MongoDB's. */
const PREFIX = /^(?!system\.)[A-Za-z_][A-Za-z0-9_.-]{0,59}$/

/** Every setting of `MongoResultStore`: its type, default, check and documentation. */
export const mongoResultStoreSettingsSchema = v.strictObject({
  url: v.pipe(
    v.string(mustBe.text),
    v.description(
      'URL of the database: `mongodb://` or `mongodb+srv://`, with user, password, hosts and database (none: `arq`). Its query may have what the driver knows: `replicaSet`, `authSource`, `tls`, `tlsCAFile`, `tlsCertificateKeyFile`, `w`, `maxPoolSize` and others.',
    ),
    v.metadata({ env: 'ARQ_RESULT_STORE_URL' } satisfies SettingMetadata),
  ),
  collectionPrefix: v.pipe(
    v.optional(v.string(mustBe.text)),
    v.description(
      `First part of the name of the collection: \`<prefix>jobs\`. Clients and workers need the same one. ?prefix= in the URL does the same. Default: ${DEFAULT_PREFIX}.`,
    ),
  ),
  migrate: v.pipe(
    v.optional(v.boolean(mustBe.flag), true),
    v.description(
      'Whether the store makes its collection and indexes when it first reaches the database. `false`: somebody calls `migrate()`, or `arq migrate-store`, with the rights to make them.',
    ),
  ),
  maxConnections: v.pipe(
    v.optional(countSchema(1)),
    v.description(
      `The most connections to each server that are open at once; two more that watch the server are not counted. \`maxPoolSize\` in the URL does the same. Default: ${String(DEFAULT_CONNECTIONS)}.`,
    ),
    v.metadata({ unit: 'connections' } satisfies SettingMetadata),
  ),
  tls: v.pipe(
    v.optional(tlsDetailsSchema),
    v.description('TLS details, in the place of those in the URL’s query.'),
  ),
  connectTimeout: v.pipe(
    v.optional(durationSchema),
    v.description(
      `How long finding a server that takes writes, opening a connection and waiting for a free one may take, each. \`connectTimeoutMS\` in the URL does the same. Default: ${DEFAULT_LIMIT}.`,
    ),
    v.metadata({ unit: 'duration' } satisfies SettingMetadata),
  ),
  commandTimeout: v.pipe(
    v.optional(durationSchema),
    v.description(
      `How long a call may take, as seen from here. After that it rejects with \`ARQ_STORE_TIMEOUT\`. \`socketTimeoutMS\` in the URL does the same. Default: ${DEFAULT_LIMIT}.`,
    ),
    v.metadata({ unit: 'duration' } satisfies SettingMetadata),
  ),
  degradeOnFailure: v.pipe(
    v.optional(v.boolean(mustBe.flag), true),
    v.description(
      'What happens while the database is away. `true`: jobs start and end, and their results are written when it is back. `false`: `connect()` and enqueueing reject, and no job starts until it is back.',
    ),
  ),
})

/** What users write. */
export type MongoResultStoreSettings = v.InferInput<typeof mongoResultStoreSettingsSchema>

/** What the code reads: complete, durations in milliseconds. */
export interface ResolvedMongoSettings {
  readonly address: MongoAddress
  /** `arq_jobs`. */
  readonly collection: string
  readonly migrate: boolean
  readonly maxConnections: number
  readonly tls: v.InferOutput<typeof tlsDetailsSchema> | undefined
  readonly connectTimeoutMs: number
  readonly commandTimeoutMs: number
  readonly degradeOnFailure: boolean
}

/** @throws {@link ConfigurationError} naming each wrong key */
export function resolveMongoSettings(input: MongoResultStoreSettings): ResolvedMongoSettings {
  const settings = parseSettings(SUBJECT, mongoResultStoreSettingsSchema, input)
  const address = parseMongoUrl(settings.url)
  const { options } = address
  const refuse = (path: string, text: Text): never => {
    throw new ConfigurationError(SUBJECT, [{ path, text }])
  }
  /** What the URL says in the place of a setting, for the driver to check. */
  const ofUrl = (path: 'maxConnections' | 'connectTimeout' | 'commandTimeout', key: string) => {
    const said = options.get(key.toLowerCase())
    if (said !== undefined && settings[path] !== undefined) refuse(path, texts.givenTwice({ key }))
    return said === undefined ? undefined : Number(said)
  }
  const limitMs = (path: 'connectTimeout' | 'commandTimeout', key: string): number => {
    const said = ofUrl(path, key)
    return limitToMs(SUBJECT, path, said ? said / 1000 : (settings[path] ?? DEFAULT_LIMIT))
  }
  const tlsKey = [...options.keys()].find((key) => key.startsWith('tls') || key === 'ssl')
  if (settings.tls && tlsKey !== undefined) refuse('tls', texts.givenTwice({ key: tlsKey }))
  if (options.get('w') === '0') refuse('url', texts.unacknowledged())
  const prefix = choosePrefix(SUBJECT, {
    path: 'collectionPrefix',
    setting: settings.collectionPrefix,
    ofUrl: address.prefix,
    otherwise: DEFAULT_PREFIX,
  })
  if (!PREFIX.test(prefix)) {
    refuse(
      settings.collectionPrefix === undefined ? 'url' : 'collectionPrefix',
      texts.prefixWrong(),
    )
  }
  return Object.freeze({
    address,
    collection: `${prefix}jobs`,
    migrate: settings.migrate,
    maxConnections:
      ofUrl('maxConnections', 'maxPoolSize') ?? settings.maxConnections ?? DEFAULT_CONNECTIONS,
    tls: settings.tls,
    connectTimeoutMs: limitMs('connectTimeout', 'connectTimeoutMS'),
    commandTimeoutMs: limitMs('commandTimeout', 'socketTimeoutMS'),
    degradeOnFailure: settings.degradeOnFailure,
  })
}
