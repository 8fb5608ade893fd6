import type { MessageExt } from '../../message/message-ext.js'
import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { ExtFields } from '../ext-fields.js'
import {
  formatPopHandle,
  parsePopHandle,
  type PopHandle,
  popOriginOf,
  popTopicOf,
} from '../pop-handle.js'
import { PROPERTY } from '../property-names.js'
import { REQUEST_CODE } from '../request-code.js'
import { type RequestTarget, targetFields } from '../request-target.js'
import { RESPONSE_CODE } from '../response-code.js'
import { expectOneOf, expectSuccess, type RequestSubject } from '../response-error.js'
import { decodeStoredMessages, type StoredMessageOptions } from '../stored-message.js'
import type { SubscriptionData } from '../subscription-data.js'

/** What a pop asks for. */
export interface PopHeader extends RequestTarget {
  readonly consumerGroup: string
  readonly topic: string
  /** Absent: any queue of the broker. */
  readonly queueId?: number | undefined
  /** At most 32. */
  readonly maxMsgNums: number
  /** So long nobody else gets the messages. */
  readonly invisibleMs: number
  /** How long the broker may hold a pop that finds nothing, from `bornTimeMs` on. */
  readonly pollMs: number
  /** Milliseconds since 1970: this machine's clock and the broker's must agree. */
  readonly bornTimeMs: number
  /** Where a new group begins. */
  readonly from: 'first' | 'last'
  readonly subscription: SubscriptionData
  /** Whether a queue is blocked until what was popped of it is acknowledged. */
  readonly isOrderly: boolean
  /** Of an orderly pop: one with the id of one before gets its messages again, where the answer was lost. */
  readonly attemptId?: string | undefined
}

/**
 * Takes messages, and hides them from the other members of the group for a while (200050). Only in the JSON form: the
 * binary header has no room for its code.
 *
 * Source: apache/rocketmq `remoting/.../header/PopMessageRequestHeader.java`.
 */
export function popRequest(header: PopHeader): RemotingRequest {
  return { code: REQUEST_CODE.POP_MESSAGE, ext: popFields(header) }
}

/**
 * Waits until a topic has a message for the group, without taking it (200054).
 *
 * Source: apache/rocketmq `remoting/.../header/NotificationRequestHeader.java`.
 */
export function notificationRequest(header: PopHeader): RemotingRequest {
  return { code: REQUEST_CODE.NOTIFICATION, ext: popFields(header) }
}

function popFields(header: PopHeader): Record<string, string> {
  const { subscription } = header
  return {
    consumerGroup: header.consumerGroup,
    topic: header.topic,
    queueId: `${header.queueId ?? -1}`,
    maxMsgNums: `${header.maxMsgNums}`,
    invisibleTime: `${header.invisibleMs}`,
    pollTime: `${header.pollMs}`,
    bornTime: `${header.bornTimeMs}`,
    initMode: header.from === 'first' ? '0' : '1',
    expType: subscription.expressionType,
    exp: subscription.subString,
    order: `${header.isOrderly}`,
    ...(header.attemptId !== undefined && { attemptId: header.attemptId }),
    ...targetFields(header),
  }
}

/** Whether there is a message. @throws {@link BrokerError} any other code than success */
export function readNotificationResponse(
  response: RemotingResponse,
  subject: RequestSubject,
): boolean {
  expectSuccess(REQUEST_CODE.NOTIFICATION, response, subject)
  const ext = new ExtFields(REQUEST_CODE.NOTIFICATION, response)
  return ext.optionalBoolean('hasMsg') ?? false
}

/** `pollingFull`: too many pops wait at the broker; ask again later. */
export type PopStatus = 'found' | 'none' | 'pollingFull'

export const POP_STATUSES: ReadonlyMap<number, PopStatus> = new Map<number, PopStatus>([
  [RESPONSE_CODE.SUCCESS, 'found'],
  [RESPONSE_CODE.PULL_NOT_FOUND, 'none'],
  [RESPONSE_CODE.POLLING_TIMEOUT, 'none'],
  [RESPONSE_CODE.POLLING_FULL, 'pollingFull'],
])

/** A popped message, and the handle to acknowledge it by. */
export interface PoppedMessage {
  /** With the topic that was asked for, also when it comes again. */
  readonly message: MessageExt
  readonly handle: PopHandle
}

export interface PopResult {
  readonly status: PopStatus
  readonly popped: readonly PoppedMessage[]
}

/** What of the question the answer does not repeat. */
export interface PopSubject extends RequestSubject {
  readonly topic: string
  readonly group: string
  readonly brokerName: string
}

