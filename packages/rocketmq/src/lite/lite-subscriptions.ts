import type { BrokerClient } from '../broker/broker-client.js'
import { ConfigurationError } from '../errors/errors.js'
import { BrokerError } from '../errors/server-errors.js'
import type { TextLogger } from '../log/guarded-logger.js'
import type { LiteAction, LiteStart } from '../protocol/requests/lite.js'
import { MASTER_ID } from '../protocol/route-data.js'
import type { RouteTable } from '../routing/route-table.js'
import { texts } from '../texts/texts.js'

export interface LiteSubscriptionsParts {
  readonly brokers: Pick<BrokerClient, 'subscribeLite'>
  readonly routes: RouteTable
  readonly clientId: string
  /** With the namespace. */
  readonly group: string
  /** With the namespace. */
  readonly topic: string
  readonly logger: TextLogger
}

/** A part of a broker’s own words. */
const WILDCARD_REFUSAL = 'not supported for this group'

/** A broker of the topic above. */
export interface LiteBroker {
  readonly brokerName: string
  readonly address: string
}

/** The lite topics that a client subscribes to. Each broker of the topic above is told all of them. */
export class LiteSubscriptions {
  readonly #parts: LiteSubscriptionsParts
  readonly #liteTopics = new Set<string>()
  #isEverything = false

  constructor(parts: LiteSubscriptionsParts) {
    this.#parts = parts
  }

  all(): readonly string[] {
    return [...this.#liteTopics]
  }

  /** Whether the group takes every lite topic. */
  get isEverything(): boolean {
    return this.#isEverything
  }

  /**
   * Subscribes to every lite topic, also to those that will be made.
   * @throws {@link ConfigurationError} the group has not the attribute `lite.sub.wildcard`; what a broker says
   */
  async addEverything(): Promise<void> {
    if (!(await this.#isWildcardGroup())) {
      const { group } = this.#parts
      const text = texts.wildcardNeeded({ group })
      throw new ConfigurationError('subscribeAll', [{ path: 'group', text }])
    }
    await this.#tell('set', [])
    this.#isEverything = true
  }

  /** The masters of the topic above. @throws {@link RouteError} {@link NoNameServer} */
  async brokers(): Promise<readonly LiteBroker[]> {
    const { routes, topic } = this.#parts
    const { data } = await routes.route(topic)
    return data.brokerDatas.flatMap(({ brokerName, brokerAddrs }) => {
      const address = brokerAddrs.get(MASTER_ID)
      return address === undefined ? [] : [{ brokerName, address }]
    })
  }

  /** @throws what a broker says: a quota is exceeded, the group may not consume. Then nothing is subscribed to */
  async add(liteTopics: readonly string[], start: LiteStart | undefined): Promise<void> {
    await this.#tell('add', liteTopics, start)
    for (const liteTopic of liteTopics) this.#liteTopics.add(liteTopic)
  }

  async remove(liteTopics: readonly string[]): Promise<void> {
    for (const liteTopic of liteTopics) this.#liteTopics.delete(liteTopic)
    await this.#tell('remove', liteTopics)
  }

  /** A broker says that a subscription has ended. Returns whether there was one. */
  lose(liteTopic: string): boolean {
    return this.#liteTopics.delete(liteTopic)
  }

  /** Tells brokers everything: they forget it when they end, and when they hear nothing for long. Never rejects. */
  async sync(address?: string): Promise<void> {
    try {
      if (this.#isEverything || this.#liteTopics.size > 0)
        await this.#tell('set', this.all(), undefined, address)
    } catch (error) {
      const { topic, logger } = this.#parts
      logger.warn(texts.logLiteTopicsNotTold(), {
        topic,
        error,
      })
    }
  }

  /** Ends all. Never rejects: brokers forget a client that is gone. */
  async clear(): Promise<void> {
    try {
      await this.#tell('clear', [])
    } catch (error) {
      this.#parts.logger.debug(texts.logLiteEndNotTold(), { error })
    }
    this.#liteTopics.clear()
    this.#isEverything = false
  }

  /**
   * A broker takes a set of lite topics from any group, and heeds it as a wildcard from some. Only an addition tells them
   * apart: groups with a wildcard are refused it. Source: apache/rocketmq `broker/.../lite/LiteSubscriptionRegistryImpl.java`.
   */
  async #isWildcardGroup(): Promise<boolean> {
    try {
      await this.#tell('add', [])
      return false
    } catch (error) {
      const isRefused = error instanceof BrokerError && error.remark?.includes(WILDCARD_REFUSAL)
      if (isRefused !== true) throw error
      return true
    }
  }

  async #tell(
    action: LiteAction,
    liteTopics: readonly string[],
    start?: LiteStart,
    only?: string,
  ): Promise<void> {
    const { brokers, clientId, group, topic } = this.#parts
    const subscription = { action, clientId, group, topic, liteTopics, start }
    const targets = await this.brokers()
    const calls = targets
      .filter(({ address }) => only === undefined || address === only)
      .map(({ address }) => brokers.subscribeLite(address, subscription))
    const failed = (await Promise.allSettled(calls)).find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
  }
}
