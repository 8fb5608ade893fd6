import type { ClientInstance } from '../client/client-instance.js'
import { ConfigurationError } from '../errors/errors.js'
import { NotFound } from '../errors/server-errors.js'
import type { CompressionCodecs } from '../protocol/compression.js'
import type { RequestSubject } from '../protocol/response-error.js'
import { MASTER_ID, type TopicRouteData } from '../protocol/route-data.js'
import type { StoredMessageOptions } from '../protocol/stored-message.js'
import type { RemotingRequest, RemotingResponse } from '../remoting/command.js'
import { nearestName } from '../settings/nearest-name.js'
import { texts } from '../texts/texts.js'
import { type BrokerChoice, type CallOptions, signalOf } from './call-options.js'
import { hintFor, topicNotFound } from './not-found.js'

/** One process of a broker. */
export interface BrokerServer {
  readonly cluster: string
  readonly brokerName: string
  /** 0 is the master. */
  readonly brokerId: number
  /** `host:port`. */
  readonly address: string
  readonly isMaster: boolean
}

export interface AdminCallsParts {
  readonly client: ClientInstance
  readonly codecs: CompressionCodecs
  readonly maxMessageBytes: number
}

/** What all parts of the admin client call servers with. */
export class AdminCalls {
  readonly client: ClientInstance
  readonly #parts: AdminCallsParts

  constructor(parts: AdminCallsParts) {
    this.client = parts.client
    this.#parts = parts
  }

  /** Sends one request to one server and reads its answer. @throws what `read` and `RemotingCaller.invoke` throw */
  async ask<T>(
    address: string,
    request: RemotingRequest,
    read: ReadAnswer<T>,
    options: CallOptions & AskAbout,
  ): Promise<T> {
    const { remoting, settings } = this.client
    const { topic, group, timeoutMs = settings.connection.requestTimeoutMs } = options
    const response = await remoting.invoke(address, request, { timeoutMs, ...signalOf(options) })
    return read(response, {
      address,
      ...(topic !== undefined && { topic }),
      ...(group !== undefined && { group }),
    })
  }

  /** How the bodies of messages are read. */
  messageOptions(brokerName: string | undefined): StoredMessageOptions {
    const { codecs, maxMessageBytes } = this.#parts
    return { codecs, maxBodyBytes: maxMessageBytes, brokerName }
  }

  /** Every broker process that the name servers know, sorted by cluster, name and id. */
  async servers(options: CallOptions): Promise<readonly BrokerServer[]> {
    const { brokers } = await this.client.nameServers.clusterInfo(signalOf(options))
    return [...brokers.values()]
      .flatMap(({ cluster, brokerName, brokerAddrs }) =>
        [...brokerAddrs].map(([brokerId, address]) => ({
          ...{ cluster, brokerName, brokerId, address, isMaster: brokerId === MASTER_ID },
        })),
      )
      .sort(
        (a, b) =>
          compare(a.cluster, b.cluster) ||
          compare(a.brokerName, b.brokerName) ||
          a.brokerId - b.brokerId,
      )
  }

  /**
   * The masters that are to be changed.
   * @throws {@link NotFound} `ROCKETMQ_NO_BROKER` or `ROCKETMQ_NOT_FOUND` naming the nearest broker or cluster
   * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` where there are several clusters and none is chosen
   */
  async masters(options: BrokerChoice & CallOptions): Promise<readonly BrokerServer[]> {
    const servers = chosen(await this.servers(options), options)
    const clusters = [...new Set(servers.map(({ cluster }) => cluster))]
    if (clusters.length > 1 && options.broker === undefined) {
      const text = texts.clusterNeeded({ clusters: clusters.join(', ') })
      throw new ConfigurationError(texts.theCall(), [{ path: 'cluster', text }])
    }
    const masters = servers.filter(({ isMaster }) => isMaster)
    if (masters.length > 0) return masters
    throw brokerNotFound(options.broker ?? options.cluster ?? '-', servers)
  }

