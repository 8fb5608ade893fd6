import type { MessageExt } from '../message/message-ext.js'
import { poppedTopicOf } from '../protocol/pop-handle.js'
import { PROPERTY } from '../protocol/property-names.js'
import { RETRY_PREFIX, retryTopicOf, unwrapNamespace } from '../protocol/resource-name.js'

/**
 * A message as its listener knows it: with the topic it was sent to, also when it came through the retry topic, and
 * without the namespace.
 *
 * Source: apache/rocketmq `client/.../impl/consumer/DefaultMQPushConsumerImpl.java` (`resetRetryAndNamespace`).
 * @param group with the namespace
 */
export function restoreMessage(
  message: MessageExt,
  group: string,
  namespace: string | undefined,
): MessageExt {
  const { systemProperties } = message
  // Most are not retried, so the names of the group's retry topics need not be put together for each.
  const mayBeRetried = message.topic.startsWith(RETRY_PREFIX)
  const isRetried = mayBeRetried && message.topic === retryTopicOf(group)
  const cameFrom = (isRetried ? systemProperties[PROPERTY.RETRY_TOPIC] : undefined) ?? message.topic
  const popped = mayBeRetried ? poppedTopicOf(cameFrom, group) : undefined
  const topic = unwrapNamespace(namespace, popped ?? cameFrom)
  return topic === message.topic ? message : { ...message, topic }
}
