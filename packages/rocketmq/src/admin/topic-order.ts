import type { TopicConfig } from '../protocol/requests/topics.js'
import type { AdminCalls, TopicServer } from './admin-calls.js'
import { type CallOptions, signalOf } from './call-options.js'

/** Where the name server keeps the order of queues. Source: apache/rocketmq `common/.../namesrv/NamesrvUtil.java`. */
const ORDER_NAMESPACE = 'ORDER_TOPIC_CONFIG'

/**
 * Tells the name servers how many queues each broker has, for a topic whose order shall hold when a broker is away.
 *
 * Source: apache/rocketmq `tools/.../command/topic/UpdateTopicSubCommand.java`.
 */
export async function keepOrder(
  calls: AdminCalls,
  { topic, order, writeQueueNums = 8 }: TopicConfig,
  servers: readonly TopicServer[],
  options: CallOptions,
): Promise<void> {
  if (order === false) return forgetOrder(calls, topic, options)
  if (order !== true) return undefined
  const value = servers.map(({ brokerName }) => `${brokerName}:${writeQueueNums}`).join(';')
  const entry = { namespace: ORDER_NAMESPACE, key: topic, value }
  const { nameServers } = calls.client
  await nameServers.atEach((client) => client.putKvConfig(entry, signalOf(options)))
}

/** What {@link keepOrder} told is no longer so. */
export async function forgetOrder(
  calls: AdminCalls,
  topic: string,
  options: CallOptions,
): Promise<void> {
  const { nameServers } = calls.client
  const known = await nameServers.ask((client) =>
    client.kvConfig(ORDER_NAMESPACE, topic, signalOf(options)),
  )
  if (known === undefined) return
  await nameServers.atEach((client) =>
    client.deleteKvConfig(ORDER_NAMESPACE, topic, signalOf(options)),
  )
}
