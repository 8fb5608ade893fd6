import { StoreUrlReader } from '@arq/core/store'

import { texts } from './texts.js'
import type { UrlTls } from './tls-files.js'

/** A URL of a database, taken apart. */
export interface PostgresAddress {
  readonly kind: 'postgresql'
  /** For the driver: with user and password, without TLS and what is only ours. */
  readonly connectionString: string
  /** What it says of TLS; `undefined`: nothing, or that there is to be none. */
  readonly tls: UrlTls | undefined
  /** Whether the URL says how to use TLS, or that it does not. */
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
  readonly tls: UrlTls | undefined
  readonly saysTls: boolean
  /** `?prefix=` of the URL. */
  readonly prefix: string | undefined
  /** The URL for people: without user and password. */
  readonly shown: string
}

export type SqlAddress = PostgresAddress | MysqlAddress | SqliteAddress

const TLS_KEYS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey']
const POSTGRES_KEYS = ['prefix', 'host', 'application_name', 'options', ...TLS_KEYS]

const POSTGRES_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify']

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
  for (const key of ['prefix', ...TLS_KEYS]) forDriver.searchParams.delete(key)
  return {
    kind: 'postgresql',
    connectionString: forDriver.href,
    tls: postgresTls(url.searchParams),
    saysTls: TLS_KEYS.some((key) => url.searchParams.has(key)),
    prefix,
    shown: `${url.protocol}//${host}:${port}${url.pathname}`,
  }
}

/**
 * As strict as the driver has always been: every mode but `no-verify` checks the certificate, and every mode but
 * `verify-ca` the name in it, too.
 */
function postgresTls(query: URLSearchParams): UrlTls | undefined {
  const files = tlsFiles(query, ['sslrootcert', 'sslcert', 'sslkey'])
  const mode = query.get('sslmode') ?? (files.areAbsent ? 'disable' : 'verify-full')
  if (!POSTGRES_MODES.includes(mode)) {
    const known = POSTGRES_MODES.join(', ')
    throw reader.wrong(texts.sslModeUnknown({ key: 'sslmode', mode, known }))
  }
  if (mode === 'disable') return undefined
  const { ca, cert, key } = files
  // Any authority of the world would vouch for any server.
  if (mode === 'verify-ca' && ca === undefined) throw reader.wrong(texts.authorityMissing())
  const verifiesName = mode !== 'verify-ca'
  return { ca, cert, key, verifiesCertificate: mode !== 'no-verify', verifiesName }
}

function tlsFiles(query: URLSearchParams, names: readonly [string, string, string]) {
  const [ca, cert, key] = names.map((name) => query.get(name) ?? undefined)
  if ((cert === undefined) !== (key === undefined)) {
    throw reader.wrong(texts.pairIncomplete({ cert: names[1], key: names[2] }))
  }
  return { ca, cert, key, areAbsent: ca === undefined && cert === undefined }
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
function mysqlTls(query: URLSearchParams): UrlTls | undefined {
  const { ca, cert, key, areAbsent } = tlsFiles(query, ['ssl-ca', 'ssl-cert', 'ssl-key'])
  const mode = query.get('ssl-mode')?.toUpperCase() ?? (areAbsent ? 'DISABLED' : 'VERIFY_IDENTITY')
  if (!SSL_MODES.includes(mode)) {
    const known = SSL_MODES.join(', ')
    throw reader.wrong(texts.sslModeUnknown({ key: 'ssl-mode', mode, known }))
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
