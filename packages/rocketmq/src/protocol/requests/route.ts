import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { REQUEST_CODE } from '../request-code.js'
import { RESPONSE_CODE } from '../response-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'
import { parseTopicRouteData, type TopicRouteData } from '../route-data.js'

/**
 * Asks a name server where a topic lives (105). Strict JSON is asked for; the reader takes the other kind as well.
 *
 * Source: apache/rocketmq `remoting/.../header/namesrv/GetRouteInfoRequestHeader.java`.
 */
export function routeRequest(topic: string): RemotingRequest {
  return {
    code: REQUEST_CODE.GET_ROUTEINFO_BY_TOPIC,
    ext: { topic, acceptStandardJsonOnly: 'true' },
  }
}

/**
 * The route, or `undefined` when the name server does not know the topic.
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readRouteResponse(
  response: RemotingResponse,
  subject: RequestSubject & { readonly topic: string },
): TopicRouteData | undefined {
  if (response.code === RESPONSE_CODE.TOPIC_NOT_EXIST) return undefined
  expectSuccess(REQUEST_CODE.GET_ROUTEINFO_BY_TOPIC, response, subject)
  return parseTopicRouteData(response.body, subject.topic)
}
