import { DecodeError } from '../errors/errors.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import {
  isWritable,
  MASTER_ID,
  type QueueData,
  type TopicRouteData,
} from '../protocol/route-data.js'
import { isStaticTopic, logicalQueues } from './static-topics.js'

/** Where messages of a topic can be sent. */
export interface PublishQueues {
  readonly topic: string
  /** The same order in every client, which hashing by sharding key relies on. */
  readonly queues: readonly MessageQueue[]
  /** Whether the queues are fixed at the name server (`orderTopicConf`). */
  readonly isOrderTopic: boolean
  /** Whether the queue ids are logical ones. */
  readonly isStatic: boolean
  /** Broker name in a queue, or of a logical queue its id → the broker to send to. */
  readonly hostBroker: (queue: MessageQueue) => string | undefined
  /** Broker name → address of its master. */
  readonly masters: ReadonlyMap<string, string>
}

/**
 * The queues of a topic that can be written to: of each broker with write permission and a master, in the order of
 * broker names; or those that `orderTopicConf` lists; or the logical ones of a static topic.
 *
 * Source: apache/rocketmq `client/.../impl/factory/MQClientInstance.java` (`topicRouteData2TopicPublishInfo`).
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED` when `orderTopicConf` cannot be read
 */
export function publishQueues(topic: string, route: TopicRouteData): PublishQueues {
  const masters = mastersOf(route)
  const conf = route.orderTopicConf ?? ''
  const base = { topic, masters, isOrderTopic: false, isStatic: false, hostBroker: ownBroker }
  if (conf !== '') return { ...base, isOrderTopic: true, queues: orderedQueues(topic, conf) }
  if (isStaticTopic(route)) {
    const logical = logicalQueues(topic, route)
    // Queue ids repeat between scopes, so the made-up broker name is part of the key.
    const hosts = new Map(logical.map((each) => [hostKey(each.queue), each.hostBroker]))
    return {
      ...base,
      isStatic: true,
      queues: logical.map(({ queue }) => queue).sort((a, b) => a.queueId - b.queueId),
      hostBroker: (queue) => hosts.get(hostKey(queue)),
    }
  }
  const queues = route.queueDatas
    .filter(({ perm, brokerName }) => isWritable(perm) && masters.has(brokerName))
    .flatMap(({ brokerName, writeQueueNums }) => queuesOf(topic, brokerName, writeQueueNums))
  return { ...base, queues }
}

/**
 * The route to send a topic by that does not exist yet: that of the key topic, with as many queues as the new one is
 * to have. The broker creates the topic when the first message comes.
 *
 * Source: apache/rocketmq `client/.../impl/factory/MQClientInstance.java` (`updateTopicRouteInfoFromNameServer`).
 */
export function limitQueues(route: TopicRouteData, maxQueueNums: number): TopicRouteData {
  return {
    ...route,
    queueDatas: route.queueDatas.map((data): QueueData => {
      const queues = Math.min(maxQueueNums, data.readQueueNums)
      return { ...data, readQueueNums: queues, writeQueueNums: queues }
    }),
  }
}

/** Queues 0 to count − 1 of a topic at one broker. */
export function queuesOf(topic: string, brokerName: string, count: number): MessageQueue[] {
  return Array.from({ length: count }, (_, queueId) => ({ topic, brokerName, queueId }))
}

function orderedQueues(topic: string, conf: string): MessageQueue[] {
  const entries = conf.split(';').filter((entry) => entry.trim() !== '')
  return entries.flatMap((entry) => {
    const [brokerName = '', count = ''] = entry.trim().split(':')
    if (brokerName === '' || !/^\d{1,6}$/.test(count)) {
      throw new DecodeError(`orderTopicConf of topic ${topic}`, `"${entry}" is not broker:count`)
    }
    return queuesOf(topic, brokerName, Number(count))
  })
}

function mastersOf({ brokerDatas }: TopicRouteData): ReadonlyMap<string, string> {
  return new Map(
    brokerDatas.flatMap(({ brokerName, brokerAddrs }) => {
      const master = brokerAddrs.get(MASTER_ID)
      return master === undefined ? [] : [[brokerName, master] as const]
    }),
  )
}

const ownBroker = ({ brokerName }: MessageQueue): string => brokerName
const hostKey = ({ brokerName, queueId }: MessageQueue): string => `${brokerName} ${queueId}`
