import { parseJson } from './json-dialect.js'
import { JsonFields } from './json-fields.js'
import { writeJson } from './json-writer.js'
import { type MessageQueue, messageQueueJson, readMessageQueue } from './message-queue.js'
import { readSubscriptionData, type SubscriptionData } from './subscription-data.js'

/** What a consumer says about one of its queues. */
interface ProcessQueueInfo {
  readonly commitOffset: bigint
  readonly cachedMsgMinOffset: bigint
  readonly cachedMsgMaxOffset: bigint
  readonly cachedMsgCount: number
  readonly cachedMsgSizeInMiB: number
  readonly locked: boolean
  readonly tryUnlockTimes: bigint
  readonly lastLockTimestamp: number
  /** Spelled so on the wire. */
  readonly droped: boolean
  readonly lastPullTimestamp: number
  readonly lastConsumeTimestamp: number
}

/** How fast a topic is consumed: times in milliseconds, rates per second. */
interface ConsumeStatus {
  readonly pullRT: number
  readonly pullTPS: number
  readonly consumeRT: number
  readonly consumeOKTPS: number
  readonly consumeFailedTPS: number
  readonly consumeFailedMsgs: bigint
}

/**
 * How a consumer is doing, in its own words.
 *
 * Source: apache/rocketmq `remoting/.../body/ConsumerRunningInfo.java`, `ProcessQueueInfo.java`, `ConsumeStatus.java`.
 */
export interface ConsumerRunningInfo {
  /** Must have `PROP_CONSUME_TYPE`, `PROP_CONSUMEORDERLY`, `PROP_CONSUMER_START_TIMESTAMP` and so on. */
  readonly properties: Readonly<Record<string, string>>
  readonly subscriptions: readonly SubscriptionData[]
  readonly queues: readonly (readonly [queue: MessageQueue, info: ProcessQueueInfo])[]
  /** By topic. */
  readonly statuses: ReadonlyMap<string, ConsumeStatus>
  /** Stack traces; only when they were asked for. */
  readonly jstack?: string | undefined
}

/** The body of the answer to a broker that asks (307). */
export function encodeConsumerRunningInfo(info: ConsumerRunningInfo): Buffer {
  const statuses = [...info.statuses].map(([topic, status]) => [topic, { ...status }] as const)
  const text = writeJson({
    properties: { ...info.properties },
    subscriptionSet: info.subscriptions.map((subscription) => ({ ...subscription })),
    mqTable: new Map(
      info.queues.map(([queue, queueInfo]) => [messageQueueJson(queue), { ...queueInfo }]),
    ),
    mqPopTable: {},
    statusTable: Object.fromEntries(statuses),
    userConsumerInfo: {},
    jstack: info.jstack,
  })
  return Buffer.from(text)
}

/** @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED` */
export function decodeConsumerRunningInfo(body: Uint8Array): ConsumerRunningInfo {
  const subject = 'the running info of a consumer'
  const fields = new JsonFields(parseJson(body, { subject }), subject)
  return {
    properties: Object.fromEntries(
      fields.map('properties').map(([key, value]) => [key, typeof value === 'string' ? value : '']),
    ),
    subscriptions: fields.objects('subscriptionSet').map(readSubscriptionData),
    queues: fields
      .entries('mqTable')
      .map(([queue, info]) => [
        readMessageQueue(queue),
        readProcessQueueInfo(new JsonFields(info, subject)),
      ]),
    statuses: new Map(
      fields
        .map('statusTable')
        .map(([topic, status]) => [topic, readConsumeStatus(new JsonFields(status, subject))]),
    ),
    jstack: fields.optionalText('jstack'),
  }
}

function readProcessQueueInfo(fields: JsonFields): ProcessQueueInfo {
  return {
    commitOffset: fields.int64('commitOffset'),
    cachedMsgMinOffset: fields.int64('cachedMsgMinOffset'),
    cachedMsgMaxOffset: fields.int64('cachedMsgMaxOffset'),
    cachedMsgCount: fields.integer('cachedMsgCount'),
    cachedMsgSizeInMiB: fields.integer('cachedMsgSizeInMiB'),
    locked: fields.boolean('locked'),
    tryUnlockTimes: fields.int64('tryUnlockTimes'),
    lastLockTimestamp: fields.integer('lastLockTimestamp'),
    droped: fields.boolean('droped'),
    lastPullTimestamp: fields.integer('lastPullTimestamp'),
    lastConsumeTimestamp: fields.integer('lastConsumeTimestamp'),
  }
}

function readConsumeStatus(fields: JsonFields): ConsumeStatus {
  return {
    pullRT: fields.number('pullRT'),
    pullTPS: fields.number('pullTPS'),
    consumeRT: fields.number('consumeRT'),
    consumeOKTPS: fields.number('consumeOKTPS'),
    consumeFailedTPS: fields.number('consumeFailedTPS'),
    consumeFailedMsgs: fields.int64('consumeFailedMsgs'),
  }
}
