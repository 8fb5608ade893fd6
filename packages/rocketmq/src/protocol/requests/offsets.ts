import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { ExtFields } from '../ext-fields.js'
import { REQUEST_CODE } from '../request-code.js'
import { type RequestTarget, targetFields } from '../request-target.js'
import { RESPONSE_CODE } from '../response-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'

/** One queue at the broker that is asked. */
export interface QueuePlace extends RequestTarget {
  readonly topic: string
  readonly queueId: number
}

/** One group's place in one queue. */
export interface GroupPlace extends QueuePlace {
  readonly consumerGroup: string
}

function placeFields(place: QueuePlace): Record<string, string> {
  return { topic: place.topic, queueId: `${place.queueId}`, ...targetFields(place) }
}

/**
 * How far a group has come in a queue (14). A group that is new is told apart from one at offset 0.
 *
 * Source: apache/rocketmq `remoting/.../header/QueryConsumerOffsetRequestHeader.java`.
 */
export function queryConsumerOffsetRequest(place: GroupPlace): RemotingRequest {
  return {
    code: REQUEST_CODE.QUERY_CONSUMER_OFFSET,
    ext: {
      consumerGroup: place.consumerGroup,
      ...placeFields(place),
      // Otherwise a broker that still has the queue's first message in memory answers 0 to a new group.
      setZeroIfNotFound: 'false',
    },
  }
}

/**
 * The offset, or `undefined` when the broker has none for this group. Any other failure throws: never take it for
 * "none", or messages are skipped.
 *
 * Source: apache/rocketmq `broker/.../processor/ConsumerManageProcessor.java` (`queryConsumerOffset`).
 * @throws {@link BrokerError} any code but success and QUERY_NOT_FOUND
 */
export function readQueryConsumerOffsetResponse(
  response: RemotingResponse,
  subject: RequestSubject,
): bigint | undefined {
  if (response.code === RESPONSE_CODE.QUERY_NOT_FOUND) return undefined
  return readOffset(REQUEST_CODE.QUERY_CONSUMER_OFFSET, response, subject)
}

/**
 * Stores how far a group has come (15). Usually sent one-way.
 *
 * Source: apache/rocketmq `remoting/.../header/UpdateConsumerOffsetRequestHeader.java`.
 */
export function updateConsumerOffsetRequest(
  place: GroupPlace,
  commitOffset: bigint,
): RemotingRequest {
  return {
    code: REQUEST_CODE.UPDATE_CONSUMER_OFFSET,
    ext: {
      consumerGroup: place.consumerGroup,
      ...placeFields(place),
      commitOffset: `${commitOffset}`,
    },
  }
}

/**
 * Whether the offset was stored: `false` when an administrator has reset it meanwhile and the broker ignored ours.
 *
 * Source: apache/rocketmq `broker/.../processor/ConsumerManageProcessor.java` (`updateConsumerOffset`).
 * @throws {@link BrokerError} any other code than success
 */
export function readUpdateConsumerOffsetResponse(
  response: RemotingResponse,
  subject: RequestSubject,
): boolean {
  expectSuccess(REQUEST_CODE.UPDATE_CONSUMER_OFFSET, response, subject)
  return response.remark?.includes('previously reset') !== true
}

/**
 * The offset the next message of a queue will get (30).
 *
 * Source: apache/rocketmq `remoting/.../header/GetMaxOffsetRequestHeader.java`.
 */
export function maxOffsetRequest(place: QueuePlace): RemotingRequest {
  return {
    code: REQUEST_CODE.GET_MAX_OFFSET,
    ext: { ...placeFields(place), committed: 'true' },
  }
}

/**
 * The offset of the oldest message of a queue (31).
 *
 * Source: apache/rocketmq `remoting/.../header/GetMinOffsetRequestHeader.java`.
 */
export function minOffsetRequest(place: QueuePlace): RemotingRequest {
  return { code: REQUEST_CODE.GET_MIN_OFFSET, ext: placeFields(place) }
}

/** When several messages have the time that is asked for: the first or the last of them. */
export type OffsetBoundary = 'lower' | 'upper'

/**
 * The offset of the first message stored at a time or later (29).
 *
 * Source: apache/rocketmq `remoting/.../header/SearchOffsetRequestHeader.java`.
 */
export function searchOffsetRequest(
  place: QueuePlace,
  timestamp: number,
  boundary: OffsetBoundary = 'lower',
): RemotingRequest {
  return {
    code: REQUEST_CODE.SEARCH_OFFSET_BY_TIMESTAMP,
    ext: { ...placeFields(place), timestamp: `${timestamp}`, boundaryType: boundary },
  }
}

/** What of 29, 30 and 31 was asked. */
export type OffsetQuestion =
  | typeof REQUEST_CODE.SEARCH_OFFSET_BY_TIMESTAMP
  | typeof REQUEST_CODE.GET_MAX_OFFSET
  | typeof REQUEST_CODE.GET_MIN_OFFSET

/**
 * The offset in the answer to 29, 30 or 31.
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readOffsetResponse(
  question: OffsetQuestion,
  response: RemotingResponse,
  subject: RequestSubject,
): bigint {
  return readOffset(question, response, subject)
}

/**
 * When the oldest message of a queue was stored (32).
 *
 * Source: apache/rocketmq `remoting/.../header/GetEarliestMsgStoretimeRequestHeader.java`.
 */
export function earliestStoreTimeRequest(place: QueuePlace): RemotingRequest {
  return { code: REQUEST_CODE.GET_EARLIEST_MSG_STORETIME, ext: placeFields(place) }
}

/**
 * Milliseconds since 1970, or `undefined` for an empty queue.
 * @throws {@link BrokerError} any other code than success
 */
export function readEarliestStoreTimeResponse(
  response: RemotingResponse,
  subject: RequestSubject,
): number | undefined {
  const code = REQUEST_CODE.GET_EARLIEST_MSG_STORETIME
  expectSuccess(code, response, subject)
  const timestamp = new ExtFields(code, response).integer('timestamp')
  return timestamp < 0 ? undefined : timestamp
}

function readOffset(code: number, response: RemotingResponse, subject: RequestSubject): bigint {
  expectSuccess(code, response, subject)
  return new ExtFields(code, response).int64('offset')
}
