import { ConfigurationError, type Text } from '@arq/core'

import { texts } from './texts.js'

export const SUBJECT = 'RocketMQTransport settings'
const NAME_SERVER_PORT = 9876

/** Where the name servers are, and how to log in. */
export interface RocketMQAddress {
  /** `host:port`, one or more. */
  readonly nameServers: readonly string[]
  readonly isTls: boolean
  readonly login: { readonly accessKey: string; readonly secretKey: string } | undefined
  /** For people: without the login. */
  readonly description: string
}

/** Several hosts make it no URL of the WHATWG, so `URL` cannot read it. */
const FORM = /^(rocketmqs?):\/\/(?:([^/?#]*)@)?([^/?#@]+)\/?$/i

/**
 * Reads `rocketmq://[accessKey:secretKey@]host[:port][,host[:port]]`, one or a list that is one cluster's.
 * @throws {@link ConfigurationError} that never repeats the secret key
 */
export function parseRocketMQUrls(urls: readonly string[]): RocketMQAddress {
  const parsed = urls.map(parseOne)
  const [first] = parsed
  if (first === undefined) return refuse(texts.mustBeUrls())
  const isSame = parsed.every(
    ({ isTls, login }) =>
      isTls === first.isTls &&
      login?.accessKey === first.login?.accessKey &&
      login?.secretKey === first.login?.secretKey,
  )
  if (!isSame) return refuse(texts.loginsDiffer())
  const nameServers = parsed.flatMap((one) => one.nameServers)
  const scheme = first.isTls ? 'rocketmqs' : 'rocketmq'
  return { ...first, nameServers, description: `${scheme}://${nameServers.join(',')}` }
}

function parseOne(url: string): Omit<RocketMQAddress, 'description'> {
  const [, scheme, login, hosts] = FORM.exec(url) ?? []
  if (scheme === undefined || hosts === undefined) {
    return refuse(/^rocketmqs?:/i.test(url) ? texts.notUrl() : texts.notRocketMQ())
  }
  const nameServers = hosts.split(/[,;]/).map(withPort)
  return { nameServers, isTls: scheme.toLowerCase() === 'rocketmqs', login: readLogin(login) }
}

function withPort(host: string): string {
  if (/^(?:\[[^\]]+\]|[^:]+):\d{1,5}$/.test(host)) return host
  if (/^(?:\[[^\]]+\]|[^:]+)$/.test(host)) return `${host}:${NAME_SERVER_PORT}`
  return refuse(texts.notUrl())
}

function readLogin(login: string | undefined): RocketMQAddress['login'] {
  if (login === undefined || login === '') return undefined
  const at = login.indexOf(':')
  if (at <= 0 || at === login.length - 1) return refuse(texts.loginHalf())
  try {
    const accessKey = decodeURIComponent(login.slice(0, at))
    const secretKey = decodeURIComponent(login.slice(at + 1))
    return { accessKey, secretKey }
  } catch {
    return refuse(texts.malformedEscape())
  }
}

function refuse(text: Text): never {
  throw new ConfigurationError(SUBJECT, [{ path: 'url', text }])
}
