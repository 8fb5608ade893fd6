import { createServer, type IncomingMessage, type Server } from 'node:http'
import { isIPv4, isIPv6 } from 'node:net'

import { ConfigurationError } from '@arq/core'

import { createDashboard, type Dashboard } from '../dashboard.js'
import type { DashboardSettings } from '../settings.js'
import { texts } from '../texts.js'
import { nodeHandler } from './node-handler.js'

/** Where a dashboard listens by itself. */
export interface ListenOptions {
  /** @defaultValue `127.0.0.1`: this machine alone */
  readonly host?: string
  /** 0: any that is free. @defaultValue 4270 */
  readonly port?: number
}

/** A dashboard with a server of its own. */
export interface ListeningDashboard extends AsyncDisposable {
  readonly dashboard: Dashboard
  /** Where a browser finds it. */
  readonly url: string
  close(): Promise<void>
}

export const DEFAULT_PORT = 4270

/**
 * Opens a dashboard with a server of its own. On this machine alone it asks nobody who they are; beyond it, it needs a
 * `token` or an `authorize`.
 *
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` for a host beyond this machine that is open to all, or a wrong setting
 */
export async function listen(
  settings: DashboardSettings,
  { host = '127.0.0.1', port = DEFAULT_PORT }: ListenOptions = {},
): Promise<ListeningDashboard> {
  const isGuarded = settings.token !== undefined || settings.authorize !== undefined
  if (!isGuarded && !isThisMachine(host)) {
    throw new ConfigurationError('Dashboard', [{ path: 'host', text: texts.openToAll() }])
  }
  const dashboard = createDashboard(isGuarded ? settings : { ...settings, authorize: () => true })
  const handle = nodeHandler(dashboard)
  const server = createServer((request, response) => {
    // A name of another machine that was made to lead here: its page would be of the same origin.
    if (!isGuarded && !isAskedAsThisMachine(request)) response.writeHead(421).end()
    else handle(request, response)
  })
  try {
    await opened(server, host, port)
  } catch (error) {
    await dashboard.close()
    throw error
  }
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    // Lets the pages go that listen: the server would wait for them.
    await dashboard.close()
    server.closeAllConnections()
    await closed
  }
  return {
    dashboard,
    url: urlOf(server, host, settings.prefix ?? ''),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function opened(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function urlOf(server: Server, host: string, prefix: string): string {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return `http://${isIPv6(host) ? `[${host}]` : host}:${String(port)}${prefix}/`
}

/** Whether nobody but this machine can reach it. */
function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
}

function isAskedAsThisMachine({ headers }: IncomingMessage): boolean {
  const host = headers.host ?? ''
  if (!URL.canParse(`http://${host}`)) return false
  return isThisMachine(new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, ''))
}
