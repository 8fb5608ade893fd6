import { REQUEST_CODE } from '../protocol/request-code.js'
import {
  type ClusterInfo,
  clusterInfoRequest,
  readClusterInfoResponse,
} from '../protocol/requests/cluster.js'
import {
  deleteKvConfigRequest,
  getKvConfigRequest,
  putKvConfigRequest,
  readChangeKvConfigResponse,
  readGetKvConfigResponse,
} from '../protocol/requests/kv-config.js'
import { readRouteResponse, routeRequest } from '../protocol/requests/route.js'
import {
  deleteTopicInNameServerRequest,
  readDeleteTopicResponse,
  readTopicListResponse,
  topicListRequest,
} from '../protocol/requests/topics.js'
import type { TopicRouteData } from '../protocol/route-data.js'
import type { RemotingCaller, RemotingRequest, RemotingResponse } from '../remoting/command.js'

export interface AskOptions {
  readonly signal?: AbortSignal
}

/**
 * Typed calls to one name server. Its connection is opened when it is needed, and again after it was idle for long.
 *
 * Each call throws {@link BrokerError} for an answer that is no success, {@link DecodeError} for one that cannot be
 * read, and what `RemotingCaller.invoke` throws when there is no answer.
 */
export class NameServerClient {
  /** `host:port`. */
  readonly address: string
  readonly #caller: RemotingCaller
  readonly #timeoutMs: number

  constructor(caller: RemotingCaller, address: string, timeoutMs: number) {
    this.#caller = caller
    this.address = address
    this.#timeoutMs = timeoutMs
  }

  /** Where a topic lives; `undefined` when this name server does not know it. */
  async topicRoute(topic: string, options?: AskOptions): Promise<TopicRouteData | undefined> {
    const response = await this.#invoke(routeRequest(topic), options)
    return readRouteResponse(response, { address: this.address, topic })
  }

  /** All brokers and clusters. */
  async clusterInfo(options?: AskOptions): Promise<ClusterInfo> {
    const response = await this.#invoke(clusterInfoRequest(), options)
    return readClusterInfoResponse(response, this)
  }

  /** The names of all topics, or of those in one cluster. */
  async topics(cluster?: string, options?: AskOptions): Promise<readonly string[]> {
    const response = await this.#invoke(topicListRequest(cluster), options)
    return readTopicListResponse(response, this)
  }

  /** Forgets a topic here. Delete it at its brokers first, or they will register it again. */
  async deleteTopic(topic: string, cluster?: string, options?: AskOptions): Promise<void> {
    const response = await this.#invoke(deleteTopicInNameServerRequest(topic, cluster), options)
    const subject = { address: this.address, topic }
    readDeleteTopicResponse(REQUEST_CODE.DELETE_TOPIC_IN_NAMESRV, response, subject)
  }

  /** A value of the key-value store; `undefined` when there is none. */
  async kvConfig(
    namespace: string,
    key: string,
    options?: AskOptions,
  ): Promise<string | undefined> {
    const response = await this.#invoke(getKvConfigRequest(namespace, key), options)
    return readGetKvConfigResponse(response, this)
  }

  async putKvConfig(
    entry: { readonly namespace: string; readonly key: string; readonly value: string },
    options?: AskOptions,
  ): Promise<void> {
    const { namespace, key, value } = entry
    const response = await this.#invoke(putKvConfigRequest(namespace, key, value), options)
    readChangeKvConfigResponse(REQUEST_CODE.PUT_KV_CONFIG, response, this)
  }

  async deleteKvConfig(namespace: string, key: string, options?: AskOptions): Promise<void> {
    const response = await this.#invoke(deleteKvConfigRequest(namespace, key), options)
    readChangeKvConfigResponse(REQUEST_CODE.DELETE_KV_CONFIG, response, this)
  }

  #invoke(request: RemotingRequest, options: AskOptions = {}): Promise<RemotingResponse> {
    return this.#caller.invoke(this.address, request, { ...options, timeoutMs: this.#timeoutMs })
  }
}
