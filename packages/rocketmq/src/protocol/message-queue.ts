import { compareCodeUnits } from './code-unit-order.js'
import type { JsonFields } from './json-fields.js'

/** One queue of a topic at one broker: what messages are sent to and pulled from. */
export interface MessageQueue {
  readonly topic: string
  readonly brokerName: string
  /** From 0. */
  readonly queueId: number
}

/** A queue as one text, equal for equal queues: a key for maps. No name may contain the space that separates. */
export function messageQueueKey({ topic, brokerName, queueId }: MessageQueue): string {
  return `${topic} ${brokerName} ${queueId}`
}

/**
 * The order in which all members of a group must see queues: topic, broker name, queue id.
 *
 * Source: apache/rocketmq `common/.../message/MessageQueue.java` (`compareTo`).
 */
export function compareMessageQueues(a: MessageQueue, b: MessageQueue): number {
  return (
    compareCodeUnits(a.topic, b.topic) ||
    compareCodeUnits(a.brokerName, b.brokerName) ||
    a.queueId - b.queueId
  )
}

/** A queue as bodies have it: `{"topic","brokerName","queueId"}`. */
export function readMessageQueue(fields: JsonFields): MessageQueue {
  return {
    topic: fields.text('topic'),
    brokerName: fields.text('brokerName'),
    queueId: fields.integer('queueId'),
  }
}

/** The queue for a body, without whatever else the object may carry. */
export function messageQueueJson({
  topic,
  brokerName,
  queueId,
}: MessageQueue): Record<'topic' | 'brokerName', string> & { readonly queueId: number } {
  return { topic, brokerName, queueId }
}
