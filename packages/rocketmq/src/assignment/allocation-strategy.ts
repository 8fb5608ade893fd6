import { type MessageQueue, messageQueueKey } from '../protocol/message-queue.js'

/** What a strategy divides. Every member of the group sees the same, in the same order. */
export interface Allocation {
  readonly group: string
  /** The member that asks; always one of {@link clientIds}. */
  readonly clientId: string
  /** Every readable queue of one topic, sorted; at least one. */
  readonly queues: readonly MessageQueue[]
  /** The client ids of all members, sorted. */
  readonly clientIds: readonly string[]
}

/**
 * Divides the queues of a topic among the members of a group. Each member works it out for itself, so all members must
 * use the same strategy: those of Java clients have the same names and results.
 */
export interface AllocationStrategy {
  readonly name: string
  /** The queues of the member that asks. */
  allocate(allocation: Allocation): readonly MessageQueue[]
}

/**
 * Each member gets neighbouring queues, the first members one more where they do not divide evenly.
 *
 * Source: apache/rocketmq `client/.../consumer/rebalance/AllocateMessageQueueAveragely.java`.
 */
export const allocateAveragely: AllocationStrategy = {
  name: 'AVG',
  allocate: ({ clientId, queues, clientIds }) => {
    const index = clientIds.indexOf(clientId)
    const rest = queues.length % clientIds.length
    const size = Math.floor(queues.length / clientIds.length) + (index < rest ? 1 : 0)
    const start = index < rest ? index * size : index * size + rest
    return queues.slice(start, start + size)
  },
}

/**
 * Queues are dealt out one by one, as cards are.
 *
 * Source: apache/rocketmq `client/.../consumer/rebalance/AllocateMessageQueueAveragelyByCircle.java`.
 */
export const allocateByCircle: AllocationStrategy = {
  name: 'AVG_BY_CIRCLE',
  allocate: ({ clientId, queues, clientIds }) => {
    const index = clientIds.indexOf(clientId)
    return queues.filter((_, position) => position % clientIds.length === index)
  },
}

/**
 * This member gets the queues that it is given here, whoever else there is. A queue that no member is given is not
 * consumed.
 *
 * Source: apache/rocketmq `client/.../consumer/rebalance/AllocateMessageQueueByConfig.java`.
 */
export function allocateByConfig(wanted: readonly MessageQueue[]): AllocationStrategy {
  const keys = new Set(wanted.map(messageQueueKey))
  return {
    name: 'CONFIG',
    // Java hands all of them to every topic, which then pulls queues of other topics twice.
    allocate: ({ queues }) => queues.filter((queue) => keys.has(messageQueueKey(queue))),
  }
}
