import { StoreUrlReader } from '@arq/core/store'

import { texts } from './texts.js'

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

const reader = new StoreUrlReader('RedisResultStore settings')

/**
 * Reads `redis[s]://[[user][:password]@]host[:port][/database][?prefix=…]`.
 * @throws {@link ConfigurationError} that never repeats the password, not even of a URL it cannot read
 */
export function parseRedisUrl(url: string): RedisAddress {
  const parsed = reader.parse(url, 'redis://[user:password@]host[:port][/database]')
  const { protocol, hostname, port, pathname, username, password, searchParams } = parsed
  if (protocol !== 'redis:' && protocol !== 'rediss:') {
    throw reader.wrong(texts.schemeUnknown({ protocol }))
  }
  reader.refuseUnknownKeys(parsed, ['prefix'])
  const database = /^\/?(\d*)$/.exec(pathname)?.[1]
  if (database === undefined) throw reader.wrong(texts.notADatabase({ pathname }))
  const address = {
    // IPv6 addresses stand in brackets in a URL, and without them in a socket's options.
    host: (hostname === '' ? 'localhost' : hostname).replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? 6379 : Number(port),
    tls: protocol === 'rediss:',
    database: Number(database),
  }
  return {
    ...address,
    username: reader.decode(username, 'user'),
    password: reader.decode(password, 'password'),
    prefix: searchParams.get('prefix') ?? undefined,
    shown: `${protocol}//${hostname === '' ? 'localhost' : hostname}:${String(address.port)}/${String(address.database)}`,
  }
}
