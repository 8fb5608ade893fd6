import {
  ConfigurationError,
  countSchema,
  durationSchema,
  parseSettings,
  type SettingMetadata,
  type Text,
} from '@arq/core'
import { mustBe, tlsDetailsSchema } from '@arq/core/internal'
import { limitToMs } from '@arq/core/store'
import * as v from 'valibot'

import {
  credentialsSchema,
  type S3Credentials,
  type S3CredentialsProvider,
} from './s3-credentials.js'
import { parseS3Url, placeOf } from './s3-url.js'
import { texts } from './texts.js'

const DEFAULT_REGION = 'us-east-1'

/** Every setting of `S3ResultStore`: its type, default, check and documentation. */
export const s3ResultStoreSettingsSchema = v.strictObject({
  url: v.pipe(
    v.string(mustBe.text),
    v.description(
      'Bucket, and what the names of objects begin with: `s3://bucket/prefix`. Clients and workers need the same one. With `?endpoint=https://…` for a server that is not Amazon’s, and `?region=`; key and secret may stand before the bucket, percent-encoded: `s3://key:secret@bucket`.',
    ),
    v.metadata({ env: 'ARQ_RESULT_STORE_URL' } satisfies SettingMetadata),
  ),
  endpoint: v.pipe(
    v.optional(v.string(mustBe.text)),
    v.description(
      'Address of the server: `https://minio.example:9000`. ?endpoint= in the URL does the same. Default: Amazon’s of the region.',
    ),
  ),
  region: v.pipe(
    v.optional(v.pipe(v.string(mustBe.text), v.nonEmpty(mustBe.notEmpty))),
    v.description(
      `Region of the bucket. ?region= in the URL does the same. Default: ${DEFAULT_REGION}, which MinIO, Ceph and R2 take, too.`,
    ),
  ),
  credentials: v.pipe(
    v.optional(credentialsSchema),
    v.description(
      '`{ accessKeyId, secretAccessKey, sessionToken }`, or a function that gives them before each request, such as `fromNodeProviderChain()` of `@aws-sdk/credential-providers` for roles. Default: those in the URL.',
    ),
  ),
  pathStyle: v.pipe(
    v.optional(v.boolean(mustBe.flag)),
    v.description(
      'Whether the bucket stands in the path of a request (`https://host/bucket`), not in its host. Default: true with an endpoint of your own.',
    ),
  ),
  allowUnguarded: v.pipe(
    v.optional(v.boolean(mustBe.flag), false),
    v.description(
      'Works with a server that ignores conditional writes, too: then the last of two writers at once wins, a result can be lost or changed by an attempt that had lost its job, and two calls can take one jobId. `false`: `connect()` rejects with `ARQ_UNSUPPORTED`.',
    ),
  ),
  tls: v.pipe(v.optional(tlsDetailsSchema), v.description('TLS details. Only for `https:`.')),
  maxConnections: v.pipe(
    v.optional(countSchema(1), 50),
    v.description('The most requests that are under way at once.'),
    v.metadata({ unit: 'connections' } satisfies SettingMetadata),
  ),
  connectTimeout: v.pipe(
    v.optional(durationSchema, '5s'),
    v.description('How long opening a connection may take.'),
    v.metadata({ unit: 'duration' } satisfies SettingMetadata),
  ),
  commandTimeout: v.pipe(
    v.optional(durationSchema, '10s'),
    v.description(
      'How long a request may take, repetitions included while the server asks for them (503). After that the call rejects with `ARQ_STORE_TIMEOUT` or `ARQ_STORE_UNAVAILABLE`.',
    ),
    v.metadata({ unit: 'duration' } satisfies SettingMetadata),
  ),
  degradeOnFailure: v.pipe(
    v.optional(v.boolean(mustBe.flag), true),
    v.description(
      'What happens while the server is away. `true`: jobs start and end, and their results are written when it is back. `false`: `connect()` and enqueueing reject, and no job starts until it is back.',
    ),
  ),
})

