import { RouteError } from '../errors/errors.js'
import type { TextLogger } from '../log/guarded-logger.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import { isSameRoute, MASTER_ID, type TopicRouteData } from '../protocol/route-data.js'
import { texts } from '../texts/texts.js'
import { limitQueues, type PublishQueues, publishQueues } from './publish-queues.js'
import { type ReadAddress, readAddress, subscribeQueues } from './subscribe-queues.js'

/** Where routes come from: the name servers. */
interface RouteSource {
  /** `undefined` when the topic is not known. */
  topicRoute(topic: string): Promise<TopicRouteData | undefined>
}

export interface RouteTableParts {
  readonly source: RouteSource
  /** The address that is asked, for errors. */
  readonly sourceName: () => string
  readonly logger: TextLogger
  /** A route older than this is asked for again; until the answer is there, the old one serves. */
  readonly ttlMs: number
  /** A route that nobody asked for so long is forgotten. */
  readonly unusedMs: number
  readonly autoCreateTopicKey: string
  readonly defaultTopicQueueNums: number
  /** Milliseconds of a clock that never jumps. */
  readonly nowMs: () => number
}

/** What is known of one topic, with its queues worked out once. Never changed, only replaced. */
export interface TopicRoute {
  readonly topic: string
  readonly data: TopicRouteData
  readonly publish: PublishQueues
  readonly subscribe: readonly MessageQueue[]
  /** The topic does not exist yet: this is the route that the broker will create it with. */
  readonly isProvisional: boolean
}

export interface RouteTableStats {
  readonly topics: number
  /** Questions that were answered from the table. */
  readonly hits: number
  readonly misses: number
  readonly refreshes: number
  readonly failedRefreshes: number
}

interface Entry {
  readonly route: TopicRoute
  readonly fetchedAtMs: number
  usedAtMs: number
  /** Since when the name server says that it does not know the topic. */
  unknownSinceMs: number | undefined
}

/** A name server that was restarted knows nothing until the brokers have registered again, up to 30 s each. */
const KEEP_UNKNOWN_MS = 120_000

/**
 * The routes of all topics in use. A route once known serves until a newer one is there: name servers that are down,
 * or that have just been started, do not stop anybody from sending.
 */
export class RouteTable {
  readonly #parts: RouteTableParts
  readonly #entries = new Map<string, Entry>()
  readonly #fetches = new Map<string, Promise<TopicRoute | undefined>>()
  readonly #listeners = new Set<(route: TopicRoute) => void>()
  #keyTopicFetch: Promise<TopicRouteData | undefined> | undefined
  #stats = { hits: 0, misses: 0, refreshes: 0, failedRefreshes: 0 }

  constructor(parts: RouteTableParts) {
    this.#parts = parts
  }

