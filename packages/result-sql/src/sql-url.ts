import { StoreUrlReader } from '@arq/core/store'

import { texts } from './texts.js'

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

/** MySQL, and MariaDB, which speaks its protocol. */
export interface MysqlAddress {
  readonly kind: 'mysql'
  readonly database: string
  readonly host: string
  readonly port: number
  readonly user: string | undefined
  readonly password: string | undefined
  readonly tls: MysqlTls | undefined
  readonly saysTls: boolean
  /** `?prefix=` of the URL. */
  readonly prefix: string | undefined
  /** The URL for people: without user and password. */
  readonly shown: string
}

/** What the URL says of TLS, under the names of MySQL's own programs. */
export interface MysqlTls {
  /** Paths of files. */
  readonly ca: string | undefined
  readonly cert: string | undefined
  readonly key: string | undefined
  readonly verifiesCertificate: boolean
  readonly verifiesName: boolean
}

export type SqlAddress = PostgresAddress | MysqlAddress | SqliteAddress

const TLS_KEYS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey']
const POSTGRES_KEYS = ['prefix', 'host', 'application_name', 'options', ...TLS_KEYS]

const SSL_MODES = ['DISABLED', 'REQUIRED', 'VERIFY_CA', 'VERIFY_IDENTITY']
const MYSQL_KEYS = ['prefix', 'ssl-mode', 'ssl-ca', 'ssl-cert', 'ssl-key']

const reader = new StoreUrlReader('SqlResultStore settings')

/**
 * Reads `postgresql://[user[:password]@]host[:port]/database[?…]`, the same with `mysql:` or `mariadb:`, and
 * `sqlite:///path[?prefix=…]`.
 * @throws {@link ConfigurationError} that never repeats the password, not even of a URL it cannot read
 */
export function parseSqlUrl(url: string): SqlAddress {
  const parsed = reader.parse(
    url,
    'postgresql://[user:password@]host[:port]/database, mysql://…, mariadb://…, or sqlite:///path',
  )
  const { protocol } = parsed
  if (protocol === 'postgresql:' || protocol === 'postgres:') return postgresAddress(parsed)
  if (protocol === 'mysql:' || protocol === 'mariadb:') return mysqlAddress(parsed)
  if (protocol === 'sqlite:') return sqliteAddress(parsed)
  const known = 'postgresql:, postgres:, mysql:, mariadb:, sqlite:'
  throw reader.wrong(texts.schemeUnknown({ protocol, known }))
}

function postgresAddress(url: URL): PostgresAddress {
  reader.refuseUnknownKeys(url, POSTGRES_KEYS)
  if (url.pathname.length < 2) throw reader.wrong(texts.databaseMissing())
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

function mysqlAddress(url: URL): MysqlAddress {
  reader.refuseUnknownKeys(url, MYSQL_KEYS)
  const name = reader.decode(url.pathname.slice(1), 'database')
  if (name === undefined) throw reader.wrong(texts.databaseMissing())
  const host = url.hostname || 'localhost'
  const port = url.port === '' ? 3306 : Number(url.port)
  const tls = mysqlTls(url.searchParams)
  return {
    kind: 'mysql',
    database: name,
    // IPv6 addresses stand in brackets in a URL, and without them in a socket's options.
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port,
    user: reader.decode(url.username, 'user'),
    password: reader.decode(url.password, 'password'),
    tls,
    saysTls: tls !== undefined,
    prefix: url.searchParams.get('prefix') ?? undefined,
    shown: `${url.protocol}//${host}:${String(port)}${url.pathname}`,
  }
}

/** A file for `ssl-ca` asks for the strictest check, as an `sslrootcert` does in a URL of PostgreSQL. */
function mysqlTls(query: URLSearchParams): MysqlTls | undefined {
  const [ca, cert, key] = ['ssl-ca', 'ssl-cert', 'ssl-key'].map(
    (name) => query.get(name) ?? undefined,
  )
  const isAbsent = ca === undefined && cert === undefined && key === undefined
  const mode = query.get('ssl-mode')?.toUpperCase() ?? (isAbsent ? 'DISABLED' : 'VERIFY_IDENTITY')
  if (!SSL_MODES.includes(mode)) {
    throw reader.wrong(texts.sslModeUnknown({ mode, known: SSL_MODES.join(', ') }))
  }
  if (mode === 'DISABLED') return undefined
  const verifiesName = mode === 'VERIFY_IDENTITY'
  return { ca, cert, key, verifiesCertificate: mode !== 'REQUIRED', verifiesName }
}

function sqliteAddress(url: URL): SqliteAddress {
  reader.refuseUnknownKeys(url, ['prefix'])
  if (url.host !== '') throw reader.wrong(texts.hostOfFile())
  const path = reader.decode(url.pathname, 'path') ?? '/'
  if (path === '/') throw reader.wrong(texts.fileMissing())
  const prefix = url.searchParams.get('prefix') ?? undefined
  return { kind: 'sqlite', path, saysTls: false, prefix, shown: `sqlite://${path}` }
}
