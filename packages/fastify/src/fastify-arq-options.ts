import type { Client, ClientSettings } from '@arq/client'
import { ConfigurationError } from '@arq/core'

import {
  type JobRoutesOptions,
  type ResolvedRoutes,
  resolveRoutes,
} from './routes/job-routes-options.js'
import {
  type ResolvedSignalPage,
  resolveSignalPage,
  type SignalPageOptions,
} from './signals/signal-page-options.js'
import { texts } from './texts.js'

interface WithRoutes {
  /** Opens a page on which people give signals to jobs by links that were made for it. Absent: there is none. */
  readonly signals?: SignalPageOptions
  /** Opens `POST /jobs`, `GET /jobs/:jobId` and `GET /jobs/:jobId/events`. Absent: there are none. */
  readonly routes?: JobRoutesOptions
}

/**
 * The settings of a client, which lives as long as the server; or a client of yours, which stays yours to close. And the
 * routes, if there are to be any.
 */
export type FastifyArqOptions =
  | (ClientSettings & WithRoutes & { readonly client?: never })
  | ({ readonly client: Client } & WithRoutes)

/** What `register` of Fastify takes beside the plugin's own. */
interface FastifysOwn {
  prefix?: unknown
  logLevel?: unknown
  logSerializers?: unknown
}

/** A client of yours, or the settings of one, at which the client itself looks. */
export type ResolvedOptions = {
  readonly routes: ResolvedRoutes | undefined
  readonly signals: ResolvedSignalPage | undefined
} & (
  | { readonly client: Client; readonly settings: undefined }
  | { readonly client: undefined; readonly settings: ClientSettings }
)

/** @throws ConfigurationError naming what is wrong of the plugin's own; the client looks at its settings itself */
export function resolveOptions(options: FastifyArqOptions & FastifysOwn): ResolvedOptions {
  const own = withoutFastifysOwn(options)
  if (!own.client) {
    const { client, routes, signals, ...settings } = own
    return { client, settings, ...resolved({ routes, signals }) }
  }
  const { client, routes, signals, ...given } = own
  const beside = Object.keys(given).map((path) => ({ path, text: texts.clientAndSettings() }))
  if (beside.length > 0) throw new ConfigurationError('options of @arq/fastify', beside)
  return { client, settings: undefined, ...resolved({ routes, signals }) }
}

const resolved = ({ routes, signals }: { [K in keyof WithRoutes]: WithRoutes[K] | undefined }) => ({
  routes: routes && resolveRoutes(routes),
  signals: signals && resolveSignalPage(signals),
})

function withoutFastifysOwn(options: FastifyArqOptions & FastifysOwn): FastifyArqOptions {
  const own = { ...options }
  delete own.prefix
  delete own.logLevel
  delete own.logSerializers
  return own
}
