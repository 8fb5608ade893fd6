import { ConfigurationError } from '@arq/core'
import { nearestName } from '@arq/core/internal'

/** A Redis URL taken apart. */
export interface RedisAddress {
  readonly host: string
  readonly port: number
  readonly tls: boolean
  readonly username: string | undefined
  readonly password: string | undefined
  readonly database: number
  /** `?prefix=` of the URL. */
  readonly prefix: string | undefined
  /** The URL for people: without user and password. */
  readonly shown: string
}

const QUERY_KEYS = ['prefix']

/**
 * Reads `redis[s]://[[user][:password]@]host[:port][/database][?prefix=…]`.
 * @throws {@link ConfigurationError} that never repeats the password, not even of a URL it cannot read
 */
export function parseRedisUrl(url: string): RedisAddress {
  // The parser's own error carries the whole URL with its password, so it is not passed on.
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed) throw wrong('is not a URL; expected redis://[user:password@]host[:port][/database]')
  const { protocol, hostname, port, pathname, username, password, searchParams } = parsed
  if (protocol !== 'redis:' && protocol !== 'rediss:') {
    throw wrong(`begins with ${protocol}; known: redis:, rediss: (TLS)`)
  }
  for (const key of searchParams.keys()) {
    if (QUERY_KEYS.includes(key)) continue
    const meant = nearestName(key, QUERY_KEYS)
    const hint = meant === undefined ? `known: ${QUERY_KEYS.join(', ')}` : `did you mean ${meant}?`
    throw wrong(`has an unknown query key ${key}; ${hint}`)
  }
  const database = /^\/?(\d*)$/.exec(pathname)?.[1]
  if (database === undefined) throw wrong(`has ${pathname} where a database number is expected`)
  const address = {
    // IPv6 addresses stand in brackets in a URL, and without them in a socket's options.
    host: (hostname === '' ? 'localhost' : hostname).replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? 6379 : Number(port),
    tls: protocol === 'rediss:',
    database: Number(database),
  }
  return {
    ...address,
    username: decode(username, 'user'),
    password: decode(password, 'password'),
    prefix: searchParams.get('prefix') ?? undefined,
    shown: `${protocol}//${hostname === '' ? 'localhost' : hostname}:${String(address.port)}/${String(address.database)}`,
  }
}

function decode(text: string, what: string): string | undefined {
  if (text === '') return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    throw wrong(`has a ${what} that is not percent-encoded correctly; write % as %25`)
  }
}

function wrong(message: string): ConfigurationError {
  return new ConfigurationError('RedisResultStore settings', [{ path: 'url', message }])
}
