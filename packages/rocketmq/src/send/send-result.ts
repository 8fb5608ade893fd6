import type { MessageQueue } from '../protocol/message-queue.js'
import type { SendResponse, SendStatus } from '../protocol/requests/send.js'
import { unwrapNamespace } from '../protocol/resource-name.js'

/** What became of a message that a broker has stored. */
export interface SendResult {
  /** How safe it is; all of them are stored. */
  readonly status: SendStatus
  /** The unique id: made by this producer, the same over all attempts, and what consumers and queries show. */
  readonly msgId: string
  /** Broker and place in its log. Of a batch that was stored as one: that of the whole. */
  readonly offsetMsgId: string
  /** Where it is, by the topic’s name as you know it (without the namespace). */
  readonly queue: MessageQueue
  /** Place in its queue. */
  readonly queueOffset: bigint
  /** The id of its transaction, which is its unique id. */
  readonly transactionId: string
  /** Of a timer message that the broker can take back: see `Producer.recall`. */
  readonly recallHandle: string | undefined
  readonly regionId: string
  readonly isTraceOn: boolean
  /** `host:port` of the broker. */
  readonly brokerAddress: string
  /** How many attempts it took, from 1. */
  readonly attempts: number
}

/** What a caller may get: one result, one for each member of a batch, or nothing for a one-way send. */
export type Sent = SendResult | readonly SendResult[] | undefined

/** Where and how a message was stored, beside what the broker says. */
export interface StoredAt {
  readonly msgId: string
  readonly queue: MessageQueue
  readonly brokerAddress: string
  readonly attempts: number
}

export function sendResult(response: SendResponse, at: StoredAt): SendResult {
  return {
    status: response.status,
    msgId: at.msgId,
    offsetMsgId: response.offsetMsgIds[0] ?? '',
    queue: at.queue,
    queueOffset: response.queueOffset,
    transactionId: response.transactionId ?? at.msgId,
    recallHandle: response.recallHandle,
    regionId: response.regionId,
    isTraceOn: response.isTraceOn,
    brokerAddress: at.brokerAddress,
    attempts: at.attempts,
  }
}

/**
 * Each member's own part of the answer to a batch: its ids, and its offset, which counts from that of the first.
 *
 * Source: apache/rocketmq `client/.../producer/ProduceAccumulator.java` (`splitSendResults`).
 */
export function batchResults(
  response: SendResponse,
  at: StoredAt,
  { memberIds = [] }: { readonly memberIds: readonly string[] | undefined },
): readonly SendResult[] {
  const whole = sendResult(response, at)
  return memberIds.map((msgId, index) => ({
    ...whole,
    msgId,
    transactionId: msgId,
    // A batch that was stored as one record has one place for all.
    offsetMsgId: response.offsetMsgIds[index] ?? whole.offsetMsgId,
    queueOffset: whole.queueOffset + BigInt(index),
  }))
}

/** The queue that a message was stored in, as users name it: brokers may take another one than was asked for. */
export function queueForCaller(
  queue: MessageQueue,
  queueId: number,
  namespace: string | undefined,
): MessageQueue {
  if (namespace === undefined && queue.queueId === queueId) return queue
  return { topic: unwrapNamespace(namespace, queue.topic), brokerName: queue.brokerName, queueId }
}

/** The results of a send one by one. */
export function listOf(sent: Sent): readonly SendResult[] {
  if (sent === undefined) return []
  return 'status' in sent ? [sent] : sent
}
