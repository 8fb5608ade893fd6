import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { jsonBody } from '../json-body.js'
import { writeJson } from '../json-writer.js'
import { REQUEST_CODE } from '../request-code.js'
import { RESPONSE_CODE } from '../response-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'
import type { SubscriptionData } from '../subscription-data.js'

/**
 * Says good-bye to a broker (35), for a producer group, a consumer group, or both.
 *
 * Source: apache/rocketmq `remoting/.../header/UnregisterClientRequestHeader.java`.
 */
export function unregisterClientRequest(client: {
  readonly clientId: string
  readonly producerGroup?: string
  readonly consumerGroup?: string
}): RemotingRequest {
  const ext: Record<string, string> = { clientID: client.clientId }
  if (client.producerGroup !== undefined) ext['producerGroup'] = client.producerGroup
  if (client.consumerGroup !== undefined) ext['consumerGroup'] = client.consumerGroup
  return { code: REQUEST_CODE.UNREGISTER_CLIENT, ext }
}

/** @throws {@link BrokerError} any other code than success */
export function readUnregisterClientResponse(
  response: RemotingResponse,
  subject: RequestSubject,
): void {
  expectSuccess(REQUEST_CODE.UNREGISTER_CLIENT, response, subject)
}

/**
 * Asks a broker for the client ids of a group's members (38).
 *
 * Source: apache/rocketmq `remoting/.../header/GetConsumerListByGroupRequestHeader.java`.
 */
export function consumerListRequest(consumerGroup: string): RemotingRequest {
  return { code: REQUEST_CODE.GET_CONSUMER_LIST_BY_GROUP, ext: { consumerGroup } }
}

/**
 * The members; none when the broker knows nobody of the group, which it says with the code for any failure.
 *
 * Source: apache/rocketmq `broker/.../processor/ConsumerManageProcessor.java` (`getConsumerListByGroup`).
 * @throws {@link BrokerError} any code but success and the one of an unknown group
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readConsumerListResponse(
  response: RemotingResponse,
  about: RequestSubject,
): readonly string[] {
  if (response.code === RESPONSE_CODE.SYSTEM_ERROR && isNobody(response.remark)) return []
  expectSuccess(REQUEST_CODE.GET_CONSUMER_LIST_BY_GROUP, response, about)
  const subject = 'the members of a group'
  return jsonBody(response, subject).texts('consumerIdList')
}

const isNobody = (remark = ''): boolean => remark.startsWith('no consumer for this group')

/**
 * Asks a broker whether it can filter by this subscription (46): call it before using SQL92.
 *
 * Source: apache/rocketmq `remoting/.../body/CheckClientRequestBody.java`.
 */
export function checkClientConfigRequest(check: {
  readonly clientId: string
  readonly group: string
  readonly namespace?: string
  readonly subscription: SubscriptionData
}): RemotingRequest {
  const { clientId, group, namespace, subscription } = check
  const body = writeJson({
    clientId,
    group,
    namespace,
    subscriptionData: { ...subscription },
  })
  return { code: REQUEST_CODE.CHECK_CLIENT_CONFIG, body: Buffer.from(body) }
}

/**
 * Source: apache/rocketmq `broker/.../processor/ClientManageProcessor.java` (`checkClientConfig`).
 * @throws {@link BrokerError} code 1 when SQL filters are off (`enablePropertyFilter`), 23 when the SQL is wrong
 */
export function readCheckClientConfigResponse(
  response: RemotingResponse,
  subject: RequestSubject,
): void {
  expectSuccess(REQUEST_CODE.CHECK_CLIENT_CONFIG, response, subject)
}
