import { isIPv6 } from 'node:net'

/** A server as `host:port`. */
export interface ServerAddress {
  readonly host: string
  readonly port: number
}

/**
 * Reads `host:port`, `10.0.0.1:9876`, `[fe80::1]:10911`, and the bare IPv6 form `fe80::1:10911` that brokers register.
 * `undefined` for anything else.
 */
export function parseServerAddress(text: string): ServerAddress | undefined {
  const match = /^(\[[^\]]+\]|[^[\]]+):(\d{1,5})$/.exec(text)
  if (!match) return undefined
  const [, written = '', digits = ''] = match
  const host = written.replace(/^\[|\]$/g, '')
  const port = Number(digits)
  if (port < 1 || port > 65_535) return undefined
  const isHost = host.includes(':') ? isIPv6(host) : /^[\w.-]+$/.test(host)
  return isHost ? { host, port } : undefined
}
