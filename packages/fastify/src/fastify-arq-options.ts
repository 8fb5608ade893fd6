import type { Client, ClientSettings } from '@arq/client'
import { ConfigurationError } from '@arq/core'

import {
  type JobRoutesOptions,
  type ResolvedRoutes,
  resolveRoutes,
} from './routes/job-routes-options.js'
import { texts } from './texts.js'

interface WithRoutes {
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

export interface ResolvedOptions {
  readonly client: Client | undefined
  readonly settings: ClientSettings
  readonly routes: ResolvedRoutes | undefined
}

/** @throws ConfigurationError naming what is wrong of the plugin's own; the client looks at its settings itself */
export function resolveOptions(options: FastifyArqOptions): ResolvedOptions {
  const { client, routes, ...given } = options
  const entries = Object.entries(given).filter(([key]) => !FASTIFYS_OWN.has(key))
  if (client && entries.length > 0) {
    const beside = entries.map(([path]) => ({ path, text: texts.clientAndSettings() }))
    throw new ConfigurationError('options of @arq/fastify', beside)
  }
  return {
    client,
    // Whatever it is: the client looks at it.
    settings: Object.fromEntries(entries) as unknown as ClientSettings,
    routes: routes && resolveRoutes(routes),
  }
}

/** What `register` of Fastify takes beside the plugin's own. */
const FASTIFYS_OWN: ReadonlySet<string> = new Set(['prefix', 'logLevel', 'logSerializers'])
