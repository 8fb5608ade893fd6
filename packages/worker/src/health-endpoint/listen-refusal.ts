import { ConfigurationError, describeThrown } from '@arq/core'

import { endpointTexts } from './texts.js'

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
      ? endpointTexts.portTaken({ host, port })
      : code === 'EACCES'
        ? endpointTexts.portForbidden({ port })
        : endpointTexts.hostUnusable({ host, error: message })
  return new ConfigurationError('Worker settings', [{ path, text }], thrown)
}
