import { AmqpConnectionManagerClass, type ConnectionUrl } from 'amqp-connection-manager'
import { type ChannelModel, credentials } from 'amqplib'

import type { ResolvedAmqpSettings } from '../amqp-settings.js'
import type { BrokerUrl } from './amqp-url.js'

/** Longest attempt to connect, milliseconds: one against a host that swallows packets must end before the next URL's turn. */
export const LONGEST_ATTEMPT_MS = 10_000

/** What keeps one connection up, by the settings; it does not connect yet. */
export function managerFor(
  settings: ResolvedAmqpSettings,
  role: string,
): AmqpConnectionManagerClass {
  const { heartbeatSeconds, connectionTimeoutMs, connectionName, tls } = settings
  const shared = {
    // Frames of one turn leave in one write, so that waiting for more would only cost time.
    noDelay: true,
    timeout: Math.min(connectionTimeoutMs, LONGEST_ATTEMPT_MS),
    clientProperties: { connection_name: `${connectionName} ${role}` },
    ...tls,
  }
  return new AmqpConnectionManagerClass(
    settings.urls.map((url) => toManagerUrl(url, shared)),
    { heartbeatIntervalInSeconds: heartbeatSeconds },
  )
}

/** amqplib would decode an escaped user or password as Latin-1; ours is UTF-8, as the URI specification says. */
function toManagerUrl(url: BrokerUrl, shared: object): ConnectionUrl {
  const { href, username, password } = url
  const isAnonymous = username === '' && password === ''
  const login = isAnonymous ? {} : { credentials: credentials.plain(username, password) }
  return { url: href, connectionOptions: { ...shared, ...login } }
}

/** As the broker says it, for example `3.10.8`. */
export function versionOf({ connection }: ChannelModel): string | undefined {
  // Proxies and other brokers of the protocol may leave it out.
  const { version }: { readonly version?: unknown } = connection.serverProperties
  return typeof version === 'string' ? version : undefined
}
