import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { ExtFields } from '../ext-fields.js'
import { REQUEST_CODE } from '../request-code.js'
import { RESPONSE_CODE } from '../response-code.js'
import { expectOneOf, type RequestSubject } from '../response-error.js'

/** The key topic by which brokers create topics that do not exist yet. */
export const AUTO_CREATE_TOPIC_KEY = 'TBW102'

/** What is sent beside the body. */
export interface SendMessageHeader {
  readonly producerGroup: string
  readonly topic: string
  /** The topic after whose settings a missing topic is created. @defaultValue `TBW102` */
  readonly defaultTopic?: string
  /** How many queues a topic created by this send gets. @defaultValue 4 */
  readonly defaultTopicQueueNums?: number
  /** Absent: the broker picks one. */
  readonly queueId?: number
  /** See `SYS_FLAG`. */
  readonly sysFlag: number
  /** Milliseconds. */
  readonly bornTimestamp: number
  /** The user's own number. */
  readonly flag: number
  /** See `encodeProperties`. */
  readonly properties: string
  /** Of sends to retry topics only. */
  readonly reconsumeTimes?: number
  readonly unitMode?: boolean
  /** Of sends to retry topics only. */
  readonly maxReconsumeTimes?: number | undefined
  readonly brokerName?: string | undefined
  /** The queue id is a logical one, of a static topic. */
  readonly isLogicalQueue?: boolean | undefined
}

/**
 * A send with the short field names (310): what every broker since 3.2 understands, and the cheapest to read.
 *
 * Source: apache/rocketmq `remoting/.../header/SendMessageRequestHeaderV2.java`.
 */
export function sendMessageRequest(header: SendMessageHeader, body: Uint8Array): RemotingRequest {
  return { code: REQUEST_CODE.SEND_MESSAGE_V2, ext: shortFields(header, 'false'), body }
}

/**
 * Several messages of one topic in one send (320); the body is made by `encodeBatch`.
 *
 * Source: apache/rocketmq `remoting/.../header/SendMessageRequestHeaderV2.java`,
 * `broker/.../processor/SendMessageProcessor.java` (`sendBatchMessage`).
 */
export function sendBatchRequest(header: SendMessageHeader, body: Uint8Array): RemotingRequest {
  return { code: REQUEST_CODE.SEND_BATCH_MESSAGE, ext: shortFields(header, 'true'), body }
}

/**
 * A reply to a request over topics (325): the header of a send, handed on to the client that waits for it.
 *
 * Source: apache/rocketmq `broker/.../processor/ReplyMessageProcessor.java`.
 */
export function sendReplyRequest(header: SendMessageHeader, body: Uint8Array): RemotingRequest {
  return { code: REQUEST_CODE.SEND_REPLY_MESSAGE_V2, ext: shortFields(header, 'false'), body }
}

/**
 * A send with the long field names (10), for servers between client and broker that know no other.
 *
 * Source: apache/rocketmq `remoting/.../header/SendMessageRequestHeader.java`.
 */
export function sendMessageV1Request(header: SendMessageHeader, body: Uint8Array): RemotingRequest {
  const ext: Record<string, string> = {
    producerGroup: header.producerGroup,
    topic: header.topic,
    defaultTopic: header.defaultTopic ?? AUTO_CREATE_TOPIC_KEY,
    defaultTopicQueueNums: `${header.defaultTopicQueueNums ?? 4}`,
    queueId: `${header.queueId ?? -1}`,
    sysFlag: `${header.sysFlag}`,
    bornTimestamp: `${header.bornTimestamp}`,
    flag: `${header.flag}`,
    properties: header.properties,
    reconsumeTimes: `${header.reconsumeTimes ?? 0}`,
    unitMode: header.unitMode === true ? 'true' : 'false',
    batch: 'false',
  }
  if (header.maxReconsumeTimes !== undefined) {
    ext['maxReconsumeTimes'] = `${header.maxReconsumeTimes}`
  }
  if (header.brokerName !== undefined) ext['bname'] = header.brokerName
  if (header.isLogicalQueue !== undefined) ext['lo'] = `${header.isLogicalQueue}`
  return { code: REQUEST_CODE.SEND_MESSAGE, ext, body }
}

