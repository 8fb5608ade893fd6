import { BrokerClient } from '../broker/broker-client.js'
import { ClosedError, ConfigurationError } from '../errors/errors.js'
import { guardedLogger, type TextLogger } from '../log/guarded-logger.js'
import { type Logger, silentLogger } from '../log/logger.js'
import { NameServers } from '../nameserver/name-servers.js'
import type { ConsumerData } from '../protocol/requests/heartbeat.js'
import { MASTER_ID } from '../protocol/route-data.js'
import { RemotingClient, type RequestHook } from '../remoting/remoting-client.js'
import { RouteTable } from '../routing/route-table.js'
import type { Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'
import { clientId, localIp, uniqueInstanceName } from './client-id.js'
import {
  type ClientSettings,
  resolveClientSettings,
  type ResolvedClientSettings,
} from './client-settings.js'
import { type HeartbeatReport, Heartbeats } from './heartbeats.js'
import { Rhythm } from './rhythm.js'
import { SoonestTimer } from './soonest-timer.js'

export interface ClientInstanceOptions extends ClientSettings {
  readonly logger?: Logger
  /** See {@link RequestHook}. */
  readonly hooks?: readonly RequestHook[]
  /** A number from 0 to 1: where rounds begin, how waits vary. For tests. */
  readonly random?: () => number
}

/** Ends one use of a {@link ClientInstance}; safe to call again. */
export type ReleaseClient = () => Promise<void>

/**
 * Wait before a heartbeat to a broker whose connection broke or whose heartbeat failed. A broker that restarts needs
 * about this long; connections have their own back-off.
 */
const REINTRODUCE_MS = 1000

/**
 * What producers and consumers of a process share when they are given the same one: connections, name servers, routes
 * and heartbeats, under one client id. It starts with its first user and ends with its last.
 */
export class ClientInstance {
  /** How brokers know this client. */
  readonly clientId: string
  readonly remoting: RemotingClient
  readonly nameServers: NameServers
  readonly routes: RouteTable
  readonly brokers: BrokerClient
  readonly settings: ResolvedClientSettings
  readonly #logger: TextLogger
  readonly #heartbeats: Heartbeats
  readonly #rhythms: readonly Rhythm[]
  readonly #transactionGroups = new Set<string>()
  readonly #reintroduction = new SoonestTimer(() => void this.#reintroduce())
  #users = 0
  #state: 'idle' | 'running' | 'closed' = 'idle'
  #closing: Promise<void> | undefined

  /** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` */
  constructor(options: ClientInstanceOptions) {
    const { logger = silentLogger, hooks = [], random = Math.random, ...rest } = options
    const settings = resolveClientSettings(rest)
    const { connection, nameServers, unitName } = settings
    const timeoutMs = connection.requestTimeoutMs
    this.settings = settings
    this.clientId = clientId({
      ip: settings.clientIp ?? localIp(),
      instanceName: settings.instanceName ?? uniqueInstanceName(),
      unitName,
    })
    this.#logger = guardedLogger(logger).child({ clientId: this.clientId })
    this.remoting = new RemotingClient({ ...connection, logger: this.#logger, hooks, random })
    const caller = this.remoting
    this.nameServers = new NameServers({ caller, addresses: nameServers, timeoutMs, random })
    this.brokers = new BrokerClient(caller, timeoutMs)
    this.routes = new RouteTable({
      source: this.nameServers,
      logger: this.#logger,
      ttlMs: settings.routeRefreshIntervalMs * 2,
      unusedMs: settings.routeUnusedMs,
      autoCreateTopicKey: settings.autoCreateTopicKey,
      defaultTopicQueueNums: settings.defaultTopicQueueNums,
      sourceName: () => this.nameServers.current,
      nowMs: () => performance.now(),
    })
    this.#heartbeats = new Heartbeats({
      brokers: this.brokers,
      clientId: this.clientId,
      logger: this.#logger,
    })
    this.#rhythms = [
      new Rhythm(settings.heartbeatIntervalMs, () => this.heartbeat()),
      new Rhythm(settings.routeRefreshIntervalMs, () => this.#refreshRoutes()),
    ]
  }

  get isRunning(): boolean {
    return this.#state === 'running'
  }

  /**
   * Begins a use: of a producer, a consumer, or your own. Nothing is connected before it is needed.
   * @throws {@link ClosedError} `ROCKETMQ_CLOSED` after the last user has gone, or after `close`
   */
  acquire(): ReleaseClient {
    if (this.#state === 'closed')
      throw new ClosedError(texts.theClient({ clientId: this.clientId }))
    if (this.#state === 'idle') this.#start()
    this.#users += 1
    let isReleased = false
    return async () => {
      if (isReleased) return
      isReleased = true
      this.#users -= 1
      if (this.#users === 0) await this.close()
    }
  }

  /** Ends it for all users. Call the functions that `register` calls gave first, so that brokers know at once. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /**
   * Makes brokers know a producer group by this client. Returns the function that takes it back, at the brokers too;
   * it never rejects: a broker that does not hear it finds out by itself.
   */
  registerProducer(group: string): () => Promise<void> {
    this.#heartbeats.addProducer(group)
    return once(async () => {
      if (this.#heartbeats.removeProducer(group)) await this.#unregister({ producerGroup: group })
    })
  }

  /**
   * Makes one user of this client the one that answers for the transactions of a producer group. Returns the function
   * that gives them up; safe to call again.
   * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` for a second one of one group: both would be asked about
   * every transaction, and the one that did not run it might answer first
   */
  answerTransactionsOf(group: string): () => void {
    const groups = this.#transactionGroups
    if (groups.has(group)) {
      throw alreadyHas(this.clientId, texts.aTransactionProducer({ group }))
    }
    groups.add(group)
    return once(() => void groups.delete(group))
  }

  /**
   * Makes brokers know a consumer group by this client; as {@link registerProducer}. After a change of the data call
   * {@link heartbeat}.
   * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` for a second consumer of one group: brokers could not
   * tell the two apart
   */
  registerConsumer(group: string, data: () => ConsumerData): () => Promise<void> {
    if (this.#heartbeats.hasConsumer(group)) {
      throw alreadyHas(this.clientId, texts.aConsumer({ group }))
    }
    this.#heartbeats.addConsumer(group, data)
    return once(async () => {
      this.#heartbeats.removeConsumer(group)
      await this.#unregister({ consumerGroup: group })
    })
  }

  /** Tells all brokers of the topics in use who we are, now. Never rejects; the report says whom it did not reach. */
  async heartbeat(): Promise<HeartbeatReport> {
    if (this.#heartbeats.isEmpty) return { reached: [], failed: [] }
    const report = await this.#heartbeats.send(this.#brokerAddresses())
    if (report.failed.length > 0) this.#reintroduceSoon()
    return report
  }

  /**
   * Sees to it that a broker knows us on the connection we have to it: needed before the first half message of a
   * transaction and before a request that waits for a reply. Returns whether it does.
   */
  async introduceTo(address: string): Promise<boolean> {
    if (this.#heartbeats.knows(address)) return true
    const { reached } = await this.#heartbeats.send([address])
    return reached.length > 0
  }

  #start(): void {
    this.#state = 'running'
    for (const rhythm of this.#rhythms) rhythm.start()
    this.routes.onChange(() => this.#onNewRoute())
    this.remoting.on((event) => {
      if (event.type !== 'connectionState' || event.state !== 'closed') return
      if (!this.#heartbeats.knows(event.address)) return
      this.#heartbeats.forget(event.address)
      this.#reintroduceSoon()
    })
  }

  async #close(): Promise<void> {
    this.#state = 'closed'
    this.#reintroduction.cancel()
    const stopped = this.#rhythms.map((rhythm) => rhythm.stop())
    // Ends what the rhythms may be waiting for.
    await this.remoting.close()
    await Promise.all(stopped)
  }

  /** Introduces this client to the brokers that a new route names, without waiting for the next heartbeat. */
  #onNewRoute(): void {
    if (this.#brokerAddresses().some((address) => !this.#heartbeats.knows(address))) {
      this.#reintroduceSoon(0)
    }
  }

  /**
   * Sends a heartbeat to every broker that does not know us on its present connection. Brokers send their requests only
   * over a connection that a heartbeat came on.
   */
  #reintroduceSoon(waitMs = REINTRODUCE_MS): void {
    if (this.#state !== 'running' || this.#heartbeats.isEmpty) return
    this.#reintroduction.runWithin(waitMs)
  }

  async #reintroduce(): Promise<void> {
    const strangers = this.#brokerAddresses().filter((address) => !this.#heartbeats.knows(address))
    const { failed } = await this.#heartbeats.send(strangers)
    if (failed.length > 0) this.#reintroduceSoon()
  }

  async #refreshRoutes(): Promise<void> {
    await this.routes.refreshAll()
    // Brokers that no route names any more have moved or are gone: their sockets would stay for ever.
    const wanted = new Set([...this.#allBrokerAddresses(), ...this.nameServers.addresses])
    for (const address of this.remoting.connections().keys()) {
      if (!wanted.has(address)) this.remoting.disconnect(address)
    }
  }

  #brokerAddresses(): readonly string[] {
    if (this.#heartbeats.hasConsumers) return this.#allBrokerAddresses()
    const brokers = [...this.routes.brokers().values()]
    return [...new Set(brokers.flatMap((addresses) => addresses.get(MASTER_ID) ?? []))]
  }

  #allBrokerAddresses(): readonly string[] {
    return [...new Set([...this.routes.brokers().values()].flatMap((ids) => [...ids.values()]))]
  }

  async #unregister(group: { producerGroup: string } | { consumerGroup: string }): Promise<void> {
    if (this.#state !== 'running') return
    const client = { clientId: this.clientId, ...group }
    const goodByes = this.#heartbeats.known().map(async (address) => {
      try {
        await this.brokers.unregister(address, client)
      } catch (error) {
        this.#logger.warn(texts.logLeaveNotTold(), { address, error })
      }
    })
    await Promise.all(goodByes)
  }
}

const alreadyHas = (clientId: string, what: Text): ConfigurationError =>
  new ConfigurationError(texts.theClient({ clientId }), [
    { path: 'group', text: texts.groupTaken({ what }) },
  ])

function once<T>(act: () => T): () => T {
  let done: { readonly result: T } | undefined
  return () => (done ??= { result: act() }).result
}
