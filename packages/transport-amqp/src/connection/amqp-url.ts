import type { Text } from '@arq/core'
import { shownValue } from '@arq/core/internal'

import { texts } from '../texts.js'

/** The parts of a broker's URL that are used here. */
export interface BrokerUrl {
  /** As the user wrote it, password included: for the wire only. */
  readonly href: string
  /** Without user and password: for texts and logs. */
  readonly description: string
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password: string
  readonly virtualHost: string
  readonly isTls: boolean
}

const DEFAULT_PORTS = { 'amqp:': 5672, 'amqps:': 5671 } as const

/**
 * Reads an AMQP URL: `amqp://user:password@host:5672/vhost`, `amqps:` for TLS.
 * @returns what is wrong with it as a text; never the URL itself, which may hold a password
 * @see https://www.rabbitmq.com/docs/uri-spec
 */
export function parseBrokerUrl(text: string): BrokerUrl | Text {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    // The error of `new URL` carries its input.
    return texts.notBrokerUrl()
  }
  if (url.protocol !== 'amqp:' && url.protocol !== 'amqps:') {
    return texts.notAmqp({ protocol: url.protocol })
  }
  if (url.hostname === '') return texts.noHost()
  const username = decode(url.username)
  const password = decode(url.password)
  const virtualHost = decode(url.pathname.slice(1))
  if (username === undefined || password === undefined || virtualHost === undefined) {
    return texts.malformedEscape()
  }
  const parameter = wrongParameter(url.searchParams)
  if (parameter !== undefined) return parameter
  const path = url.pathname === '/' ? '' : url.pathname
  return {
    href: text,
    description: `${url.protocol}//${url.host}${path}`,
    // An IPv6 address stands in brackets in a URL only.
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port),
    username,
    password,
    virtualHost: virtualHost === '' ? '/' : virtualHost,
    isTls: url.protocol === 'amqps:',
  }
}

interface NumberParameter {
  readonly name: string
  readonly least: number
  readonly most: number
}

/**
 * Parameters that amqplib reads. A connection needs a channel for each consumer, and some for what it declares; AMQP has
 * frames of at least 4096 bytes.
 */
const PARAMETERS: readonly NumberParameter[] = [
  { name: 'channelMax', least: 32, most: 65_535 },
  { name: 'frameMax', least: 4096, most: 0xffff_ffff },
  { name: 'maxFrameSize', least: 4096, most: 0xffff_ffff },
  { name: 'heartbeat', least: 0, most: 65_535 },
]

function wrongParameter(found: URLSearchParams): Text | undefined {
  for (const { name, least, most } of PARAMETERS) {
    const value = found.get(name)
    if (value === null) continue
    const number = /^\d+$/.test(value) ? Number(value) : NaN
    // 0 asks for no limit.
    if (number === 0 || (number >= least && number <= most)) continue
    const range = `from ${String(least)} to ${String(most)}`
    const wanted = least > 0 ? `0 (no limit) or ${range}` : range
    return texts.urlParameter({ name, value: shownValue(value), wanted })
  }
  return undefined
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
