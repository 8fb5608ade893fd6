import { DecodeError } from '../../errors/errors.js'
import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { ExtFields } from '../ext-fields.js'
import { jsonBody } from '../json-body.js'
import { JsonFields } from '../json-fields.js'
import { isJsonObject, type JsonObject } from '../json-value.js'
import { type WritableJson, writeJson } from '../json-writer.js'
import { REQUEST_CODE } from '../request-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'
import { dataVersionOf, type TablePage, type TablePosition, textMap } from './topic-configs.js'

/**
 * A consumer group as one broker has it.
 *
 * Source: apache/rocketmq `remoting/.../protocol/subscription/SubscriptionGroupConfig.java`.
 */
export interface ConsumerGroupConfig {
  readonly group: string
  readonly consumeEnable: boolean
  readonly consumeFromMinEnable: boolean
  readonly consumeBroadcastEnable: boolean
  /** For consumers that pop: whether the broker keeps the order of each queue. */
  readonly consumeMessageOrderly: boolean
  readonly retryQueueNums: number
  /** A message that failed so often goes to the dead letters. */
  readonly retryMaxTimes: number
  readonly consumeTimeoutMinute: number
  readonly notifyConsumerIdsChangedEnable: boolean
  /** For example `{ 'lite.bind.topic': 'orders' }`; empty before RocketMQ 5. */
  readonly attributes: Readonly<Record<string, string>>
  /** All that the broker said, in its own names. */
  readonly raw: JsonObject
}

/**
 * Creates a group at one broker, or replaces its settings (200).
 *
 * Source: apache/rocketmq `broker/.../processor/AdminBrokerProcessor.java` (`updateAndCreateSubscriptionGroup`).
 * @param config in the broker's own names; what is missing gets its default
 */
export function putGroupRequest(config: {
  readonly groupName: string
  readonly [field: string]: WritableJson
}): RemotingRequest {
  return {
    code: REQUEST_CODE.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP,
    body: Buffer.from(writeJson(config)),
  }
}

/**
 * Asks a broker for all groups (201). Brokers of 5.5 answer in pages.
 *
 * Source: apache/rocketmq `remoting/.../header/GetAllSubscriptionGroupRequestHeader.java`.
 */
export function allGroupsRequest(at: TablePosition): RemotingRequest {
  return {
    code: REQUEST_CODE.GET_ALL_SUBSCRIPTIONGROUP_CONFIG,
    ext: {
      groupSeq: `${at.sequence}`,
      maxGroupNum: '1000',
      dataVersion: at.dataVersion,
    },
  }
}

/**
 * Source: apache/rocketmq `remoting/.../body/SubscriptionGroupWrapper.java`.
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readAllGroupsResponse(
  response: RemotingResponse,
  about: RequestSubject,
): TablePage<ConsumerGroupConfig> {
  const code = REQUEST_CODE.GET_ALL_SUBSCRIPTIONGROUP_CONFIG
  expectSuccess(code, response, about)
  const subject = 'the consumer groups of a broker'
  const body = jsonBody(response, subject)
  return {
    entries: body.map('subscriptionGroupTable').map(([, value]) => {
      if (!isJsonObject(value)) throw new DecodeError(subject, 'a group is no object')
      return readGroup(value, subject)
    }),
    dataVersion: dataVersionOf(body),
    total: new ExtFields(code, response).optionalInteger('totalGroupNum'),
  }
}

function readGroup(raw: JsonObject, subject: string): ConsumerGroupConfig {
  const fields = new JsonFields(raw, subject)
  return {
    group: fields.text('groupName'),
    consumeEnable: fields.boolean('consumeEnable'),
    consumeFromMinEnable: fields.boolean('consumeFromMinEnable'),
    consumeBroadcastEnable: fields.boolean('consumeBroadcastEnable'),
    consumeMessageOrderly: fields.optionalBoolean('consumeMessageOrderly') ?? false,
    retryQueueNums: fields.integer('retryQueueNums'),
    retryMaxTimes: fields.integer('retryMaxTimes'),
    consumeTimeoutMinute: fields.optionalInteger('consumeTimeoutMinute') ?? 15,
    notifyConsumerIdsChangedEnable:
      fields.optionalBoolean('notifyConsumerIdsChangedEnable') ?? true,
    attributes: textMap(fields.map('attributes')),
    raw,
  }
}

/**
 * Deletes a group at one broker (207).
 *
 * Source: apache/rocketmq `remoting/.../header/DeleteSubscriptionGroupRequestHeader.java`.
 */
export function deleteGroupRequest(groupName: string, cleanOffset: boolean): RemotingRequest {
  return {
    code: REQUEST_CODE.DELETE_SUBSCRIPTIONGROUP,
    ext: { groupName, cleanOffset: `${cleanOffset}` },
  }
}

/**
 * Asks a broker which groups consume a topic, or have offsets in it (300).
 *
 * Source: apache/rocketmq `remoting/.../header/QueryTopicConsumeByWhoRequestHeader.java`, `body/GroupList.java`.
 */
export function groupsOfTopicRequest(topic: string): RemotingRequest {
  return { code: REQUEST_CODE.QUERY_TOPIC_CONSUME_BY_WHO, ext: { topic } }
}

/**
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readGroupsOfTopicResponse(
  response: RemotingResponse,
  about: RequestSubject,
): readonly string[] {
  expectSuccess(REQUEST_CODE.QUERY_TOPIC_CONSUME_BY_WHO, response, about)
  const subject = 'the groups of a topic'
  return jsonBody(response, subject).texts('groupList')
}

/**
 * Copies the offsets that a group has in a topic to another group (314). Name the topic: without one brokers do
 * nothing, and say success.
 *
 * Source: apache/rocketmq `remoting/.../header/CloneGroupOffsetRequestHeader.java`,
 * `broker/.../processor/AdminBrokerProcessor.java` (`cloneGroupOffset`).
 */
export function cloneOffsetsRequest(clone: {
  readonly from: string
  readonly to: string
  readonly topic: string
}): RemotingRequest {
  return {
    code: REQUEST_CODE.CLONE_GROUP_OFFSET,
    ext: { srcGroup: clone.from, destGroup: clone.to, topic: clone.topic, offline: 'true' },
  }
}
