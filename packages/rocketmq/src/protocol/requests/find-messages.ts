import type { MessageExt } from '../../message/message-ext.js'
import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { REQUEST_CODE } from '../request-code.js'
import { RESPONSE_CODE } from '../response-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'
import { decodeStoredMessages, type StoredMessageOptions } from '../stored-message.js'

export interface MessageQuery {
  readonly topic: string
  /** One of a message's keys, or its unique id. */
  readonly key: string
  /** What `key` is. @defaultValue `key` */
  readonly by?: 'key' | 'uniqueId'
  readonly maxNum: number
  /** Stored between these times, in milliseconds since 1970. */
  readonly beginTimestamp: number
  readonly endTimestamp: number
}

/**
 * Looks up messages by key or unique id (12). Ask every broker of the topic.
 *
 * Source: apache/rocketmq `remoting/.../header/QueryMessageRequestHeader.java`,
 * `client/.../impl/MQAdminImpl.java` (`queryMessage`).
 */
export function queryMessageRequest(query: MessageQuery): RemotingRequest {
  return {
    code: REQUEST_CODE.QUERY_MESSAGE,
    ext: {
      topic: query.topic,
      key: query.key,
      maxNum: `${query.maxNum}`,
      beginTimestamp: `${query.beginTimestamp}`,
      endTimestamp: `${query.endTimestamp}`,
      ...(query.by === 'uniqueId' && { _UNIQUE_KEY_QUERY: 'true' }),
    },
  }
}

/**
 * The messages that have the key: the broker's index knows only its hash, so others are sorted out here.
 *
 * Source: apache/rocketmq `broker/.../processor/QueryMessageProcessor.java`.
 * @throws {@link BrokerError} any code but success and QUERY_NOT_FOUND
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readQueryMessageResponse(
  response: RemotingResponse,
  subject: RequestSubject,
  query: MessageQuery,
  options: StoredMessageOptions,
): readonly MessageExt[] {
  if (response.code === RESPONSE_CODE.QUERY_NOT_FOUND) return []
  expectSuccess(REQUEST_CODE.QUERY_MESSAGE, response, subject)
  const isHit = ({ uniqueId, keys, topic }: MessageExt): boolean =>
    topic === query.topic &&
    (query.by === 'uniqueId' ? uniqueId === query.key : keys.includes(query.key))
  return decodeStoredMessages(response.body, options).filter(isHit)
}

/**
 * Fetches one message by its place in a broker's log (33); `parseOffsetMessageId` says both.
 *
 * Source: apache/rocketmq `remoting/.../header/ViewMessageRequestHeader.java`.
 */
export function viewMessageRequest(commitLogOffset: bigint, topic?: string): RemotingRequest {
  return {
    code: REQUEST_CODE.VIEW_MESSAGE_BY_ID,
    ext: { offset: `${commitLogOffset}`, ...(topic !== undefined && { topic }) },
  }
}

/**
 * The message, or `undefined` when it is no longer there.
 *
 * Source: apache/rocketmq `broker/.../processor/QueryMessageProcessor.java` (`viewMessageById`).
 * @throws {@link BrokerError} any code but success and SYSTEM_ERROR, with which brokers say that it is gone
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readViewMessageResponse(
  response: RemotingResponse,
  subject: RequestSubject,
  options: StoredMessageOptions,
): MessageExt | undefined {
  const isGone = response.remark?.startsWith('can not find message by the offset') === true
  if (response.code === RESPONSE_CODE.SYSTEM_ERROR && isGone) return undefined
  expectSuccess(REQUEST_CODE.VIEW_MESSAGE_BY_ID, response, subject)
  return decodeStoredMessages(response.body, options)[0]
}
