import { StoreUrlReader } from '@arq/core/store'

/** A URL of a database, taken apart. */
export interface PostgresAddress {
  readonly kind: 'postgresql'
  /** For the driver: with user and password, without what is only ours. */
  readonly connectionString: string
  /** Whether the URL says how to use TLS. */
  readonly saysTls: boolean
  /** `?prefix=` of the URL. */
  readonly prefix: string | undefined
  /** The URL for people: without user and password. */
  readonly shown: string
}

interface SqliteAddress {
  readonly kind: 'sqlite'
  readonly path: string
  readonly saysTls: false
  readonly prefix: string | undefined
  /** The URL. */
  readonly shown: string
}

export type SqlAddress = PostgresAddress | SqliteAddress

const TLS_KEYS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey']
const POSTGRES_KEYS = ['prefix', 'host', 'application_name', 'options', ...TLS_KEYS]

const reader = new StoreUrlReader('SqlResultStore settings')

/**
 * Reads `postgresql://[user[:password]@]host[:port]/database[?…]` and `sqlite:///path[?prefix=…]`.
 * @throws {@link ConfigurationError} that never repeats the password, not even of a URL it cannot read
 */
export function parseSqlUrl(url: string): SqlAddress {
  const parsed = reader.parse(
    url,
    'postgresql://[user:password@]host[:port]/database, or sqlite:///path',
  )
  const { protocol } = parsed
  if (protocol === 'postgresql:' || protocol === 'postgres:') return postgresAddress(parsed)
  if (protocol === 'sqlite:') return sqliteAddress(parsed)
  throw reader.wrong(`begins with ${protocol}; known: postgresql:, postgres:, sqlite:`)
}

function postgresAddress(url: URL): PostgresAddress {
  reader.refuseUnknownKeys(url, POSTGRES_KEYS)
  if (url.pathname.length < 2) throw reader.wrong('names no database: add its name behind the host')
  const prefix = url.searchParams.get('prefix') ?? undefined
  const host = url.searchParams.get('host') ?? (url.hostname || 'localhost')
  const port = url.port === '' ? '5432' : url.port
  const forDriver = new URL(url)
  forDriver.searchParams.delete('prefix')
  return {
    kind: 'postgresql',
    connectionString: forDriver.href,
    saysTls: TLS_KEYS.some((key) => url.searchParams.has(key)),
    prefix,
    shown: `${url.protocol}//${host}:${port}${url.pathname}`,
  }
}

function sqliteAddress(url: URL): SqliteAddress {
  reader.refuseUnknownKeys(url, ['prefix'])
  if (url.host !== '') throw reader.wrong(`names a host; a file has three slashes: sqlite:///path`)
  const path = reader.decode(url.pathname, 'path') ?? '/'
  if (path === '/') throw reader.wrong('names no file: sqlite:///path')
  const prefix = url.searchParams.get('prefix') ?? undefined
  return { kind: 'sqlite', path, saysTls: false, prefix, shown: `sqlite://${path}` }
}