  /**
   * One server of each broker to read from: the master, or where it is away another one.
   * @throws as {@link masters}
   */
  async readable(options: BrokerChoice & CallOptions): Promise<readonly BrokerServer[]> {
    const servers = chosen(await this.servers(options), options)
    // They are sorted by id, and the master has the lowest.
    const byName = new Map([...servers].reverse().map((server) => [server.brokerName, server]))
    if (byName.size === 0) throw brokerNotFound(options.broker ?? options.cluster ?? '-', servers)
    return [...byName.values()].reverse()
  }

  /**
   * Where a topic lives.
   * @throws {@link NotFound} `ROCKETMQ_TOPIC_NOT_FOUND` naming the nearest topic
   */
  async route(topic: string, options: CallOptions): Promise<TopicRouteData> {
    const { nameServers } = this.client
    const route = await nameServers.topicRoute(topic, signalOf(options))
    if (route) return route
    throw topicNotFound(topic, await nameServers.topics(undefined, signalOf(options)))
  }

  /**
   * One server of each broker that has a topic, to read from.
   * @throws {@link NotFound} `ROCKETMQ_TOPIC_NOT_FOUND`
   */
  async readableOf(topic: string, options: CallOptions): Promise<readonly TopicServer[]> {
    const { brokerDatas } = await this.route(topic, options)
    return brokerDatas.flatMap(({ brokerName, brokerAddrs }) => {
      const [address] = brokerAddrs.values()
      return address === undefined ? [] : [{ brokerName, address }]
    })
  }

  /**
   * The masters of a topic.
   * @throws {@link NotFound} `ROCKETMQ_TOPIC_NOT_FOUND`; `ROCKETMQ_NO_BROKER` when none of its brokers has a master
   */
  async mastersOf(topic: string, options: CallOptions): Promise<readonly TopicServer[]> {
    const { brokerDatas } = await this.route(topic, options)
    const masters = brokerDatas.flatMap(({ brokerName, brokerAddrs }) => {
      const address = brokerAddrs.get(MASTER_ID)
      return address === undefined ? [] : [{ brokerName, address }]
    })
    if (masters.length === 0) throw brokerNotFound(topic, [])
    return masters
  }
}

/** Reads an answer, or throws what it means. */
export type ReadAnswer<T> = (response: RemotingResponse, subject: RequestSubject) => T

interface AskAbout {
  readonly topic?: string | undefined
  readonly group?: string | undefined
  /** Default: `connection.requestTimeoutMs`. */
  readonly timeoutMs?: number | undefined
}

/** A server of a broker that has a topic. */
export interface TopicServer {
  readonly brokerName: string
  readonly address: string
}

function chosen(
  servers: readonly BrokerServer[],
  { cluster, broker }: BrokerChoice,
): readonly BrokerServer[] {
  const clusters = [...new Set(servers.map((server) => server.cluster))]
  if (cluster !== undefined && !clusters.includes(cluster)) {
    throw new NotFound({
      code: 'ROCKETMQ_NOT_FOUND',
      text: texts.clusterMissing({ cluster, hint: hintFor(cluster, clusters) }),
      details: { cluster, nearest: nearestName(cluster, clusters) },
    })
  }
  const inCluster = servers.filter((server) => cluster === undefined || server.cluster === cluster)
  if (broker === undefined) return inCluster
  const byAddress = inCluster.filter(({ address }) => address === broker)
  const found =
    byAddress.length > 0 ? byAddress : inCluster.filter(({ brokerName }) => brokerName === broker)
  if (found.length === 0) throw brokerNotFound(broker, inCluster)
  return found
}

function brokerNotFound(broker: string, servers: readonly BrokerServer[]): NotFound {
  const names = [...new Set(servers.map(({ brokerName }) => brokerName))]
  return new NotFound({
    code: 'ROCKETMQ_NO_BROKER',
    text: texts.brokerMissing({ broker, hint: hintFor(broker, names) }),
    details: { broker, nearest: nearestName(broker, names) },
  })
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
