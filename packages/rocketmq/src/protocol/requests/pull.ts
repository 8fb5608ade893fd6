import type { MessageExt } from '../../message/message-ext.js'
import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { ExtFields } from '../ext-fields.js'
import { REQUEST_CODE } from '../request-code.js'
import { type RequestTarget, targetFields } from '../request-target.js'
import { RESPONSE_CODE } from '../response-code.js'
import { expectOneOf, type RequestSubject } from '../response-error.js'
import { decodeStoredMessages, type StoredMessageOptions } from '../stored-message.js'
import type { SubscriptionData } from '../subscription-data.js'

export interface PullMessageHeader extends RequestTarget {
  readonly consumerGroup: string
  readonly topic: string
  readonly queueId: number
  /** The first offset wanted. */
  readonly queueOffset: bigint
  /** Brokers also cap by bytes and by their own count. */
  readonly maxMsgNums: number
  /** Committed along with the pull; absent: nothing is. Never give one when pulling from a slave. */
  readonly commitOffset?: bigint | undefined
  /** How long the broker may hold the request when there is nothing new; absent: it answers at once. */
  readonly suspendTimeoutMs?: number | undefined
  /** Sent along, so that the broker need not know it from a heartbeat. */
  readonly subscription?: SubscriptionData | undefined
  /** The version of the subscription in the last heartbeat, when none is sent along. */
  readonly subVersion?: number
  readonly maxMsgBytes?: number | undefined
}

/** Source: apache/rocketmq `common/.../sysflag/PullSysFlag.java`. */
const PULL_FLAG = { COMMIT: 1, SUSPEND: 2, SUBSCRIPTION: 4, LITE: 16 } as const

/**
 * Asks for messages from an offset on (11).
 *
 * Source: apache/rocketmq `remoting/.../header/PullMessageRequestHeader.java`,
 * `broker/.../processor/PullMessageProcessor.java`.
 */
export function pullMessageRequest(header: PullMessageHeader): RemotingRequest {
  return { code: REQUEST_CODE.PULL_MESSAGE, ext: pullFields(header, 0) }
}

/**
 * The same for consumers that pull on their own account (361).
 *
 * Source: apache/rocketmq `client/.../impl/consumer/PullAPIWrapper.java`.
 */
export function litePullMessageRequest(header: PullMessageHeader): RemotingRequest {
  return { code: REQUEST_CODE.LITE_PULL_MESSAGE, ext: pullFields(header, PULL_FLAG.LITE) }
}

function pullFields(header: PullMessageHeader, extraFlag: number): Record<string, string> {
  const { commitOffset, suspendTimeoutMs, subscription, maxMsgBytes } = header
  const sysFlag =
    extraFlag |
    (commitOffset === undefined ? 0 : PULL_FLAG.COMMIT) |
    (suspendTimeoutMs === undefined ? 0 : PULL_FLAG.SUSPEND) |
    (subscription === undefined ? 0 : PULL_FLAG.SUBSCRIPTION)
  return {
    consumerGroup: header.consumerGroup,
    topic: header.topic,
    queueId: `${header.queueId}`,
    queueOffset: `${header.queueOffset}`,
    maxMsgNums: `${header.maxMsgNums}`,
    sysFlag: `${sysFlag}`,
    commitOffset: `${commitOffset ?? 0n}`,
    suspendTimeoutMillis: `${suspendTimeoutMs ?? 0}`,
    subVersion: `${subscription?.subVersion ?? header.subVersion ?? 0}`,
    ...(subscription && {
      subscription: subscription.subString,
      expressionType: subscription.expressionType,
    }),
    ...(maxMsgBytes !== undefined && { maxMsgBytes: `${maxMsgBytes}` }),
    ...targetFields(header),
  }
}

/**
 * `found`: here they are. `noNewMessage`: nothing after the offset. `noMatch`: nothing there matched, go on from
 * `nextBeginOffset`. `offsetIllegal`: the offset is wrong or was reset, the right one is `nextBeginOffset`.
 */
type PullStatus = 'found' | 'noNewMessage' | 'noMatch' | 'offsetIllegal'

export interface PullResult {
  readonly status: PullStatus
  readonly messages: readonly MessageExt[]
  readonly nextBeginOffset: bigint
  readonly minOffset: bigint
  readonly maxOffset: bigint
  /** Which of the broker's servers to pull from next. */
  readonly suggestWhichBrokerId: number
}

const STATUSES: ReadonlyMap<number, PullStatus> = new Map<number, PullStatus>([
  [RESPONSE_CODE.SUCCESS, 'found'],
  [RESPONSE_CODE.PULL_NOT_FOUND, 'noNewMessage'],
  [RESPONSE_CODE.PULL_RETRY_IMMEDIATELY, 'noMatch'],
  [RESPONSE_CODE.PULL_OFFSET_MOVED, 'offsetIllegal'],
])

/**
 * Reads the answer to a pull. Brokers filter tags by their hashes only: compare the tags again.
 *
 * Source: apache/rocketmq `remoting/.../header/PullMessageResponseHeader.java`,
 * `client/.../impl/MQClientAPIImpl.java` (`processPullResponse`).
 * @throws {@link BrokerError} any other code
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readPullResponse(
  response: RemotingResponse,
  subject: RequestSubject,
  options: StoredMessageOptions,
): PullResult {
  const status = expectOneOf(STATUSES, REQUEST_CODE.PULL_MESSAGE, response, subject)
  const ext = new ExtFields(REQUEST_CODE.PULL_MESSAGE, response)
  const minOffset = ext.int64('minOffset')
  const maxOffset = ext.int64('maxOffset')
  const offsetDelta = ext.optionalInt64('offsetDelta')
  return {
    status,
    messages:
      status === 'found'
        ? decodeStoredMessages(response.body, { ...options, minOffset, maxOffset, offsetDelta })
        : [],
    nextBeginOffset: ext.int64('nextBeginOffset'),
    minOffset,
    maxOffset,
    suggestWhichBrokerId: ext.integer('suggestWhichBrokerId'),
  }
}
