import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { ExtFields } from '../ext-fields.js'
import { jsonBody } from '../json-body.js'
import { JsonFields } from '../json-fields.js'
import type { JsonValue } from '../json-value.js'
import { writeJson } from '../json-writer.js'
import { REQUEST_CODE } from '../request-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'

/**
 * A topic as one broker has it.
 *
 * Source: apache/rocketmq `common/.../TopicConfig.java`.
 */
export interface StoredTopicConfig {
  readonly topic: string
  readonly readQueueNums: number
  readonly writeQueueNums: number
  /** Bits: 4 read, 2 write, 1 inherit, 8 priority. */
  readonly perm: number
  readonly topicSysFlag: number
  readonly order: boolean
  /** For example `{ 'message.type': 'FIFO' }`; empty before RocketMQ 5. */
  readonly attributes: Readonly<Record<string, string>>
}

/**
 * Asks a broker for one topic (351). RocketMQ 5; older brokers answer that they do not know the request.
 *
 * Source: apache/rocketmq `remoting/.../header/GetTopicConfigRequestHeader.java`.
 */
export function topicConfigRequest(topic: string): RemotingRequest {
  return { code: REQUEST_CODE.GET_TOPIC_CONFIG, ext: { topic } }
}

/**
 * Source: apache/rocketmq `broker/.../processor/AdminBrokerProcessor.java` (`getTopicConfig`).
 * @throws {@link BrokerError} `ROCKETMQ_TOPIC_NOT_FOUND` when this broker does not have it
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readTopicConfigResponse(
  response: RemotingResponse,
  about: RequestSubject,
): StoredTopicConfig {
  expectSuccess(REQUEST_CODE.GET_TOPIC_CONFIG, response, about)
  const subject = 'the settings of a topic'
  return readTopicConfig(jsonBody(response, subject))
}

/** How far a list that comes in pages was read. */
export interface TablePosition {
  /** How many entries came before. */
  readonly sequence: number
  /** What the first page said, as it stood there; empty for the first page. */
  readonly dataVersion: string
}

export const FIRST_PAGE: TablePosition = { sequence: 0, dataVersion: '' }

/** Entries of one page; brokers have a limit of their own, 2000 unless set otherwise. */
const PAGE_SIZE = 1000

/**
 * Asks a broker for all its topics (21). Brokers of 5.5 answer in pages; older ones ignore the position.
 *
 * Source: apache/rocketmq `remoting/.../header/GetAllTopicConfigRequestHeader.java`,
 * `client/.../impl/MQClientAPIImpl.java` (`getAllTopicConfig`).
 */
export function allTopicConfigsRequest(at: TablePosition): RemotingRequest {
  return {
    code: REQUEST_CODE.GET_ALL_TOPIC_CONFIG,
    ext: {
      topicSeq: `${at.sequence}`,
      maxTopicNum: `${PAGE_SIZE}`,
      dataVersion: at.dataVersion,
    },
  }
}

/** One page of a list. */
export interface TablePage<T> {
  readonly entries: readonly T[]
  /** Changes when the list changes between two pages. */
  readonly dataVersion: string
  /** How many entries all pages have; `undefined` for brokers that send all in one. */
  readonly total: number | undefined
}

/**
 * Source: apache/rocketmq `remoting/.../body/TopicConfigSerializeWrapper.java`.
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readAllTopicConfigsResponse(
  response: RemotingResponse,
  about: RequestSubject,
): TablePage<StoredTopicConfig> {
  const code = REQUEST_CODE.GET_ALL_TOPIC_CONFIG
  expectSuccess(code, response, about)
  const subject = 'the topics of a broker'
  const body = jsonBody(response, subject)
  return {
    entries: body
      .map('topicConfigTable')
      .map(([, config]) => readTopicConfig(new JsonFields(config, subject))),
    dataVersion: dataVersionOf(body),
    total: new ExtFields(code, response).optionalInteger('totalTopicNum'),
  }
}

/** The version of a list as text, to be sent back with the question for its next page. */
export const dataVersionOf = (body: JsonFields): string =>
  writeJson(Object.fromEntries(body.map('dataVersion')))

/**
 * Asks a name server for RocketMQ's own topics (304).
 *
 * Source: apache/rocketmq `namesrv/.../processor/DefaultRequestProcessor.java` (`getSystemTopicListFromNs`).
 */
export function systemTopicsRequest(): RemotingRequest {
  return { code: REQUEST_CODE.GET_SYSTEM_TOPIC_LIST_FROM_NS }
}

function readTopicConfig(fields: JsonFields): StoredTopicConfig {
  return {
    topic: fields.text('topicName'),
    readQueueNums: fields.integer('readQueueNums'),
    writeQueueNums: fields.integer('writeQueueNums'),
    perm: fields.integer('perm'),
    topicSysFlag: fields.optionalInteger('topicSysFlag') ?? 0,
    order: fields.optionalBoolean('order') ?? false,
    attributes: textMap(fields.map('attributes')),
  }
}

/** The entries of a map whose values are texts; others are left out. */
export function textMap(
  entries: readonly (readonly [string, JsonValue])[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entries.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : [])),
  )
}
