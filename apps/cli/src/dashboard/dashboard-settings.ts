import type { AnyTask, Logger, ResultStore, Transport } from '@arq/core'

import { codecsOf } from '../dlq/open-dlq.js'
import { overriddenQueues } from '../overrides.js'
import { queuesOf } from '../queues-of.js'
import type { Servers } from '../servers.js'
import type { Dashboards } from '../wiring.js'

type Settings = Parameters<Dashboards['listen']>[0]

export interface DashboardParts {
  readonly transport: Transport
  readonly resultStore: ResultStore | undefined
  readonly logger: Logger
  /** Named on the command line. */
  readonly queues?: readonly string[] | undefined
}

/** Of a dashboard that shows what a worker with these settings works on. The dashboard checks them. */
export function dashboardSettings(
  servers: Pick<Servers, 'settings' | 'overrides' | 'encryption' | 'payloads'>,
  { transport, resultStore, logger, queues }: DashboardParts,
): Settings {
  const { settings, overrides } = servers
  const shown = queues ?? overriddenQueues(overrides) ?? queuesOf(settings) ?? []
  const dlqName = overrides.get('dlqName')?.value ?? settings['dlqName']
  // Whatever stands there the dashboard looks at.
  const cronJobs = listOf(settings['cronJobs']) as NonNullable<Settings['cronJobs']>
  return {
    ...{ transport, logger, cronJobs },
    ...(resultStore === undefined ? {} : { resultStore }),
    queues: [...shown],
    ...(typeof dlqName === 'string' ? { dlqName } : {}),
    codecs: codecsOf(servers),
    ...(servers.encryption && { encryption: servers.encryption }),
    ...(servers.payloads && { payloads: servers.payloads }),
    tasks: listOf(settings['functions']).map(nameless),
    redact: listOf(overrides.get('redact')?.value ?? settings['redact']).map(String),
  }
}

const listOf = (given: unknown): readonly unknown[] => (Array.isArray(given) ? given : [])

/** A plain function is known by its name. */
const nameless = (entry: unknown): AnyTask | string =>
  // As above.
  typeof entry === 'function' ? entry.name : (entry as AnyTask)