  /** What is known now, without a wait; for hot paths. An old route is refreshed behind the caller's back. */
  peek(topic: string): TopicRoute | undefined {
    const entry = this.#entries.get(topic)
    if (!entry) return undefined
    const nowMs = this.#parts.nowMs()
    entry.usedAtMs = nowMs
    this.#stats.hits += 1
    if (nowMs - entry.fetchedAtMs > this.#parts.ttlMs) this.#refreshBehind(topic)
    return entry.route
  }

  /**
   * The route of a topic that exists.
   * @throws {@link RouteError} `ROCKETMQ_TOPIC_NOT_FOUND`
   * @throws {@link NoNameServer} when none answers and nothing is known from before
   */
  async route(topic: string): Promise<TopicRoute> {
    const known = this.peek(topic)
    if (known?.isProvisional === false) return known
    return (await this.#fetch(topic)) ?? this.#notFound(topic)
  }

  /**
   * The route to send by. For a topic that does not exist it is that of the key topic, whose brokers create topics by
   * themselves.
   * @throws {@link RouteError} `ROCKETMQ_TOPIC_NOT_FOUND` when no broker does so either
   */
  async publishRoute(topic: string): Promise<TopicRoute> {
    return this.peek(topic) ?? (await this.#fetch(topic)) ?? (await this.#provisional(topic))
  }

  /** Asks the name server now; `undefined` when it does not know the topic, and nothing is known from before. */
  refresh(topic: string): Promise<TopicRoute | undefined> {
    return this.#fetch(topic)
  }

  /** Asks again for every topic in use, and forgets those that are not. Never rejects: what is known stays. */
  async refreshAll(): Promise<void> {
    this.sweep()
    await Promise.all([...this.#entries.keys()].map((topic) => this.#tryFetch(topic)))
  }

  /** Forgets the routes that nobody asked for. Returns how many. */
  sweep(): number {
    const nowMs = this.#parts.nowMs()
    const before = this.#entries.size
    for (const [topic, { usedAtMs, unknownSinceMs }] of this.#entries) {
      const isUnused = nowMs - usedAtMs > this.#parts.unusedMs
      const isGone = unknownSinceMs !== undefined && nowMs - unknownSinceMs > KEEP_UNKNOWN_MS
      if (isUnused || isGone) this.#entries.delete(topic)
    }
    return before - this.#entries.size
  }

  /** Forgets one topic, or all. */
  clear(topic?: string): void {
    if (topic === undefined) this.#entries.clear()
    else this.#entries.delete(topic)
  }

  topics(): readonly string[] {
    return [...this.#entries.keys()]
  }

  stats(): RouteTableStats {
    return { topics: this.#entries.size, ...this.#stats }
  }

  /** Told of each route that is new or has changed. Returns the function that ends that. */
  onChange(listener: (route: TopicRoute) => void): () => void {
    const own = (route: TopicRoute): void => listener(route)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  /** By broker name: by id the address, of all topics in use. */
  brokers(): ReadonlyMap<string, ReadonlyMap<number, string>> {
    const all = [...this.#entries.values()].flatMap(({ route }) => route.data.brokerDatas)
    return new Map(all.map(({ brokerName, brokerAddrs }) => [brokerName, brokerAddrs]))
  }

  /** @throws {@link RouteError} `ROCKETMQ_NO_BROKER` when it is not known, or has no master at present */
  masterAddress(brokerName: string): string {
    return this.brokers().get(brokerName)?.get(MASTER_ID) ?? noBroker(brokerName)
  }

  /**
   * Whom to read from: the broker id that was suggested, else another one.
   * @throws {@link RouteError} `ROCKETMQ_NO_BROKER`
   */
  readAddress(brokerName: string, brokerId?: number, onlyThisId?: boolean): ReadAddress {
    const addresses = this.brokers().get(brokerName)
    return (addresses && readAddress(addresses, brokerId, onlyThisId)) ?? noBroker(brokerName)
  }

  #refreshBehind(topic: string): void {
    if (!this.#fetches.has(topic)) void this.#tryFetch(topic)
  }

  async #tryFetch(topic: string): Promise<void> {
    try {
      await this.#fetch(topic)
    } catch (error) {
      this.#parts.logger.warn(texts.logRouteKept(), {
        topic,
        error,
      })
    }
  }

  /** One question at a time for each topic; all who ask meanwhile share the answer. */
  #fetch(topic: string): Promise<TopicRoute | undefined> {
    const running = this.#fetches.get(topic)
    if (running) return running
    const fetch = this.#fetchNow(topic).finally(() => this.#fetches.delete(topic))
    this.#fetches.set(topic, fetch)
    return fetch
  }

  async #fetchNow(topic: string): Promise<TopicRoute | undefined> {
    this.#stats.refreshes += 1
    try {
      const data = await this.#parts.source.topicRoute(topic)
      if (data) return this.#keep(topic, data, false)
      this.#stats.misses += 1
      return this.#markUnknown(topic)
    } catch (error) {
      this.#stats.failedRefreshes += 1
      throw error
    }
  }

  /** The topic's old route, should there be one: deleted topics and name servers without memory look the same. */
  #markUnknown(topic: string): TopicRoute | undefined {
    const entry = this.#entries.get(topic)
    if (!entry || entry.route.isProvisional) return undefined
    entry.unknownSinceMs ??= this.#parts.nowMs()
    return entry.route
  }

  async #provisional(topic: string): Promise<TopicRoute> {
    const data = await this.#keyTopicData()
    // Another caller may have had its answer a moment earlier.
    const known = this.#entries.get(topic)
    if (known) return known.route
    if (!data) return this.#notFound(topic)
    return this.#keep(topic, limitQueues(data, this.#parts.defaultTopicQueueNums), true)
  }

  /** Shared by all who ask meanwhile, for whatever topic. */
  #keyTopicData(): Promise<TopicRouteData | undefined> {
    const { source, autoCreateTopicKey } = this.#parts
    this.#keyTopicFetch ??= source.topicRoute(autoCreateTopicKey).finally(() => {
      this.#keyTopicFetch = undefined
    })
    return this.#keyTopicFetch
  }

  #keep(topic: string, data: TopicRouteData, isProvisional: boolean): TopicRoute {
    const nowMs = this.#parts.nowMs()
    const old = this.#entries.get(topic)
    const isSame = old?.route.isProvisional === isProvisional && isSameRoute(old.route.data, data)
    const route = isSame ? old.route : toRoute(topic, data, isProvisional)
    this.#entries.set(topic, {
      route,
      fetchedAtMs: nowMs,
      usedAtMs: old?.usedAtMs ?? nowMs,
      unknownSinceMs: undefined,
    })
    if (!isSame) for (const listener of this.#listeners) listener(route)
    return route
  }

  #notFound(topic: string): never {
    const { autoCreateTopicKey } = this.#parts
    const nameServer = this.#parts.sourceName()
    throw new RouteError({
      code: 'ROCKETMQ_TOPIC_NOT_FOUND',
      text: texts.topicNotFound({ topic, nameServer, keyTopic: autoCreateTopicKey }),
      details: { topic, nameServer },
    })
  }
}

function toRoute(topic: string, data: TopicRouteData, isProvisional: boolean): TopicRoute {
  const publish = publishQueues(topic, data)
  return { topic, data, publish, subscribe: subscribeQueues(topic, data), isProvisional }
}

function noBroker(broker: string): never {
  throw new RouteError({
    code: 'ROCKETMQ_NO_BROKER',
    text: texts.noBroker({ broker }),
    details: { broker },
  })
}
