import { ConfigurationError, describeThrown } from '@arq/core'

import { texts } from '../texts.js'

export interface ListenAddress {
  readonly host: string
  readonly port: number
}

/** What `listen` failed with, as an error that names the setting to change. */
export function listenRefusal(thrown: unknown, { host, port }: ListenAddress): ConfigurationError {
  const { code, message } = describeThrown(thrown)
  const isPort = code === 'EADDRINUSE' || code === 'EACCES'
  const path = isPort ? 'healthEndpointPort' : 'healthEndpointHost'
  const text =
    code === 'EADDRINUSE'
      ? texts.portTaken({ host, port })
      : code === 'EACCES'
        ? texts.portForbidden({ port })
        : texts.hostUnusable({ host, error: message })
  return new ConfigurationError('Worker settings', [{ path, text }], thrown)
}
