import { ConfigurationError } from '../errors/errors.js'
import { AlreadyExists } from '../errors/server-errors.js'
import { compareMessageQueues } from '../protocol/message-queue.js'
import { REQUEST_CODE } from '../protocol/request-code.js'
import {
  allGroupsRequest,
  groupsOfTopicRequest,
  readAllGroupsResponse,
  readGroupsOfTopicResponse,
} from '../protocol/requests/consumer-groups.js'
import { systemTopicsRequest } from '../protocol/requests/topic-configs.js'
import {
  type QueueStats,
  readTopicStatsResponse,
  topicStatsRequest,
} from '../protocol/requests/topic-stats.js'
import {
  createTopicRequest,
  deleteTopicInBrokerRequest,
  readCreateTopicResponse,
  readDeleteTopicResponse,
  readTopicListResponse,
  type TopicConfig,
} from '../protocol/requests/topics.js'
import { topicNameProblem } from '../protocol/resource-name.js'
import { MASTER_ID, type TopicRouteData } from '../protocol/route-data.js'
import { texts } from '../texts/texts.js'
import type { AdminCalls, TopicServer } from './admin-calls.js'
import { atEach } from './at-each.js'
import {
  type BrokerChoice,
  type CallOptions,
  type ProgressOptions,
  signalOf,
} from './call-options.js'
import { topicNotFound } from './not-found.js'
import { readTable } from './read-table.js'
import { topicAt, type TopicAtBroker } from './topic-at-broker.js'
import { topicKind, type TopicName } from './topic-kind.js'
import { forgetOrder, keepOrder } from './topic-order.js'
import { checkRouteTimeout, type CreateTopicOptions, untilRouted } from './until-routed.js'

/** How a topic is set up; what is absent gets its default, or stays as it is. */
export type TopicSettings = Omit<TopicConfig, 'topic'>

export interface TopicStats {
  readonly topic: string
  /** Sorted by broker and queue. */
  readonly queues: readonly QueueStats[]
  /** Messages that are kept, in all queues. */
  readonly messages: bigint
  /** Messages per second that came in, over the last minute; `undefined` before RocketMQ 5.3. */
  readonly putTps: number | undefined
}

/** Topics: create, look at, change, delete. */
export class TopicAdmin {
  readonly #calls: AdminCalls

  constructor(calls: AdminCalls) {
    this.#calls = calls
  }

  /** All topics, or those of one cluster, sorted, each with what it is for. */
  async list(
    options: CallOptions & { readonly cluster?: string | undefined } = {},
  ): Promise<readonly TopicName[]> {
    const { nameServers, remoting, settings } = this.#calls.client
    const topics = await nameServers.topics(options.cluster, signalOf(options))
    const system = await nameServers.ask(async ({ address }) => {
      const { requestTimeoutMs: timeoutMs } = settings.connection
      const limits = { timeoutMs, ...signalOf(options) }
      const response = await remoting.invoke(address, systemTopicsRequest(), limits)
      return new Set(readTopicListResponse(response, { address }))
    })
    return [...new Set(topics)].sort().map((topic) => ({ topic, kind: topicKind(topic, system) }))
  }

