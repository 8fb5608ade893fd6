import { ConfigurationError, RouteError } from '../errors/errors.js'
import { TopicRoutes } from '../nameserver/topic-routes.js'
import { texts } from '../texts/texts.js'
import type { AdminCalls } from './admin-calls.js'
import { type BrokerChoice, type ProgressOptions, signalOf } from './call-options.js'

/** What the creation of a topic takes. */
export interface CreateTopicOptions extends BrokerChoice, ProgressOptions {
  /**
   * Milliseconds to wait for every name server that answers to know the topic; 0 does not wait. What is created and used
   * at once fails with `ROCKETMQ_TOPIC_NOT_FOUND` otherwise. @defaultValue 40000
   */
  readonly routeTimeoutMs?: number | undefined
}

/**
 * Brokers tell name servers of all their topics every 30 s (`registerNameServerPeriod`): one that could not be reached
 * when the topic was made hears of it then.
 */
const ROUTE_TIMEOUT_MS = 40_000

/** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` for a time that is none */
export function checkRouteTimeout({ routeTimeoutMs = 0 }: CreateTopicOptions): void {
  if (routeTimeoutMs >= 0) return
  const text = texts.mustBeAtLeast({ least: 0, value: String(routeTimeoutMs) })
  throw new ConfigurationError(texts.theCall(), [{ path: 'routeTimeoutMs', text }])
}

/**
 * Waits for every name server that answers to know the topic at each of the brokers.
 * @param brokers their names
 * @throws {@link RouteError} `ROCKETMQ_ROUTE_UNKNOWN` naming the name servers that do not know it when the time is up
 */
export async function untilRouted(
  calls: AdminCalls,
  topic: string,
  brokers: readonly string[],
  options: CreateTopicOptions,
): Promise<void> {
  const { routeTimeoutMs = ROUTE_TIMEOUT_MS } = options
  if (routeTimeoutMs === 0) return
  const routes = new TopicRoutes(calls.client.nameServers)
  const question = { ...signalOf(options), brokers }
  if (await routes.untilKnown(topic, routeTimeoutMs, question)) return
  const nameServers = await routes.lacking(topic, question)
  if (nameServers.length === 0) return
  throw new RouteError({
    code: 'ROCKETMQ_ROUTE_UNKNOWN',
    text: texts.routeUnknown({
      ...{ topic, brokers: brokers.join(', '), nameServers: nameServers.join(', ') },
      seconds: routeTimeoutMs / 1000,
    }),
    details: { topic, brokers, nameServers },
  })
}
