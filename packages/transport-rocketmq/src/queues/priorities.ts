import { TopologyMismatch } from '@arq/core'
import type { SelectQueue, TopicAtBroker, TopicSettings } from '@arq/rocketmq'

import { texts } from '../texts.js'

const TYPE = 'message.type'
const PRIORITY = 'PRIORITY'

/** How a topic with priorities from 0 to the highest is made: its brokers hand out from the last queue down. */
export const topicOfPriorities = (highest: number): TopicSettings => ({
  readQueueNums: highest + 1,
  writeQueueNums: highest + 1,
  attributes: { [TYPE]: PRIORITY },
})

/**
 * Whether a topic that exists has these priorities at each of its brokers.
 * @throws TopologyMismatch `ARQ_TOPOLOGY_MISMATCH` naming a broker where it has not
 */
export function checkPriorities(
  queueName: string,
  highest: number,
  topics: readonly TopicAtBroker[],
): void {
  const queues = highest + 1
  for (const { topic, brokerName: broker, attributes, writeQueueNums, readQueueNums } of topics) {
    const isEnough = Math.min(writeQueueNums, readQueueNums) >= queues
    if (attributes[TYPE] === PRIORITY && isEnough) continue
    const said = { queue: queueName, topic, broker, highest, queues }
    throw new TopologyMismatch({
      ...{
        code: 'ARQ_TOPOLOGY_MISMATCH',
        scope: 'message',
        text: texts.topicLacksPriorities(said),
      },
      details: { queueName, topic, broker },
    })
  }
}

/** The queue that brokers keep for a priority; of several brokers any one's. */
export const queueOfPriority =
  (priority: number): SelectQueue =>
  (queues) => {
    const own = queues.filter(({ queueId }) => queueId === priority)
    return own[Math.floor(Math.random() * own.length)] ?? queues[0]
  }
