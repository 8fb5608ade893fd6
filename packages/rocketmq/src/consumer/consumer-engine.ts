import type { AllocationStrategy } from '../assignment/allocation-strategy.js'
import { LOCK_RENEWAL_MS } from '../assignment/queue-locks.js'
import { RebalanceLoop } from '../assignment/rebalance-loop.js'
import { TopicAllocation, type TopicAssigner } from '../assignment/topic-allocation.js'
import { Rhythm } from '../client/rhythm.js'
import type { Consumption } from '../consume/consumption.js'
import type { OffsetStore } from '../offsets/offset-store.js'
import { OffsetTable } from '../offsets/offset-table.js'
import { QueueBounds } from '../offsets/queue-bounds.js'
import { startOffset } from '../offsets/start-offset.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import type { ConsumerData } from '../protocol/requests/heartbeat.js'
import { AssignedQueues, type QueueOwnership } from './assigned-queues.js'
import type { ConsumerContext } from './consumer-context.js'
import { ConsumptionWatch } from './consumption-watch.js'
import type { PoppedPlaces } from './popped-places.js'
import { QueueOpener } from './queue-opener.js'
import { Rebalancer } from './rebalancer.js'
import { SubscriptionConflicts } from './subscription-conflicts.js'

export interface ConsumerEngineParts<C extends Consumption> {
  readonly context: ConsumerContext
  readonly offsetStore: OffsetStore
  /** Absent: every member consumes every queue. */
  readonly strategy: AllocationStrategy | undefined
  readonly setUp: ConsumptionSetup<C>
  readonly consumeType: ConsumerData['consumeType']
  /** Brokers divide the queues, instead of the strategy. */
  readonly assigner?: TopicAssigner | undefined
  /** Where they may say that the group pops. */
  readonly openPlaces?: OpenPlaces | undefined
}

/** Makes the part of a consumer that pops. */
type OpenPlaces = (consumption: Consumption, tellBrokers: () => Promise<void>) => PoppedPlaces

/** Makes the parts that differ between concurrent and orderly consumption. */
export type ConsumptionSetup<C extends Consumption = Consumption> = (
  watch: ConsumptionWatch,
  offsets: OffsetTable,
) => {
  readonly consumption: C
  readonly ownership: QueueOwnership
  readonly isSpanLimited: boolean
  /** How often to look for listeners that take too long; absent: there is no limit. */
  readonly expiryCheckMs: number | undefined
}

/** Wait before another round where not all queues could be taken or given back. Source: RebalanceService.java. */
const UNBALANCED_INTERVAL_MS = 1000

/** What runs in a consumer: rebalancing, pulling, consuming, and storing offsets, each in its own rhythm. */
export class ConsumerEngine<C extends Consumption = Consumption> {
  readonly offsets: OffsetTable
  readonly queues: AssignedQueues
  readonly places: PoppedPlaces | undefined
  readonly consumption: C
  readonly bounds: QueueBounds
  readonly conflicts: SubscriptionConflicts
  readonly #context: ConsumerContext
  readonly #ownership: QueueOwnership
  readonly #consumeType: ConsumerData['consumeType']
  readonly #rebalance: RebalanceLoop
  readonly #rhythms: readonly Rhythm[]
  #stopWatchingRoutes: (() => void) | undefined
  #unregister: (() => Promise<void>) | undefined

