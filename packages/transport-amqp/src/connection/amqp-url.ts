/** The parts of a broker's URL that are used here. */
export interface BrokerUrl {
  /** As the user wrote it, password included: for the wire only. */
  readonly href: string
  /** Without user and password: for texts and logs. */
  readonly description: string
  readonly username: string
  readonly password: string
  readonly virtualHost: string
  readonly isTls: boolean
}

/**
 * Reads an AMQP URL: `amqp://user:password@host:5672/vhost`, `amqps:` for TLS.
 * @returns what is wrong with it as a text; never the URL itself, which may hold a password
 * @see https://www.rabbitmq.com/docs/uri-spec
 */
export function parseBrokerUrl(text: string): BrokerUrl | string {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    // The error of `new URL` carries its input.
    return 'is not a URL; expected amqp://user:password@host:5672/vhost'
  }
  if (url.protocol !== 'amqp:' && url.protocol !== 'amqps:') {
    return `must begin with amqp:// or amqps://, not ${url.protocol}`
  }
  if (url.hostname === '') return 'has no host'
  const username = decode(url.username)
  const password = decode(url.password)
  const virtualHost = decode(url.pathname.slice(1))
  if (username === undefined || password === undefined || virtualHost === undefined) {
    return 'has a malformed % escape in user, password or virtual host'
  }
  const path = url.pathname === '/' ? '' : url.pathname
  return {
    href: text,
    description: `${url.protocol}//${url.host}${path}`,
    username,
    password,
    virtualHost: virtualHost === '' ? '/' : virtualHost,
    isTls: url.protocol === 'amqps:',
  }
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
