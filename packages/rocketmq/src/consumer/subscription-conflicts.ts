import { BrokerError } from '../errors/server-errors.js'
import { unwrapNamespace } from '../protocol/resource-name.js'
import { RESPONSE_CODE } from '../protocol/response-code.js'
import type { SubscriptionData } from '../protocol/subscription-data.js'
import { texts } from '../texts/texts.js'
import type { ConsumerContext } from './consumer-context.js'
import type { SubscriptionConflict } from './subscription-conflict.js'

type Parts = Pick<
  ConsumerContext,
  'client' | 'group' | 'settings' | 'subscriptions' | 'events' | 'logger'
>

/** So many are remembered. */
const MAX_HISTORY = 100

/**
 * Looks for subscriptions that differ among the members of the group. Brokers keep one subscription for each group and
 * topic, the newest, and hand out by it: where members differ, some messages are skipped for good. RocketMQ tells nobody.
 */
export class SubscriptionConflicts {
  readonly #parts: Parts
  #history: readonly SubscriptionConflict[] = []
  #isRefused = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The conflicts seen so far, the oldest first: at most the last 100. */
  history(): readonly SubscriptionConflict[] {
    return this.#history
  }

  /** Compares this member's subscriptions with what a broker has for the group. Never rejects. */
  async look(): Promise<void> {
    const { group, logger } = this.#parts
    if (this.#isRefused) return
    try {
      const atBroker = await this.#subscriptionsAtBroker()
      if (atBroker) this.#compare(atBroker)
    } catch (error) {
      // A user may be allowed to consume, but not to look at the group.
      const isRefused =
        error instanceof BrokerError && error.responseCode === RESPONSE_CODE.NO_PERMISSION
      this.#isRefused = isRefused
      logger.debug(texts.logSubscriptionsNotCompared(), { group, isRefused, error })
    }
  }

  /** `undefined` while no broker is known, or none knows this group. */
  async #subscriptionsAtBroker(): Promise<readonly SubscriptionData[] | undefined> {
    const { client, group, subscriptions } = this.#parts
    const { routes, brokers, clientId } = client
    for (const topic of subscriptions.topics()) {
      for (const { brokerName } of routes.peek(topic)?.data.brokerDatas ?? []) {
        const { address } = routes.readAddress(brokerName)
        const known = await brokers.consumerConnections(address, group)
        // A broker that has not had this member's heartbeat knows nothing about it.
        const isKnown = known?.clients.some((one) => one.clientId === clientId)
        if (known && isKnown === true) return known.subscriptions
      }
    }
    return undefined
  }

  #compare(atBroker: readonly SubscriptionData[]): void {
    const { subscriptions } = this.#parts
    const own = subscriptions.data()
    const topics = new Set([...own, ...atBroker].map(({ topic }) => topic))
    const present = [...topics]
      .filter((topic) => !topic.startsWith('%RETRY%'))
      .map((topic) => ({
        topic,
        own: own.find((one) => one.topic === topic),
        atBroker: atBroker.find((one) => one.topic === topic),
      }))
      .filter((one) => !isSame(one.own, one.atBroker))
      .map((one) => ({
        topic: this.#unwrap(one.topic),
        own: one.own?.subString,
        atBrokers: one.atBroker?.subString,
      }))
    const nowMs = Date.now()
    const kept = this.#history.map((known) =>
      known.untilMs !== undefined || present.some((one) => isSameConflict(one, known))
        ? known
        : { ...known, untilMs: nowMs },
    )
    const isKnown = (one: Pick<SubscriptionConflict, 'topic' | 'own' | 'atBrokers'>): boolean =>
      kept.some((known) => known.untilMs === undefined && isSameConflict(one, known))
    const added = present
      .filter((one) => !isKnown(one))
      .map((one) => ({ ...one, sinceMs: nowMs, untilMs: undefined }))
    this.#history = [...kept, ...added].slice(-MAX_HISTORY)
    for (const conflict of added) this.#tell(conflict)
  }

  #tell(conflict: SubscriptionConflict): void {
    const { group, events, logger } = this.#parts
    const { topic, own, atBrokers } = conflict
    logger.warn(texts.logSubscriptionsDiffer(), {
      ...{ group, topic, own, atBrokers },
    })
    events.emit({ type: 'subscriptionConflict', conflict })
  }

  #unwrap(topic: string): string {
    return unwrapNamespace(this.#parts.settings.namespace, topic)
  }
}

const isSame = (one: SubscriptionData | undefined, other: SubscriptionData | undefined): boolean =>
  one?.subString === other?.subString && one?.expressionType === other?.expressionType

type Difference = Pick<SubscriptionConflict, 'topic' | 'own' | 'atBrokers'>

const isSameConflict = (one: Difference, other: Difference): boolean =>
  one.topic === other.topic && one.own === other.own && one.atBrokers === other.atBrokers
