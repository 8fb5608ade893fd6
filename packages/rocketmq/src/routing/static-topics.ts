import type { MessageQueue } from '../protocol/message-queue.js'
import { GLOBAL_SCOPE, type QueueMapping } from '../protocol/queue-mapping.js'
import type { TopicRouteData } from '../protocol/route-data.js'

/** A logical queue of a static topic: it keeps its id while brokers come and go. */
export interface LogicalQueue {
  /** Its broker name is made up from the scope, and no broker has it. */
  readonly queue: MessageQueue
  /** The broker that hosts it now: whom to ask, and what to send as `bname`. Absent while nobody does. */
  readonly hostBroker: string | undefined
}

const LOGICAL_BROKER_PREFIX = '__syslo__'

/** Whether a route is that of a static topic. */
export function isStaticTopic(route: TopicRouteData): boolean {
  return route.topicQueueMappingByBroker.size > 0
}

/** The broker name that the logical queues of a scope carry. */
function logicalBrokerName(scope: string): string {
  return LOGICAL_BROKER_PREFIX + (scope === GLOBAL_SCOPE ? scope.slice(2) : scope)
}

/**
 * The logical queues of a static topic, sorted by scope and id. Where two brokers claim one, the higher epoch is right.
 *
 * Source: apache/rocketmq `remoting/.../rpc/ClientMetadata.java` (`topicRouteData2EndpointsForStaticTopic`),
 * `remoting/.../protocol/statictopic/TopicQueueMappingUtils.java`.
 */
export function logicalQueues(topic: string, route: TopicRouteData): LogicalQueue[] {
  const mappings = [...route.topicQueueMappingByBroker.values()]
  const scopes = [...new Set(mappings.map(({ scope }) => scope))].sort()
  return scopes.flatMap((scope) => {
    const ofScope = mappings.filter((mapping) => mapping.scope === scope)
    const brokerName = logicalBrokerName(scope)
    const hosts = hostsByQueue(ofScope)
    return Array.from({ length: queueCount(ofScope) }, (_, queueId): LogicalQueue => ({
      queue: { topic, brokerName, queueId },
      hostBroker: hosts.get(queueId)?.brokerName,
    }))
  })
}

function hostsByQueue(mappings: readonly QueueMapping[]): ReadonlyMap<number, QueueMapping> {
  const hosts = new Map<number, QueueMapping>()
  for (const mapping of mappings) {
    for (const queueId of mapping.currentIds.keys()) {
      const known = hosts.get(queueId)
      if (known === undefined || known.epoch < mapping.epoch) hosts.set(queueId, mapping)
    }
  }
  return hosts
}

function queueCount(mappings: readonly QueueMapping[]): number {
  return mappings.reduce((highest, { totalQueues }) => Math.max(highest, totalQueues), 0)
}
