import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { jsonBody } from '../json-body.js'
import { REQUEST_CODE } from '../request-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'
import { type BrokerData, readBrokerData } from '../route-data.js'

/** All brokers a name server knows. */
export interface ClusterInfo {
  /** Broker name → its servers. */
  readonly brokers: ReadonlyMap<string, BrokerData>
  /** Cluster name → broker names. */
  readonly clusters: ReadonlyMap<string, readonly string[]>
}

/**
 * Asks a name server for all brokers (106).
 *
 * Source: apache/rocketmq `namesrv/.../processor/DefaultRequestProcessor.java` (`getBrokerClusterInfo`).
 */
export function clusterInfoRequest(): RemotingRequest {
  return { code: REQUEST_CODE.GET_BROKER_CLUSTER_INFO }
}

/**
 * Source: apache/rocketmq `remoting/.../protocol/body/ClusterInfo.java`.
 * @throws {@link BrokerError} any other code than success
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function readClusterInfoResponse(
  response: RemotingResponse,
  about: RequestSubject,
): ClusterInfo {
  expectSuccess(REQUEST_CODE.GET_BROKER_CLUSTER_INFO, response, about)
  const subject = 'the cluster’s brokers'
  const body = jsonBody(response, subject)
  const brokers = body.object('brokerAddrTable')
  const clusters = body.object('clusterAddrTable')
  return {
    brokers: new Map(brokers.keys().map((name) => [name, readBrokerData(brokers.object(name))])),
    clusters: new Map(clusters.keys().map((name) => [name, clusters.texts(name)])),
  }
}