// Written field by field: this runs for every message sent.
function shortFields(header: SendMessageHeader, isBatch: 'true' | 'false'): Record<string, string> {
  const ext: Record<string, string> = {
    a: header.producerGroup,
    b: header.topic,
    c: header.defaultTopic ?? AUTO_CREATE_TOPIC_KEY,
    d: `${header.defaultTopicQueueNums ?? 4}`,
    e: `${header.queueId ?? -1}`,
    f: `${header.sysFlag}`,
    g: `${header.bornTimestamp}`,
    h: `${header.flag}`,
    i: header.properties,
    j: `${header.reconsumeTimes ?? 0}`,
    k: header.unitMode === true ? 'true' : 'false',
    m: isBatch,
  }
  if (header.maxReconsumeTimes !== undefined) ext['l'] = `${header.maxReconsumeTimes}`
  if (header.brokerName !== undefined) ext['n'] = header.brokerName
  if (header.isLogicalQueue !== undefined) ext['lo'] = `${header.isLogicalQueue}`
  return ext
}

/**
 * How safe a stored message is. All of them are stored: `SEND_OK` as the broker is set up to, the others only in the
 * memory of the master.
 */
export type SendStatus =
  'SEND_OK' | 'FLUSH_DISK_TIMEOUT' | 'FLUSH_SLAVE_TIMEOUT' | 'SLAVE_NOT_AVAILABLE'

/** What a broker says to a send. */
export interface SendResponse {
  readonly status: SendStatus
  /** Broker and place of the message in its log; for a batch one for each message. */
  readonly offsetMsgIds: readonly string[]
  readonly queueId: number
  /** Of a batch: that of its first message. */
  readonly queueOffset: bigint
  /** The unique id of the message, by which transactions go. */
  readonly transactionId: string | undefined
  /** Of a batch that was stored as one. */
  readonly batchUniqId: string | undefined
  /** Of a timer message where the broker can take it back. */
  readonly recallHandle: string | undefined
  readonly regionId: string
  readonly isTraceOn: boolean
}

const STATUSES: ReadonlyMap<number, SendStatus> = new Map<number, SendStatus>([
  [RESPONSE_CODE.SUCCESS, 'SEND_OK'],
  [RESPONSE_CODE.FLUSH_DISK_TIMEOUT, 'FLUSH_DISK_TIMEOUT'],
  [RESPONSE_CODE.FLUSH_SLAVE_TIMEOUT, 'FLUSH_SLAVE_TIMEOUT'],
  [RESPONSE_CODE.SLAVE_NOT_AVAILABLE, 'SLAVE_NOT_AVAILABLE'],
])

/**
 * Reads the answer to any of the sends.
 *
 * Source: apache/rocketmq `remoting/.../header/SendMessageResponseHeader.java`,
 * `client/.../impl/MQClientAPIImpl.java` (`processSendResponse`).
 * @throws {@link BrokerError} the message was not stored
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`: it was stored, but the answer is incomplete
 */
export function readSendResponse(
  response: RemotingResponse,
  subject: RequestSubject,
): SendResponse {
  const status = expectOneOf(STATUSES, REQUEST_CODE.SEND_MESSAGE_V2, response, subject)
  const ext = new ExtFields(REQUEST_CODE.SEND_MESSAGE_V2, response)
  return {
    status,
    offsetMsgIds: ext.text('msgId').split(','),
    queueId: ext.integer('queueId'),
    queueOffset: ext.int64('queueOffset'),
    transactionId: ext.optionalText('transactionId'),
    batchUniqId: ext.optionalText('batchUniqId'),
    recallHandle: ext.optionalText('recallHandle'),
    regionId: ext.optionalText('MSG_REGION') ?? 'DefaultRegion',
    isTraceOn: ext.optionalBoolean('TRACE_ON') ?? true,
  }
}
