import { StoreUrlReader } from '@arq/core/store'

import { texts } from './texts.js'
import { readTlsFiles, TLS_FILE_KEYS, type TlsFiles } from './tls-files.js'

/** One server, or one of several. */
export interface RedisEndpoint {
  readonly host: string
  readonly port: number
}

/**
 * - `single`: one server, perhaps with replicas behind it.
 * - `cluster`: Redis Cluster; `endpoints` are some of its nodes.
 * - `sentinel`: whichever server is the primary of `masterName`; `endpoints` are the sentinels.
 */
type RedisTopology =
  | { readonly kind: 'single'; readonly endpoint: RedisEndpoint }
  | { readonly kind: 'cluster'; readonly endpoints: readonly RedisEndpoint[] }
  | {
      readonly kind: 'sentinel'
      readonly endpoints: readonly RedisEndpoint[]
      readonly masterName: string
    }

/** A Redis URL taken apart. */
export type RedisAddress = RedisTopology & {
  readonly tls: boolean
  readonly username: string | undefined
  readonly password: string | undefined
  readonly database: number
  /** `?prefix=` of the URL. */
  readonly prefix: string | undefined
  /** What the files of the URL's query hold. */
  readonly tlsFiles: TlsFiles
  /** The URL for people: without user and password. */
  readonly shown: string
}

export const shownEndpoint = ({ host, port }: RedisEndpoint): string =>
  `${host.includes(':') ? `[${host}]` : host}:${String(port)}`

const reader = new StoreUrlReader('RedisResultStore settings')

const EXPECTED =
  'redis://[user:password@]host[:port][/database], redis+cluster://host:port,host:port, or redis+sentinel://host:port,host:port/name'
const SCHEMES = ['redis', 'redis+cluster', 'redis+sentinel'].flatMap((scheme) => [
  `${scheme}:`,
  `${scheme.replace('redis', 'rediss')}:`,
])

// Several hosts are no URL to a parser of URLs.
const AUTHORITY = /^([a-z][a-z0-9+.-]*:)\/\/((?:[^/?#]*@)?)([^/?#]*)(.*)$/is

/**
 * Reads `redis[s]://[[user][:password]@]host[:port][/database][?prefix=…]`, and the same with several hosts as
 * `redis[s]+cluster://…` and `redis[s]+sentinel://…/name[/database]`.
 * @throws {@link ConfigurationError} that never repeats the password, not even of a URL it cannot read
 */
export function parseRedisUrl(url: string): RedisAddress {
  const [, scheme = '', login = '', hosts = '', rest = ''] = AUTHORITY.exec(url) ?? []
  const isOfMany = scheme.includes('+')
  const names = isOfMany ? hosts.split(',') : [hosts]
  const parsed = reader.parse(
    isOfMany ? `${scheme}//${login}${names[0] ?? ''}${rest}` : url,
    EXPECTED,
  )
  const { protocol, username, password, searchParams } = parsed
  if (!SCHEMES.includes(protocol)) {
    throw reader.wrong(texts.schemeUnknown({ protocol, known: SCHEMES.join(', ') }))
  }
  reader.refuseUnknownKeys(parsed, ['prefix', ...TLS_FILE_KEYS])
  const tls = protocol.startsWith('rediss')
  const kind = protocol.split('+')[1]?.replace(':', '') ?? 'single'
  const endpoints = names.map((name) => endpointOf(name, kind === 'sentinel' ? 26_379 : 6379))
  const topology = topologyOf(kind, endpoints, parsed)
  const tlsFiles = readTlsFiles(searchParams, (text) => reader.wrong(text))
  if (!tls && Object.keys(tlsFiles).length > 0) throw reader.wrong(texts.filesNeedRediss())
  return {
    ...topology,
    tls,
    username: reader.decode(username, 'user'),
    password: reader.decode(password, 'password'),
    prefix: searchParams.get('prefix') ?? undefined,
    tlsFiles,
    shown: `${protocol}//${endpoints.map(shownEndpoint).join(',')}${shownPath(topology)}`,
  }
}

function topologyOf(
  kind: string,
  endpoints: readonly RedisEndpoint[],
  { pathname }: URL,
): RedisTopology & Pick<RedisAddress, 'database'> {
  if (kind === 'sentinel') {
    const [, name = '', database = ''] = /^\/([^/]+)(?:\/(\d*))?\/?$/.exec(pathname) ?? []
    const masterName = reader.decode(name, 'path')
    if (masterName === undefined) throw reader.wrong(texts.masterNameMissing())
    return { kind, endpoints, masterName, database: Number(database) }
  }
  const database = /^\/?(\d*)$/.exec(pathname)?.[1]
  if (database === undefined) throw reader.wrong(texts.notADatabase({ pathname }))
  if (kind === 'single') {
    const [endpoint = { host: 'localhost', port: 6379 }] = endpoints
    return { kind, endpoint, database: Number(database) }
  }
  if (Number(database) !== 0) throw reader.wrong(texts.databaseOfCluster())
  return { kind: 'cluster', endpoints, database: 0 }
}

const shownPath = (topology: RedisTopology & Pick<RedisAddress, 'database'>): string => {
  if (topology.kind === 'cluster') return ''
  const name = topology.kind === 'sentinel' ? `/${topology.masterName}` : ''
  return `${name}/${String(topology.database)}`
}

/** The host is not repeated: it may be a part of a password that was not encoded. */
function endpointOf(name: string, usualPort: number): RedisEndpoint {
  // A special scheme: its host is read as that of http.
  const text = `http://${name === '' ? 'localhost' : name}`
  if (!URL.canParse(text) || /[@\s]/.test(name)) throw reader.wrong(texts.hostUnreadable())
  const { hostname } = new URL(text)
  const port = /:(\d+)$/.exec(name)?.[1]
  // IPv6 addresses stand in brackets in a URL, and without them in a socket's options.
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return { host, port: port === undefined ? usualPort : Number(port) }
}
