import type { MessageExt } from '../../message/message-ext.js'
import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { type ConsumerRunningInfo, decodeConsumerRunningInfo } from '../consumer-running-info.js'
import { ExtFields } from '../ext-fields.js'
import { jsonBody } from '../json-body.js'
import { parseJson } from '../json-dialect.js'
import { JsonFields } from '../json-fields.js'
import { writeJson } from '../json-writer.js'
import { type QueueOffsets, queueOffsetsBody, readQueueOffsets } from '../queue-offsets.js'
import { REQUEST_CODE } from '../request-code.js'
import { type RequestTarget, targetFields } from '../request-target.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'
import { decodeStoredMessages, type StoredMessageOptions } from '../stored-message.js'

/** One client of a group. */
export interface ConsumerClient extends RequestTarget {
  readonly consumerGroup: string
  readonly clientId: string
}

/**
 * Asks a broker to ask a client how it is doing (307).
 *
 * Source: apache/rocketmq `remoting/.../header/GetConsumerRunningInfoRequestHeader.java`.
 */
export function runningInfoRequest(client: ConsumerClient, withStacks = false): RemotingRequest {
  return {
    code: REQUEST_CODE.GET_CONSUMER_RUNNING_INFO,
    ext: { ...clientFields(client), jstackEnable: `${withStacks}` },
  }
}

/**
 * @throws {@link BrokerError} the client is not there, or does not have the group
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readRunningInfoResponse(
  response: RemotingResponse,
  subject: RequestSubject,
): ConsumerRunningInfo {
  expectSuccess(REQUEST_CODE.GET_CONSUMER_RUNNING_INFO, response, subject)
  return decodeConsumerRunningInfo(response.body)
}

/**
 * Asks a broker to have one message consumed by a client at once (309).
 *
 * Source: apache/rocketmq `remoting/.../header/ConsumeMessageDirectlyResultRequestHeader.java`.
 */
export function consumeDirectlyRequest(
  client: ConsumerClient,
  msgId: string,
  topic?: string,
): RemotingRequest {
  const { brokerName } = client
  return {
    code: REQUEST_CODE.CONSUME_MESSAGE_DIRECTLY,
    ext: {
      ...clientFields(client),
      msgId,
      ...(topic !== undefined && { topic }),
      ...(brokerName !== undefined && { brokerName }),
    },
  }
}

/** What a broker hands to a client that is to consume a message at once. */
export interface ConsumeDirectly {
  readonly consumerGroup: string
  readonly clientId: string | undefined
  readonly brokerName: string | undefined
  readonly message: MessageExt | undefined
}

/**
 * Reads 309 as it arrives at a client.
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readConsumeDirectlyRequest(
  request: RemotingRequest,
  options: StoredMessageOptions,
): ConsumeDirectly {
  const ext = new ExtFields(REQUEST_CODE.CONSUME_MESSAGE_DIRECTLY, request)
  const { body = new Uint8Array() } = request
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const brokerName = ext.optionalText('brokerName')
  return {
    consumerGroup: ext.text('consumerGroup'),
    clientId: ext.optionalText('clientId'),
    brokerName,
    message: decodeStoredMessages(bytes, { ...options, brokerName })[0],
  }
}

const CONSUME_RESULTS = [
  'CR_SUCCESS',
  'CR_LATER',
  'CR_ROLLBACK',
  'CR_COMMIT',
  'CR_THROW_EXCEPTION',
  'CR_RETURN_NULL',
] as const

/**
 * How a message was consumed that had to be at once.
 *
 * Source: apache/rocketmq `remoting/.../body/ConsumeMessageDirectlyResult.java`, `CMResult.java`.
 */
export interface ConsumeDirectlyResult {
  readonly order: boolean
  readonly autoCommit: boolean
  readonly consumeResult: (typeof CONSUME_RESULTS)[number]
  readonly remark: string | undefined
  readonly spentTimeMs: number
}

