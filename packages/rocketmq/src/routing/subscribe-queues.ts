import { compareMessageQueues, type MessageQueue } from '../protocol/message-queue.js'
import { isReadable, MASTER_ID, type TopicRouteData } from '../protocol/route-data.js'
import { queuesOf } from './publish-queues.js'
import { isStaticTopic, logicalQueues } from './static-topics.js'

/**
 * The queues of a topic that can be read, sorted as all members of a group must see them. No master is needed: slaves
 * serve reads.
 *
 * Source: apache/rocketmq `client/.../impl/factory/MQClientInstance.java` (`topicRouteData2TopicSubscribeInfo`).
 */
export function subscribeQueues(topic: string, route: TopicRouteData): MessageQueue[] {
  const queues = isStaticTopic(route)
    ? logicalQueues(topic, route).map(({ queue }) => queue)
    : route.queueDatas
        .filter(({ perm }) => isReadable(perm))
        .flatMap(({ brokerName, readQueueNums }) => queuesOf(topic, brokerName, readQueueNums))
  return queues.sort(compareMessageQueues)
}

/** A server of a broker, chosen to read from. */
export interface ReadAddress {
  readonly address: string
  readonly isSlave: boolean
}

/**
 * Whom to read from: the broker id that was asked for (the last answer suggests one); else, unless only that one will
 * do, the next higher id, and at last any.
 *
 * Source: apache/rocketmq `client/.../impl/factory/MQClientInstance.java` (`findBrokerAddressInSubscribe`).
 */
export function readAddress(
  brokerAddrs: ReadonlyMap<number, string>,
  brokerId: number = MASTER_ID,
  onlyThisId = false,
): ReadAddress | undefined {
  const ids = [...brokerAddrs.keys()].sort((a, b) => a - b)
  const chosen = brokerAddrs.has(brokerId)
    ? brokerId
    : onlyThisId
      ? undefined
      : (ids.find((id) => id > brokerId) ?? ids[0])
  const address = chosen === undefined ? undefined : brokerAddrs.get(chosen)
  return address === undefined ? undefined : { address, isSlave: chosen !== MASTER_ID }
}