/**
 * Reads the answer to a pop. Brokers filter tags by their hashes only: compare the tags again, and acknowledge what does
 * not match.
 *
 * Source: apache/rocketmq `client/.../impl/MQClientAPIImpl.java` (`processPopResponse`).
 * @throws {@link BrokerError} any other code
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readPopResponse(
  response: RemotingResponse,
  subject: PopSubject,
  options: StoredMessageOptions,
): PopResult {
  const status = expectOneOf(POP_STATUSES, REQUEST_CODE.POP_MESSAGE, response, subject)
  if (status !== 'found') return { status, popped: [] }
  const { brokerName, topic, group } = subject
  const ext = new ExtFields(REQUEST_CODE.POP_MESSAGE, response)
  const base = {
    popTime: ext.integer('popTime'),
    invisibleMs: ext.integer('invisibleTime'),
    reviveQueueId: ext.integer('reviveQid'),
    brokerName,
  }
  const startOffsets = startOffsetsIn(ext.optionalText('startOffsetInfo') ?? '')
  const deliveries = entriesIn(ext.optionalText('orderCountInfo') ?? '')
  const messages = decodeStoredMessages(response.body, { ...options, brokerName })
  const popped = messages.map((message): PoppedMessage => {
    const { queueId, queueOffset, systemProperties } = message
    const given = systemProperties[PROPERTY.POP_CK]
    const origin = popOriginOf(message.topic, group)
    const startOffset = startOffsets.get(`${origin}@${queueId}`) ?? queueOffset
    const handle = given
      ? parsePopHandle(given)
      : { ...base, startOffset, origin, queueId, queueOffset }
    // A message of an orderly pop stays in its queue, so that its own count of deliveries is always the first one.
    const again =
      deliveries.get(`${origin}@qo${queueId}%${queueOffset}`) ??
      deliveries.get(`${origin}@${queueId}`)
    const count = Number(again)
    const reconsumeTimes = Number.isSafeInteger(count) ? count : message.reconsumeTimes
    return { message: { ...message, topic, reconsumeTimes }, handle }
  })
  return { status, popped }
}

/** Entries `mark queueId offset`, joined by semicolons. Source: ExtraInfoUtil.java (`parseStartOffsetInfo`). */
function startOffsetsIn(text: string): ReadonlyMap<string, bigint> {
  return new Map([...entriesIn(text)].map(([key, offset]) => [key, BigInt(offset)]))
}

/** Entries of three, `mark key value`, by `mark@key`. */
function entriesIn(text: string): ReadonlyMap<string, string> {
  const entries = text.split(';').filter((entry) => entry !== '')
  return new Map(
    entries.map((entry) => {
      const [mark = '', key = '', value = ''] = entry.split(' ')
      return [`${mark}@${key}`, value] as const
    }),
  )
}

/** A popped message, named to its broker. */
export interface PopPlace {
  readonly consumerGroup: string
  /** As it was popped; of a message of a lite topic the topic above it. */
  readonly topic: string
  readonly liteTopic?: string | undefined
  readonly handle: PopHandle
}

function placeFields(place: PopPlace): Record<string, string> {
  const { consumerGroup, topic, liteTopic, handle } = place
  return {
    consumerGroup,
    ...(liteTopic !== undefined && { liteTopic }),
    topic: popTopicOf(topic, consumerGroup, handle.origin),
    queueId: `${handle.queueId}`,
    offset: `${handle.queueOffset}`,
    extraInfo: formatPopHandle(handle),
    ...targetFields({ brokerName: handle.brokerName }),
  }
}

/**
 * Says that a popped message is consumed (200051).
 *
 * Source: apache/rocketmq `remoting/.../header/AckMessageRequestHeader.java`.
 */
export function ackRequest(place: PopPlace): RemotingRequest {
  return { code: REQUEST_CODE.ACK_MESSAGE, ext: placeFields(place) }
}

/**
 * A broker also takes an acknowledgement that comes too late: the message then comes again all the same.
 * @throws {@link BrokerError} any other code than success
 */
export function readAckResponse(response: RemotingResponse, subject: RequestSubject): void {
  expectSuccess(REQUEST_CODE.ACK_MESSAGE, response, subject)
}

/**
 * Hides a popped message for another time from now on (200053).
 *
 * Source: apache/rocketmq `remoting/.../header/ChangeInvisibleTimeRequestHeader.java`.
 */
export function changeInvisibleRequest(
  place: PopPlace,
  invisibleMs: number,
  { isSuspended = false }: { readonly isSuspended?: boolean } = {},
): RemotingRequest {
  const ext = {
    ...placeFields(place),
    invisibleTime: `${invisibleMs}`,
    ...(isSuspended && { suspend: 'true' }),
  }
  return { code: REQUEST_CODE.CHANGE_MESSAGE_INVISIBLETIME, ext }
}

/**
 * The new handle: the old one is void.
 *
 * Source: apache/rocketmq `client/.../impl/MQClientAPIImpl.java` (`changeInvisibleTimeAsync`).
 * @throws {@link BrokerError} any other code than success, for example when the message is visible again
 */
export function readChangeInvisibleResponse(
  response: RemotingResponse,
  subject: RequestSubject,
  { handle }: PopPlace,
): PopHandle {
  const code = REQUEST_CODE.CHANGE_MESSAGE_INVISIBLETIME
  expectSuccess(code, response, subject)
  const ext = new ExtFields(code, response)
  return {
    ...handle,
    startOffset: handle.queueOffset,
    popTime: ext.integer('popTime'),
    invisibleMs: ext.integer('invisibleTime'),
    reviveQueueId: ext.integer('reviveQid'),
  }
}