/** Every setting of `s3Payloads`: those of the store that are about bucket, login and limits. */
export const s3PayloadsSettingsSchema = v.strictObject({
  ...v.omit(s3ResultStoreSettingsSchema, ['allowUnguarded', 'degradeOnFailure']).entries,
  commandTimeout: v.pipe(
    v.optional(durationSchema, '60s'),
    v.description(
      'How long a request may take, repetitions included while the server asks for them (503): large payloads take their time.',
    ),
    v.metadata({ unit: 'duration' } satisfies SettingMetadata),
  ),
})

/** What users write. */
export type S3PayloadsSettings = v.InferInput<typeof s3PayloadsSettingsSchema>

/** What users write. */
export type S3ResultStoreSettings = v.InferInput<typeof s3ResultStoreSettingsSchema>

/** What the code reads: complete, durations in milliseconds. */
export interface ResolvedS3Settings {
  readonly bucket: string
  readonly bucketUrl: string
  readonly prefix: string
  /** For people: without login. */
  readonly shown: string
  readonly region: string
  readonly credentials: S3Credentials | S3CredentialsProvider
  readonly allowUnguarded: boolean
  readonly tls: v.InferOutput<typeof tlsDetailsSchema> | undefined
  readonly maxConnections: number
  readonly connectTimeoutMs: number
  readonly commandTimeoutMs: number
  readonly degradeOnFailure: boolean
}

/** @throws {@link ConfigurationError} naming each wrong key */
export function resolveS3Settings(input: S3ResultStoreSettings): ResolvedS3Settings {
  const subject = 'S3ResultStore settings'
  return resolved(subject, parseSettings(subject, s3ResultStoreSettingsSchema, input))
}

/** @throws {@link ConfigurationError} naming each wrong key */
export function resolveS3PayloadsSettings(input: S3PayloadsSettings): ResolvedS3Settings {
  const subject = 's3Payloads settings'
  const settings = parseSettings(subject, s3PayloadsSettingsSchema, input)
  return resolved(subject, { ...settings, allowUnguarded: true, degradeOnFailure: true })
}

function resolved(
  subject: string,
  settings: v.InferOutput<typeof s3ResultStoreSettingsSchema>,
): ResolvedS3Settings {
  const url = parseS3Url(settings.url)
  const { tls, pathStyle } = settings
  const refuse = (path: string, text: Text): never => {
    throw new ConfigurationError(subject, [{ path, text }])
  }
  /** One of the two: whoever gives both different ones means something else than happens. */
  const once = (path: 'endpoint' | 'region'): string | undefined => {
    const [setting, ofUrl] = [settings[path], url[path]]
    const isTwice = setting !== undefined && ofUrl !== undefined && setting !== ofUrl
    return isTwice ? refuse(path, texts.givenTwice({ name: path })) : (setting ?? ofUrl)
  }
  const credentials =
    settings.credentials ?? url.credentials ?? refuse('credentials', texts.credentialsAbsent())
  if (settings.credentials !== undefined && url.credentials) {
    refuse('credentials', texts.givenTwice({ name: 'key:secret@' }))
  }
  const region = once('region') ?? DEFAULT_REGION
  const { bucket, prefix } = url
  const place = placeOf({ bucket, prefix, region, endpoint: once('endpoint'), pathStyle })
  if (tls && !place.bucketUrl.startsWith('https:')) refuse('tls', texts.tlsNeedsHttps())
  return Object.freeze({
    ...{ bucket, prefix, region, credentials, tls, ...place },
    allowUnguarded: settings.allowUnguarded,
    maxConnections: settings.maxConnections,
    connectTimeoutMs: limitToMs(subject, 'connectTimeout', settings.connectTimeout),
    commandTimeoutMs: limitToMs(subject, 'commandTimeout', settings.commandTimeout),
    degradeOnFailure: settings.degradeOnFailure,
  })
}