  /**
   * A topic as each of its brokers has it.
   * @throws {@link NotFound} `ROCKETMQ_TOPIC_NOT_FOUND` naming the nearest topic
   */
  async get(topic: string, options: ProgressOptions = {}): Promise<readonly TopicAtBroker[]> {
    const servers = await this.#calls.readableOf(topic, options)
    const found = await atEach(
      `Settings of topic ${topic}`,
      servers,
      (server) => topicAt(this.#calls, server, topic, options),
      options,
    )
    const known = found.flatMap((config) => config ?? [])
    if (known.length > 0) return known
    // The name server has not heard yet that its brokers have it no more.
    throw topicNotFound(topic, [])
  }

  /**
   * Where a topic lives, as the name servers know it.
   * @throws {@link NotFound} `ROCKETMQ_TOPIC_NOT_FOUND` naming the nearest topic
   */
  route(topic: string, options: CallOptions = {}): Promise<TopicRouteData> {
    return this.#calls.route(topic, options)
  }

  /**
   * What the queues of a topic hold.
   * @throws {@link NotFound} `ROCKETMQ_TOPIC_NOT_FOUND` naming the nearest topic
   */
  async stats(topic: string, options: ProgressOptions = {}): Promise<TopicStats> {
    const servers = await this.#calls.readableOf(topic, options)
    const ask = ({ address }: TopicServer) =>
      this.#calls.ask(address, topicStatsRequest(topic), readTopicStatsResponse, {
        ...options,
        topic,
      })
    const tables = await atEach(`Statistics of topic ${topic}`, servers, ask, options)
    const queues = tables
      .flatMap((table) => table.queues)
      .sort((a, b) => compareMessageQueues(a.queue, b.queue))
    const rates = tables.flatMap(({ putTps }) => putTps ?? [])
    return {
      topic,
      queues,
      messages: queues.reduce((sum, { minOffset, maxOffset }) => sum + maxOffset - minOffset, 0n),
      putTps: rates.length === 0 ? undefined : rates.reduce((sum, rate) => sum + rate, 0),
    }
  }

  /**
   * The consumer groups that consume a topic, or have offsets in it, sorted. Brokers of 5.3 and older tell only of those
   * with offsets.
   * @throws {@link NotFound} `ROCKETMQ_TOPIC_NOT_FOUND` naming the nearest topic
   */
  async groups(topic: string, options: ProgressOptions = {}): Promise<readonly string[]> {
    const servers = await this.#calls.mastersOf(topic, options)
    const about = { ...signalOf(options), topic }
    const ask = async ({ address }: TopicServer): Promise<readonly string[]> => {
      const request = groupsOfTopicRequest(topic)
      const groups = await this.#calls.ask(address, request, readGroupsOfTopicResponse, about)
      if (!groups.includes(topic)) return groups
      // Before 5.4, brokers name the topic among its groups when a consumer is connected.
      const known = await readTable((at) =>
        this.#calls.ask(address, allGroupsRequest(at), readAllGroupsResponse, about),
      )
      return groups.filter((group) => group !== topic || known.some((one) => one.group === group))
    }
    const lists = await atEach(`Groups of topic ${topic}`, servers, ask, options)
    return [...new Set(lists.flat())].sort()
  }

  /**
   * Creates a topic at the chosen brokers. Resolves when every name server that answers knows it there, so that anybody
   * can use it at once.
   *
   * @throws {@link AlreadyExists} `ROCKETMQ_ALREADY_EXISTS` when one of the brokers has it; nothing was changed, and the
   * name servers know it
   * @throws {@link PartlyDone} `ROCKETMQ_PARTLY_DONE` some brokers failed
   * @throws {@link RouteError} `ROCKETMQ_ROUTE_UNKNOWN` brokers have it, and a name server has not heard of it in
   * `routeTimeoutMs`
   * @throws {@link NoNameServer} `ROCKETMQ_NO_NAME_SERVER` also when the brokers have it and no name server answers any
   * more
   * @example
   * ```ts
   * await admin.topics.create('orders', { readQueueNums: 16, writeQueueNums: 16, attributes: { 'message.type': 'FIFO' } })
   * ```
   */
  async create(
    topic: string,
    settings: TopicSettings = {},
    options: CreateTopicOptions = {},
  ): Promise<void> {
    checkName(topic)
    checkRouteTimeout(options)
    const servers = await this.#calls.masters(options)
    const what = `Creating topic ${topic}`
    const found = await atEach(
      what,
      servers,
      (server) => topicAt(this.#calls, server, topic, options),
      signalOf(options),
    )
    const existing = found.flatMap((config) => config ?? [])
    if (existing.length > 0) {
      const brokers = existing.map(({ brokerName }) => brokerName)
      // Somebody may have made it a moment ago, and whoever is told that it exists goes on to use it.
      await untilRouted(this.#calls, topic, brokers, options)
      throw new AlreadyExists({
        code: 'ROCKETMQ_ALREADY_EXISTS',
        text: texts.topicExists({ topic, brokers: brokers.join(', ') }),
        details: { topic, brokers },
      })
    }
    const config = { topic, ...settings }
    await atEach(what, servers, (server) => this.#put(server, config, options), options)
    await keepOrder(this.#calls, config, servers, options)
    const brokers = servers.map(({ brokerName }) => brokerName)
    await untilRouted(this.#calls, topic, brokers, options)
  }

  /**
   * Changes a topic at the chosen brokers, of those that have it: what is not named stays as it is. An attribute that
   * is `undefined` is taken away.
   *
   * @throws {@link NotFound} `ROCKETMQ_TOPIC_NOT_FOUND` naming the nearest topic
   * @throws {@link PartlyDone} `ROCKETMQ_PARTLY_DONE` some brokers failed
   */
  async update(
    topic: string,
    changes: TopicSettings,
    options: BrokerChoice & ProgressOptions = {},
  ): Promise<void> {
    const chosen = new Set((await this.#calls.masters(options)).map(({ address }) => address))
    const servers = (await this.#calls.mastersOf(topic, options)).filter(({ address }) =>
      chosen.has(address),
    )
    const changed: TopicServer[] = []
    const act = async (server: TopicServer): Promise<void> => {
      const current = await topicAt(this.#calls, server, topic, options)
      if (!current) return
      // Attributes are sent as changes: those that are not named stay.
      const { readQueueNums, writeQueueNums, perm, order, topicSysFlag } = current
      const kept = { readQueueNums, writeQueueNums, perm, order, topicSysFlag }
      await this.#put(server, { ...kept, ...changes, topic }, options)
      changed.push(server)
    }
    await atEach(`Changing topic ${topic}`, servers, act, options)
    if (changed.length === 0) throw topicNotFound(topic, [])
    if (changes.order !== undefined) {
      await keepOrder(this.#calls, { topic, ...changes }, changed, options)
    }
  }

  /**
   * Deletes a topic with all its messages: at its brokers, then at every name server.
   *
   * @throws {@link NotFound} `ROCKETMQ_TOPIC_NOT_FOUND` naming the nearest topic, `ROCKETMQ_NOT_FOUND` no such cluster
   * @throws {@link PartlyDone} `ROCKETMQ_PARTLY_DONE` some brokers failed; the name servers still know the topic then
   */
  async delete(
    topic: string,
    options: ProgressOptions & { readonly cluster?: string | undefined } = {},
  ): Promise<void> {
    const { nameServers } = this.#calls.client
    const { cluster } = options
    const { brokerDatas } = await this.#calls.route(topic, options)
    // A cluster that does not exist is a mistake, not one without the topic.
    if (cluster !== undefined) await this.#calls.masters({ ...signalOf(options), cluster })
    const servers = brokerDatas
      .filter((broker) => cluster === undefined || broker.cluster === cluster)
      .flatMap(({ brokerName, brokerAddrs }) => {
        const address = brokerAddrs.get(MASTER_ID)
        return address === undefined ? [] : [{ brokerName, address }]
      })
    const act = ({ address }: TopicServer) =>
      this.#calls.ask(
        address,
        deleteTopicInBrokerRequest(topic),
        (response, subject) =>
          readDeleteTopicResponse(REQUEST_CODE.DELETE_TOPIC_IN_BROKER, response, subject),
        { ...options, topic },
      )
    await atEach(`Deleting topic ${topic}`, servers, act, options)
    await nameServers.atEach((client) => client.deleteTopic(topic, cluster, signalOf(options)))
    if (cluster === undefined) await forgetOrder(this.#calls, topic, options)
  }

  #put({ address }: TopicServer, config: TopicConfig, options: CallOptions): Promise<void> {
    return this.#calls.ask(address, createTopicRequest(config), readCreateTopicResponse, {
      ...signalOf(options),
      topic: config.topic,
    })
  }
}

/** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` for a name that no broker takes */
function checkName(topic: string): void {
  const problem = topicNameProblem(topic)
  if (problem === undefined) return
  throw new ConfigurationError(texts.theTopic({ topic }), [{ path: 'topic', text: problem }])
}
