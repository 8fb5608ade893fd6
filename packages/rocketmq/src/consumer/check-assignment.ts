import type { TopicAssigner } from '../assignment/topic-allocation.js'
import { isRocketMQError } from '../errors/errors.js'

/**
 * Asks for an assignment of each topic, to find out whether brokers can give one. Where a broker does not answer, or a
 * topic does not exist yet, the rounds will say it.
 * @throws {@link BrokerError} `ROCKETMQ_REQUEST_UNSUPPORTED` a broker is older than RocketMQ 5
 */
export async function checkAssignment(
  assigner: TopicAssigner,
  topics: readonly string[],
): Promise<void> {
  for (const topic of topics) {
    try {
      await assigner.assignmentOf(topic)
    } catch (error) {
      if (isRocketMQError(error) && error.code === 'ROCKETMQ_REQUEST_UNSUPPORTED') throw error
    }
  }
}
