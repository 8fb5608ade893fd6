import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { jsonBody } from '../json-body.js'
import { REQUEST_CODE } from '../request-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'
import { AUTO_CREATE_TOPIC_KEY } from './send.js'

export interface TopicConfig {
  readonly topic: string
  /** @defaultValue 8 */
  readonly readQueueNums?: number
  /** @defaultValue 8 */
  readonly writeQueueNums?: number
  /** Bits: 4 read, 2 write. @defaultValue 6 */
  readonly perm?: number
  /** Whether the order of its queues is kept at the name server. @defaultValue false */
  readonly order?: boolean
  readonly topicSysFlag?: number
  /** For example `{ 'message.type': 'FIFO' }`; `undefined` takes one away. RocketMQ 5. */
  readonly attributes?: Readonly<Record<string, string | undefined>>
}

/**
 * Creates a topic at one broker, or changes it (17).
 *
 * Source: apache/rocketmq `remoting/.../header/CreateTopicRequestHeader.java`,
 * `broker/.../processor/AdminBrokerProcessor.java`, `common/.../attribute/AttributeParser.java`.
 */
export function createTopicRequest(config: TopicConfig): RemotingRequest {
  return {
    code: REQUEST_CODE.UPDATE_AND_CREATE_TOPIC,
    ext: {
      topic: config.topic,
      defaultTopic: AUTO_CREATE_TOPIC_KEY,
      readQueueNums: `${config.readQueueNums ?? 8}`,
      writeQueueNums: `${config.writeQueueNums ?? 8}`,
      perm: `${config.perm ?? 6}`,
      topicFilterType: 'SINGLE_TAG',
      topicSysFlag: `${config.topicSysFlag ?? 0}`,
      order: `${config.order ?? false}`,
      ...(config.attributes && { attributes: attributesText(config.attributes) }),
    },
  }
}

/** Success may carry a remark. @throws {@link BrokerError} any other code than success */
export function readCreateTopicResponse(response: RemotingResponse, subject: RequestSubject): void {
  expectSuccess(REQUEST_CODE.UPDATE_AND_CREATE_TOPIC, response, subject)
}

function attributesText(attributes: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? `-${key}` : `+${key}=${value}`))
    .join(',')
}

/**
 * Deletes a topic at one broker (215). Then ask each name server too.
 *
 * Source: apache/rocketmq `remoting/.../header/DeleteTopicRequestHeader.java`.
 */
export function deleteTopicInBrokerRequest(topic: string): RemotingRequest {
  return { code: REQUEST_CODE.DELETE_TOPIC_IN_BROKER, ext: { topic } }
}

/**
 * Deletes a topic's route at one name server (216).
 *
 * Source: apache/rocketmq `remoting/.../header/namesrv/DeleteTopicFromNamesrvRequestHeader.java`.
 */
export function deleteTopicInNameServerRequest(
  topic: string,
  clusterName?: string,
): RemotingRequest {
  return {
    code: REQUEST_CODE.DELETE_TOPIC_IN_NAMESRV,
    ext: { topic, ...(clusterName !== undefined && { clusterName }) },
  }
}

/** For 215 and 216. @throws {@link BrokerError} any other code than success */
export function readDeleteTopicResponse(
  code: typeof REQUEST_CODE.DELETE_TOPIC_IN_BROKER | typeof REQUEST_CODE.DELETE_TOPIC_IN_NAMESRV,
  response: RemotingResponse,
  subject: RequestSubject,
): void {
  expectSuccess(code, response, subject)
}

/**
 * Asks a name server for all topics (206), or for those of one cluster (224).
 *
 * Source: apache/rocketmq `namesrv/.../processor/DefaultRequestProcessor.java`,
 * `remoting/.../header/namesrv/GetTopicsByClusterRequestHeader.java`.
 */
export function topicListRequest(cluster?: string): RemotingRequest {
  return cluster === undefined
    ? { code: REQUEST_CODE.GET_ALL_TOPIC_LIST_FROM_NAMESERVER }
    : { code: REQUEST_CODE.GET_TOPICS_BY_CLUSTER, ext: { cluster } }
}

/**
 * The topics, in no order.
 *
 * Source: apache/rocketmq `remoting/.../body/TopicList.java`.
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readTopicListResponse(
  response: RemotingResponse,
  about: RequestSubject,
): readonly string[] {
  expectSuccess(REQUEST_CODE.GET_ALL_TOPIC_LIST_FROM_NAMESERVER, response, about)
  const subject = 'the list of topics'
  return jsonBody(response, subject).texts('topicList')
}
