import { DecodeError } from '../errors/errors.js'
import { texts } from '../texts/texts.js'
import { RETRY_PREFIX } from './resource-name.js'

/**
 * Where a popped message came from: its own topic, or one of the two forms of the retry topic.
 *
 * Source: apache/rocketmq `remoting/.../protocol/header/ExtraInfoUtil.java` (`getRetry`).
 */
export type PopOrigin = '0' | '1' | '2'

/** What a broker needs to find a popped message again: the receipt handle, property `POP_CK`. */
export interface PopHandle {
  readonly startOffset: bigint
  /** Milliseconds since 1970, by the broker's clock. */
  readonly popTime: number
  readonly invisibleMs: number
  readonly reviveQueueId: number
  readonly origin: PopOrigin
  readonly brokerName: string
  readonly queueId: number
  readonly queueOffset: bigint
}

/**
 * The handle as text.
 *
 * Source: apache/rocketmq `remoting/.../protocol/header/ExtraInfoUtil.java` (`buildExtraInfo`).
 */
export function formatPopHandle(handle: PopHandle): string {
  const { startOffset, popTime, invisibleMs, reviveQueueId } = handle
  const { origin, brokerName, queueId, queueOffset } = handle
  const when = [startOffset, popTime, invisibleMs, reviveQueueId]
  return [...when, origin, brokerName, queueId, queueOffset].join(' ')
}

/** @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED` */
export function parsePopHandle(text: string): PopHandle {
  const fields = text.split(' ')
  const [start, popTime, invisibleMs, revive, origin, brokerName = '', queueId, offset] = fields
  const numbers = [start, popTime, invisibleMs, revive, queueId, offset]
  if (!numbers.every((field) => /^\d+$/.test(field ?? '')) || !isOrigin(origin)) {
    throw new DecodeError(texts.thePopHandle(), `"${text.slice(0, 100)}"`)
  }
  return {
    startOffset: BigInt(start ?? ''),
    popTime: Number(popTime),
    invisibleMs: Number(invisibleMs),
    reviveQueueId: Number(revive),
    origin,
    brokerName,
    queueId: Number(queueId),
    queueOffset: BigInt(offset ?? ''),
  }
}

/** Where a message came from, by the topic that the broker names. */
export function popOriginOf(topic: string, group: string): PopOrigin {
  if (!topic.startsWith(RETRY_PREFIX)) return '0'
  return topic.startsWith(`${RETRY_PREFIX}${group}+`) ? '2' : '1'
}

/** The topic that the broker has a popped message in. Source: KeyBuilder.java (`buildPopRetryTopicV1`, `…V2`). */
export function popTopicOf(topic: string, group: string, origin: PopOrigin): string {
  switch (origin) {
    case '0':
      return topic
    case '1':
      return `${RETRY_PREFIX}${group}_${topic}`
    case '2':
      return `${RETRY_PREFIX}${group}+${topic}`
  }
}

/** The topic that messages of a retry topic were popped from; `undefined` for any other topic. */
export function poppedTopicOf(topic: string, group: string): string | undefined {
  const prefixes = (['1', '2'] as const).map((origin) => popTopicOf('', group, origin))
  const prefix = prefixes.find((one) => topic.startsWith(one) && topic.length > one.length)
  return prefix && topic.slice(prefix.length)
}

const isOrigin = (text: string | undefined): text is PopOrigin =>
  text === '0' || text === '1' || text === '2'
