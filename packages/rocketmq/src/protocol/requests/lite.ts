import type { MessageExt } from '../../message/message-ext.js'
import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { ExtFields } from '../ext-fields.js'
import { writeJson } from '../json-writer.js'
import { PROPERTY } from '../property-names.js'
import { REQUEST_CODE } from '../request-code.js'
import { expectOneOf, expectSuccess, type RequestSubject } from '../response-error.js'
import { decodeStoredMessages, type StoredMessageOptions } from '../stored-message.js'
import { POP_STATUSES, type PopResult, type PopSubject } from './pop.js'

/** Where a subscription to a lite topic begins, instead of where the group is. */
export type LiteStart =
  | 'first'
  | 'last'
  | { readonly offset: bigint }
  /** So many messages before where the group is. */
  | { readonly back: number }

/** `add` and `remove` change the set of a client, `set` replaces it, `clear` ends it. */
export type LiteAction = 'add' | 'remove' | 'set' | 'clear'

export interface LiteSubscription {
  readonly action: LiteAction
  readonly clientId: string
  readonly group: string
  /** The topic above the lite topics. */
  readonly topic: string
  readonly liteTopics: readonly string[]
  /** For `add` only. */
  readonly start?: LiteStart | undefined
}

const ACTIONS: Readonly<Record<LiteAction, string>> = {
  add: 'PARTIAL_ADD',
  remove: 'PARTIAL_REMOVE',
  set: 'COMPLETE_ADD',
  clear: 'COMPLETE_REMOVE',
}

/**
 * Tells a broker which lite topics a client subscribes to (200071). Sent on the connection that pops: the broker tells of
 * the end of a subscription there. RocketMQ 5.5.
 *
 * Source: apache/rocketmq `remoting/.../body/LiteSubscriptionCtlRequestBody.java`,
 * `common/.../lite/LiteSubscriptionDTO.java`, `OffsetOption.java`.
 */
export function liteSubscriptionRequest(subscription: LiteSubscription): RemotingRequest {
  const { action, clientId, group, topic, liteTopics, start } = subscription
  const entry = {
    ...{ action: ACTIONS[action], clientId, group, topic },
    liteTopicSet: liteTopics,
    offsetOption: start === undefined ? undefined : offsetOptionOf(start),
    version: Date.now(),
  }
  const body = Buffer.from(writeJson({ subscriptionSet: [entry] }))
  return { code: REQUEST_CODE.LITE_SUBSCRIPTION_CTL, body }
}

function offsetOptionOf(start: LiteStart) {
  if (start === 'first') return { type: 'POLICY', value: 1 }
  if (start === 'last') return { type: 'POLICY', value: 2 }
  return 'offset' in start
    ? { type: 'OFFSET', value: start.offset }
    : { type: 'TAIL_N', value: start.back }
}

/** @throws {@link BrokerError} `ROCKETMQ_REQUEST_REFUSED` a quota is exceeded, or the group may not consume */
export function readLiteSubscriptionResponse(
  response: RemotingResponse,
  subject: RequestSubject,
): void {
  expectSuccess(REQUEST_CODE.LITE_SUBSCRIPTION_CTL, response, subject)
}

/** What a pop of lite topics asks for. */
export interface PopLiteHeader {
  readonly clientId: string
  readonly consumerGroup: string
  /** The topic above the lite topics. */
  readonly topic: string
  /** At most 32. */
  readonly maxMsgNums: number
  readonly invisibleMs: number
  readonly pollMs: number
  /** Milliseconds since 1970. */
  readonly bornTimeMs: number
  readonly attemptId: string
}

/**
 * Takes messages of the lite topics that a client subscribes to, each in order (200070). RocketMQ 5.5.
 *
 * Source: apache/rocketmq `remoting/.../header/PopLiteMessageRequestHeader.java`.
 */
export function popLiteRequest(header: PopLiteHeader): RemotingRequest {
  return {
    code: REQUEST_CODE.POP_LITE_MESSAGE,
    ext: {
      clientId: header.clientId,
      consumerGroup: header.consumerGroup,
      topic: header.topic,
      maxMsgNum: `${header.maxMsgNums}`,
      invisibleTime: `${header.invisibleMs}`,
      pollTime: `${header.pollMs}`,
      bornTime: `${header.bornTimeMs}`,
      attemptId: header.attemptId,
    },
  }
}

/**
 * Reads the answer to a pop of lite topics. Each message has the offset that it has in its lite topic.
 *
 * Source: apache/rocketmq `client/.../impl/MQClientAPIImpl.java` (`processPopLiteResponse`).
 * @throws {@link BrokerError} any other code
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readPopLiteResponse(
  response: RemotingResponse,
  subject: PopSubject,
  options: StoredMessageOptions,
): PopResult {
  const code = REQUEST_CODE.POP_LITE_MESSAGE
  const status = expectOneOf(POP_STATUSES, code, response, subject)
  if (status !== 'found') return { status, popped: [] }
  const ext = new ExtFields(code, response)
  const { brokerName } = subject
  const base = {
    ...({ startOffset: 0n, origin: '0', brokerName, queueId: 0 } as const),
    popTime: ext.integer('popTime'),
    invisibleMs: ext.integer('invisibleTime'),
    reviveQueueId: ext.integer('reviveQid'),
  }
  const counts = deliveriesIn(ext.optionalText('orderCountInfo') ?? '')
  const messages = decodeStoredMessages(response.body, { ...options, brokerName })
  const popped = messages.map((stored, index) => {
    const queueOffset = liteOffsetOf(stored)
    const reconsumeTimes = counts[index] ?? 0
    const message: MessageExt = { ...stored, queueOffset, reconsumeTimes }
    return { message, handle: { ...base, queueOffset } }
  })
  return { status, popped }
}

/**
 * How often each message was popped before, in their order: entries joined by semicolons, each a count alone or
 * `mark key count`. What is neither counts as 0: a message must not end among the dead letters for it.
 *
 * Source: apache/rocketmq `broker/.../processor/PopLiteMessageProcessor.java` (`transformOrderCountInfo`).
 */
function deliveriesIn(text: string): readonly number[] {
  return text.split(';').map((entry) => {
    const count = Number(entry.split(' ').at(-1))
    return Number.isSafeInteger(count) ? count : 0
  })
}

/** A message lies in a queue of the topic above, and is dispatched to that of its lite topic. */
function liteOffsetOf({ systemProperties, queueOffset }: MessageExt): bigint {
  const offset = systemProperties[PROPERTY.INNER_MULTI_QUEUE_OFFSET]
  return offset !== undefined && /^\d+$/.test(offset) ? BigInt(offset) : queueOffset
}

/** What a broker tells a client that has lost a lite topic: to another client, or to its age. */
export interface LiteUnsubscribed {
  readonly liteTopic: string
  readonly group: string
  readonly clientId: string
}

/**
 * Reads 200073 as it arrives at a client.
 *
 * Source: apache/rocketmq `remoting/.../header/NotifyUnsubscribeLiteRequestHeader.java`.
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readLiteUnsubscribed(request: RemotingRequest): LiteUnsubscribed {
  const ext = new ExtFields(REQUEST_CODE.NOTIFY_UNSUBSCRIBE_LITE, request)
  return {
    liteTopic: ext.text('liteTopic'),
    group: ext.text('consumerGroup'),
    clientId: ext.text('clientId'),
  }
}
