import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { jsonBody } from '../json-body.js'
import { JsonFields } from '../json-fields.js'
import { REQUEST_CODE } from '../request-code.js'
import { RESPONSE_CODE } from '../response-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'
import { readSubscriptionData, type SubscriptionData } from '../subscription-data.js'

/** A client that a broker is connected with. */
export interface ClientConnection {
  readonly clientId: string
  /** `host:port` of the client, as the broker sees it. */
  readonly clientAddress: string
  /** For example `JAVA`, `GO`, `NODE_JS`. */
  readonly language: string
  /** The number of its protocol version. */
  readonly version: number
}

/** The members of a consumer group at one broker. */
export interface ConsumerConnections {
  readonly clients: readonly ClientConnection[]
  readonly subscriptions: readonly SubscriptionData[]
  /** `CONSUME_PASSIVELY` (push), `CONSUME_ACTIVELY` (pull), `CONSUME_POP`. */
  readonly consumeType: string | undefined
  /** `CLUSTERING` or `BROADCASTING`. */
  readonly messageModel: string | undefined
  readonly consumeFromWhere: string | undefined
}

/**
 * Asks a broker for the members of a consumer group (203).
 *
 * Source: apache/rocketmq `remoting/.../header/GetConsumerConnectionListRequestHeader.java`.
 */
export function consumerConnectionsRequest(consumerGroup: string): RemotingRequest {
  return { code: REQUEST_CODE.GET_CONSUMER_CONNECTION_LIST, ext: { consumerGroup } }
}

/**
 * `undefined` when no member of the group is connected to this broker.
 *
 * Source: apache/rocketmq `remoting/.../body/ConsumerConnection.java`, `Connection.java`.
 * @throws {@link BrokerError} any code but success and CONSUMER_NOT_ONLINE
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readConsumerConnectionsResponse(
  response: RemotingResponse,
  about: RequestSubject,
): ConsumerConnections | undefined {
  if (response.code === RESPONSE_CODE.CONSUMER_NOT_ONLINE) return undefined
  expectSuccess(REQUEST_CODE.GET_CONSUMER_CONNECTION_LIST, response, about)
  const subject = 'the members of a group'
  const body = jsonBody(response, subject)
  return {
    clients: body.objects('connectionSet').map(readConnection),
    subscriptions: body
      .map('subscriptionTable')
      .map(([, subscription]) => readSubscriptionData(new JsonFields(subscription, subject))),
    consumeType: body.optionalText('consumeType'),
    messageModel: body.optionalText('messageModel'),
    consumeFromWhere: body.optionalText('consumeFromWhere'),
  }
}

/**
 * Asks a broker for the clients of a producer group (204).
 *
 * Source: apache/rocketmq `remoting/.../header/GetProducerConnectionListRequestHeader.java`.
 */
export function producerConnectionsRequest(producerGroup: string): RemotingRequest {
  return { code: REQUEST_CODE.GET_PRODUCER_CONNECTION_LIST, ext: { producerGroup } }
}

/**
 * The clients; none when this broker does not know the group, which it says with the code for any failure.
 *
 * Source: apache/rocketmq `broker/.../processor/AdminBrokerProcessor.java` (`getProducerConnectionList`).
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readProducerConnectionsResponse(
  response: RemotingResponse,
  about: RequestSubject,
): readonly ClientConnection[] {
  const isUnknown = response.remark?.startsWith('the producer group[') === true
  if (response.code === RESPONSE_CODE.SYSTEM_ERROR && isUnknown) return []
  expectSuccess(REQUEST_CODE.GET_PRODUCER_CONNECTION_LIST, response, about)
  const subject = 'the clients of a producer group'
  const body = jsonBody(response, subject)
  return body.objects('connectionSet').map(readConnection)
}

/**
 * Asks a broker for all producer groups (328).
 *
 * Source: apache/rocketmq `remoting/.../header/GetAllProducerInfoRequestHeader.java`.
 */
export function allProducersRequest(): RemotingRequest {
  return { code: REQUEST_CODE.GET_ALL_PRODUCER_INFO }
}

/**
 * Clients by producer group.
 *
 * Source: apache/rocketmq `remoting/.../body/ProducerTableInfo.java`, `ProducerInfo.java`.
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readAllProducersResponse(
  response: RemotingResponse,
  about: RequestSubject,
): ReadonlyMap<string, readonly ClientConnection[]> {
  expectSuccess(REQUEST_CODE.GET_ALL_PRODUCER_INFO, response, about)
  const subject = 'the producers of a broker'
  const body = jsonBody(response, subject)
  const data = body.optionalObject('data')
  return new Map(
    (data?.keys() ?? []).map((group) => [
      group,
      (data?.objects(group) ?? []).map((fields) => ({
        ...identityOf(fields),
        clientAddress: fields.optionalText('remoteIP') ?? '',
      })),
    ]),
  )
}

function readConnection(fields: JsonFields): ClientConnection {
  return { ...identityOf(fields), clientAddress: fields.optionalText('clientAddr') ?? '' }
}

const identityOf = (fields: JsonFields): Omit<ClientConnection, 'clientAddress'> => ({
  clientId: fields.text('clientId'),
  language: fields.optionalText('language') ?? 'OTHER',
  version: fields.integer('version'),
})
