import { StoreUrlReader } from '@arq/core/store'

import type { S3Credentials } from './s3-credentials.js'
import { texts } from './texts.js'

/** A URL of a bucket, taken apart. */
export interface S3Url {
  readonly bucket: string
  /** What the names of objects begin with: empty, or with a slash at its end. */
  readonly prefix: string
  readonly endpoint: string | undefined
  readonly region: string | undefined
  readonly credentials: S3Credentials | undefined
}

/** As S3 takes names of buckets: they become a part of a host's name. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

const reader = new StoreUrlReader('S3ResultStore settings')

/**
 * Reads `s3://[key:secret@]bucket[/prefix][?endpoint=…&region=…]`.
 * @throws {@link ConfigurationError} that never repeats the secret, not even of a URL it cannot read
 */
export function parseS3Url(url: string): S3Url {
  const parsed = reader.parse(url, 's3://[key:secret@]bucket[/prefix][?endpoint=https://…]')
  const { protocol, host, pathname, searchParams } = parsed
  if (protocol !== 's3:') throw reader.wrong(texts.schemeUnknown({ protocol }))
  reader.refuseUnknownKeys(parsed, ['endpoint', 'region'])
  if (!BUCKET.test(host)) throw reader.wrong(texts.bucketWrong({ bucket: host }))
  const accessKeyId = reader.decode(parsed.username, 'user')
  const secretAccessKey = reader.decode(parsed.password, 'password')
  const hasOne = accessKeyId !== undefined || secretAccessKey !== undefined
  const hasBoth = accessKeyId !== undefined && secretAccessKey !== undefined
  if (hasOne && !hasBoth) throw reader.wrong(texts.halfALogin())
  return {
    bucket: host,
    prefix: prefixOf(reader.decode(pathname.slice(1), 'path') ?? ''),
    endpoint: searchParams.get('endpoint') ?? undefined,
    region: searchParams.get('region') ?? undefined,
    credentials: hasBoth ? { accessKeyId, secretAccessKey } : undefined,
  }
}

/** Where the requests go. */
export interface S3Place {
  /** Without a slash at its end: the bucket is in it. */
  readonly bucketUrl: string
  /** For people: without login. */
  readonly shown: string
}

export interface PlaceOptions extends Pick<S3Url, 'bucket' | 'prefix'> {
  readonly endpoint: string | undefined
  readonly region: string
  readonly pathStyle: boolean | undefined
}

/** @throws {@link ConfigurationError} when the endpoint is not the address of a server */
export function placeOf({ bucket, prefix, endpoint, region, pathStyle }: PlaceOptions): S3Place {
  const base = parseEndpoint(endpoint ?? amazonEndpoint(region))
  // A dot in the bucket's name does not fit the certificate of Amazon's hosts; other servers often have no host per bucket.
  const isInPath = pathStyle ?? (endpoint !== undefined || bucket.includes('.'))
  const path = base.pathname.replace(/\/$/, '')
  const bucketUrl = isInPath
    ? `${base.protocol}//${base.host}${path}/${bucket}`
    : `${base.protocol}//${bucket}.${base.host}${path}`
  return { bucketUrl, shown: `${base.protocol}//${base.host}${path}/${bucket}/${prefix}` }
}

const amazonEndpoint = (region: string): string =>
  `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`

function parseEndpoint(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  const isServer =
    url !== undefined &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.username + url.password + url.search === ''
  if (!isServer) throw reader.wrong(texts.endpointWrong())
  return url
}

/** Whole names between slashes; `..` would lead a request elsewhere. */
function prefixOf(path: string): string {
  const names = path.split('/').filter((name) => name !== '')
  if (names.some((name) => name === '.' || name === '..')) {
    throw reader.wrong(texts.prefixWrong())
  }
  return names.map((name) => `${name}/`).join('')
}
