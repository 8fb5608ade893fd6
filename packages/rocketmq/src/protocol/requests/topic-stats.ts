import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { jsonBody } from '../json-body.js'
import { JsonFields } from '../json-fields.js'
import { type MessageQueue, readMessageQueue } from '../message-queue.js'
import { REQUEST_CODE } from '../request-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'

/** What one queue holds. */
export interface QueueStats {
  readonly queue: MessageQueue
  /** The oldest offset that is still kept. */
  readonly minOffset: bigint
  /** The offset that the next message will get. */
  readonly maxOffset: bigint
  /** When its newest message was stored, in milliseconds since 1970; `undefined` for a queue without one. */
  readonly lastUpdateTimestamp: number | undefined
}

/** What a topic holds at one broker. */
export interface TopicStatsTable {
  readonly queues: readonly QueueStats[]
  /** Messages per second that came in, over the last minute; `undefined` before RocketMQ 5.3. */
  readonly putTps: number | undefined
}

/**
 * Asks a broker what the queues of a topic hold (202).
 *
 * Source: apache/rocketmq `remoting/.../header/GetTopicStatsInfoRequestHeader.java`.
 */
export function topicStatsRequest(topic: string): RemotingRequest {
  return { code: REQUEST_CODE.GET_TOPIC_STATS_INFO, ext: { topic } }
}

/**
 * Source: apache/rocketmq `remoting/.../protocol/admin/TopicStatsTable.java`, `TopicOffset.java`.
 * @throws {@link BrokerError} `ROCKETMQ_TOPIC_NOT_FOUND` and others
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readTopicStatsResponse(
  response: RemotingResponse,
  about: RequestSubject,
): TopicStatsTable {
  expectSuccess(REQUEST_CODE.GET_TOPIC_STATS_INFO, response, about)
  const subject = 'the statistics of a topic'
  const body = jsonBody(response, subject)
  return {
    putTps: body.optionalNumber('topicPutTps'),
    queues: body.entries('offsetTable').map(([queue, value]) => {
      const offsets = new JsonFields(value, subject)
      const timestamp = offsets.optionalInteger('lastUpdateTimestamp') ?? 0
      return {
        queue: readMessageQueue(queue),
        minOffset: offsets.int64('minOffset'),
        maxOffset: offsets.int64('maxOffset'),
        lastUpdateTimestamp: timestamp > 0 ? timestamp : undefined,
      }
    }),
  }
}
