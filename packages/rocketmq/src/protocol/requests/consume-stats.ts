import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { jsonBody } from '../json-body.js'
import { JsonFields } from '../json-fields.js'
import { type MessageQueue, readMessageQueue } from '../message-queue.js'
import { REQUEST_CODE } from '../request-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'

/** How far a group has come in one queue. */
export interface ConsumeOffset {
  readonly queue: MessageQueue
  /** The offset that the next message of the queue will get. */
  readonly brokerOffset: bigint
  /** The next offset that the group has not consumed. Brokers say 0 too for a group that never stored one. */
  readonly consumerOffset: bigint
  /** The next offset that no member has pulled; `undefined` before RocketMQ 5. */
  readonly pullOffset: bigint | undefined
  /** When the last consumed message was stored, in milliseconds since 1970; `undefined` where there is none. */
  readonly lastTimestamp: number | undefined
}

/** How far a group has come at one broker. */
export interface ConsumeStats {
  readonly offsets: readonly ConsumeOffset[]
  /** Messages per second over the last minute. */
  readonly consumeTps: number
}

/**
 * Asks a broker how far a group has come (208), in one topic or in all that it has offsets of.
 *
 * Source: apache/rocketmq `remoting/.../header/GetConsumeStatsRequestHeader.java`.
 */
export function consumeStatsRequest(consumerGroup: string, topic?: string): RemotingRequest {
  return {
    code: REQUEST_CODE.GET_CONSUME_STATS,
    ext: { consumerGroup, ...(topic !== undefined && { topic }) },
  }
}

/**
 * Empty for a group that this broker does not know.
 *
 * Source: apache/rocketmq `remoting/.../protocol/admin/ConsumeStats.java`, `OffsetWrapper.java`.
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readConsumeStatsResponse(
  response: RemotingResponse,
  about: RequestSubject,
): ConsumeStats {
  expectSuccess(REQUEST_CODE.GET_CONSUME_STATS, response, about)
  const subject = 'the progress of a group'
  const body = jsonBody(response, subject)
  return {
    consumeTps: body.optionalNumber('consumeTps') ?? 0,
    offsets: body.entries('offsetTable').map(([queue, value]) => {
      const offsets = new JsonFields(value, subject)
      const timestamp = offsets.optionalInteger('lastTimestamp') ?? 0
      return {
        queue: readMessageQueue(queue),
        brokerOffset: offsets.int64('brokerOffset'),
        consumerOffset: offsets.int64('consumerOffset'),
        pullOffset: offsets.optionalInt64('pullOffset'),
        lastTimestamp: timestamp > 0 ? timestamp : undefined,
      }
    }),
  }
}