  constructor(parts: ConsumerEngineParts<C>) {
    const { context } = parts
    const { client, group, settings, events, logger } = context
    const { routes, brokers, clientId } = client
    this.#context = context
    this.#consumeType = parts.consumeType
    this.offsets = new OffsetTable(parts.offsetStore, logger)
    this.bounds = new QueueBounds({ brokers, routes })
    this.conflicts = new SubscriptionConflicts(context)
    const watch = new ConsumptionWatch(context, this.offsets)
    const { consumption, ownership, isSpanLimited, expiryCheckMs } = parts.setUp(
      watch,
      this.offsets,
    )
    this.consumption = consumption
    this.#ownership = ownership
    const tellBrokers = (): Promise<void> => this.tellBrokers()
    const opener = new QueueOpener({
      context,
      offsets: this.offsets,
      consumption: this.consumption,
      isSpanLimited,
      onOffsetMoved: (assigned, offset) => void this.queues.moveTo(assigned, offset),
      tellBrokers,
    })
    this.queues = new AssignedQueues({
      offsets: this.offsets,
      startOffsetOf: (queue) => this.#startOffsetOf(queue),
      open: (queue, offset) => opener.open(queue, offset),
      ownership: this.#ownership,
      consumption: this.consumption,
      events,
      logger,
    })
    this.places = parts.openPlaces?.(consumption, tellBrokers)
    const { queues, places } = this
    const { strategy } = parts
    const divided = { routes, brokers, clientId, group, strategy }
    const { assigner = new TopicAllocation(divided) } = parts
    const rebalancer = new Rebalancer({ ...context, assigner, queues, places, tellBrokers })
    this.#rebalance = new RebalanceLoop({
      intervalMs: settings.rebalanceIntervalMs,
      unbalancedIntervalMs: UNBALANCED_INTERVAL_MS,
      rebalance: () => rebalancer.rebalance(),
      logger,
    })
    this.#rhythms = [
      new Rhythm(settings.offsetPersistIntervalMs, () => this.offsets.persist()),
      new Rhythm(settings.stallMarginMs, () => this.#reviveStalled()),
      new Rhythm(settings.rebalanceIntervalMs, () => this.conflicts.look()),
      new Rhythm(LOCK_RENEWAL_MS, () => this.#renewOwnership()),
      ...(expiryCheckMs === undefined
        ? []
        : [new Rhythm(expiryCheckMs, () => this.consumption.expire())]),
    ]
  }

  /** Resolves when the first queues are pulled, or it is known that there are none yet. */
  async start(): Promise<void> {
    const { client, group, subscriptions } = this.#context
    await this.offsets.load()
    this.#unregister = client.registerConsumer(group, () => this.#consumerData())
    this.#stopWatchingRoutes = client.routes.onChange(({ topic }) => {
      if (subscriptions.has(topic)) void this.#rebalance.rebalanceNow()
    })
    for (const rhythm of this.#rhythms) rhythm.start()
    await this.onSubscriptionsChanged()
  }

  /** Tells the brokers of all subscribed topics, and divides queues anew. */
  async onSubscriptionsChanged(): Promise<void> {
    const { client, subscriptions } = this.#context
    // A heartbeat goes to the brokers of known routes. A topic without one is looked for again by each round.
    await Promise.allSettled(subscriptions.topics().map((topic) => client.routes.route(topic)))
    await this.tellBrokers()
    await this.#rebalance.rebalanceNow()
  }

  /** Divides queues anew. Never rejects. */
  rebalanceNow(): Promise<void> {
    return this.#rebalance.rebalanceNow()
  }

  /** Sends all brokers a heartbeat with the present subscriptions. Never rejects. */
  async tellBrokers(): Promise<void> {
    const { client, subscriptions } = this.#context
    const data = subscriptions.data()
    const { reached } = await client.heartbeat()
    if (reached.length > 0) subscriptions.markTold(data)
  }

  /**
   * Ends in the order in which nothing is lost and as little as possible is consumed twice: no new messages and no
   * further listener from this very call on, running listeners end, offsets are stored, and only then the other members may take the queues.
   */
  async stop(): Promise<void> {
    const { settings } = this.#context
    this.#stopWatchingRoutes?.()
    // Before anything is waited for: a round that is under way may take long, and no message is begun with meanwhile.
    this.queues.stopReading()
    this.places?.stopReading()
    const consumed = this.consumption.stop(settings.closeTimeoutMs)
    await this.#rebalance.stop()
    await consumed
    await Promise.all(this.#rhythms.map((rhythm) => rhythm.stop()))
    await this.offsets.persist()
    await this.queues.releaseAll()
    await this.places?.releaseAll()
    await this.#unregister?.()
  }

  async #startOffsetOf(queue: MessageQueue): Promise<bigint> {
    const { consumeFrom } = this.#context.settings
    const stored = await this.offsets.stored(queue)
    return this.bounds.find(queue, startOffset(queue, stored, consumeFrom))
  }

  #reviveStalled(): Promise<void> {
    const { settings, counters } = this.#context
    const { pullTimeoutMs, stallMarginMs } = settings
    const limits = { pullTimeoutMs, marginMs: stallMarginMs }
    counters.totals.stalls += this.queues.reviveStalled(limits)
    counters.totals.stalls += this.places?.reviveStalled(limits) ?? 0
    return Promise.resolve()
  }

  #renewOwnership(): Promise<void> {
    return this.#ownership.renew(this.queues.all().map(({ queue }) => queue))
  }

  #consumerData(): ConsumerData {
    const { group, settings, subscriptions } = this.#context
    const { messageModel, consumeFrom, unitMode } = settings
    return {
      groupName: group,
      consumeType: this.#consumeType,
      messageModel: messageModel === 'clustering' ? 'CLUSTERING' : 'BROADCASTING',
      consumeFromWhere:
        consumeFrom === 'last'
          ? 'CONSUME_FROM_LAST_OFFSET'
          : consumeFrom === 'first'
            ? 'CONSUME_FROM_FIRST_OFFSET'
            : 'CONSUME_FROM_TIMESTAMP',
      subscriptions: subscriptions.data(),
      unitMode,
    }
  }
}