/** The body with which a client answers 309. */
export function encodeConsumeDirectlyResult(result: ConsumeDirectlyResult): Buffer {
  const { spentTimeMs, ...fields } = result
  // Spelled so on the wire.
  return Buffer.from(writeJson({ ...fields, spentTimeMills: spentTimeMs }))
}

/**
 * @throws {@link BrokerError} the client is not there, or did not answer
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readConsumeDirectlyResponse(
  response: RemotingResponse,
  about: RequestSubject,
): ConsumeDirectlyResult {
  expectSuccess(REQUEST_CODE.CONSUME_MESSAGE_DIRECTLY, response, about)
  const subject = 'the result of consuming directly'
  const fields = jsonBody(response, subject)
  const named = fields.text('consumeResult')
  return {
    order: fields.boolean('order'),
    autoCommit: fields.boolean('autoCommit'),
    consumeResult: CONSUME_RESULTS.find((name) => name === named) ?? 'CR_RETURN_NULL',
    remark: fields.optionalText('remark'),
    spentTimeMs: fields.integer('spentTimeMills'),
  }
}

/**
 * Sets a group's offsets back, or ahead, to a time (222).
 *
 * Source: apache/rocketmq `remoting/.../header/ResetOffsetRequestHeader.java`,
 * `broker/.../processor/AdminBrokerProcessor.java` (`resetOffset`).
 */
export function resetOffsetRequest(reset: {
  readonly topic: string
  readonly group: string
  /** Milliseconds since 1970; `latest` is the end of the queue. */
  readonly timestamp: number | 'latest'
  /** Also ahead of where the group is. */
  readonly isForce: boolean
}): RemotingRequest {
  return {
    code: REQUEST_CODE.INVOKE_BROKER_TO_RESET_OFFSET,
    ext: {
      topic: reset.topic,
      group: reset.group,
      timestamp: reset.timestamp === 'latest' ? '-1' : `${reset.timestamp}`,
      isForce: `${reset.isForce}`,
      queueId: '-1',
      offset: '-1',
    },
  }
}

/**
 * The new offset of each queue.
 *
 * Source: apache/rocketmq `remoting/.../body/ResetOffsetBody.java`.
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readResetOffsetResponse(
  response: RemotingResponse,
  about: RequestSubject,
): QueueOffsets {
  expectSuccess(REQUEST_CODE.INVOKE_BROKER_TO_RESET_OFFSET, response, about)
  return readOffsetTable(response.body)
}

/** What a broker tells a client whose offsets were reset. */
export interface OffsetsReset {
  readonly topic: string
  readonly group: string
  readonly offsets: QueueOffsets
}

/**
 * Reads 220 as it arrives at a client. It gets no response.
 *
 * Source: apache/rocketmq `remoting/.../header/ResetOffsetRequestHeader.java`, `body/ResetOffsetBody.java`.
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readOffsetsResetRequest(request: RemotingRequest): OffsetsReset {
  const ext = new ExtFields(REQUEST_CODE.RESET_CONSUMER_CLIENT_OFFSET, request)
  const offsets = readOffsetTable(request.body ?? new Uint8Array())
  return { topic: ext.text('topic'), group: ext.text('group'), offsets }
}

/**
 * The body with which a client answers 221: how far it has come in each queue.
 *
 * Source: apache/rocketmq `remoting/.../body/GetConsumerStatusBody.java`.
 */
export function encodeConsumerStatus(offsets: QueueOffsets): Buffer {
  return queueOffsetsBody('messageQueueTable', offsets)
}

function readOffsetTable(body: Uint8Array): QueueOffsets {
  const subject = 'the reset offsets'
  return readQueueOffsets(new JsonFields(parseJson(body, { subject }), subject), 'offsetTable')
}

function clientFields(client: ConsumerClient): Record<string, string> {
  const { consumerGroup, clientId } = client
  return { consumerGroup, clientId, ...targetFields(client) }
}
