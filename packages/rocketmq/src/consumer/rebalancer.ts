import type { TopicAssigner } from '../assignment/topic-allocation.js'
import { isRocketMQError } from '../errors/errors.js'
import type { TextLogger } from '../log/guarded-logger.js'
import type { PoppedBroker } from '../pop/popped-broker.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import type { MessageRequestMode, TopicAssignment } from '../protocol/requests/assignment.js'
import { texts } from '../texts/texts.js'
import type { AssignedQueue } from './assigned-queue.js'
import type { AssignedQueues } from './assigned-queues.js'
import type { ConsumerEvents } from './consumer-events.js'
import type { ConsumerCounters } from './consumer-stats.js'
import type { PoppedPlaces } from './popped-places.js'
import type { Subscriptions } from './subscriptions.js'

export interface RebalancerParts {
  readonly subscriptions: Subscriptions
  readonly assigner: TopicAssigner
  readonly queues: AssignedQueues
  /** Where brokers may say that the group pops. */
  readonly places: PoppedPlaces | undefined
  /** Tells all brokers what this consumer subscribes to. */
  readonly tellBrokers: () => Promise<void>
  readonly counters: ConsumerCounters
  readonly events: ConsumerEvents
  readonly logger: TextLogger
}

/** What a round has changed for one topic. */
interface Change {
  readonly pulled: readonly AssignedQueue[]
  readonly popped: readonly PoppedBroker[]
  readonly removed: readonly MessageQueue[]
}

/**
 * One rebalance round: finds out which queues of each topic are this member's, gives up the others, and takes what is
 * missing.
 *
 * Source: apache/rocketmq `client/.../impl/consumer/RebalanceImpl.java` (`doRebalance`).
 */
export class Rebalancer {
  readonly #parts: RebalancerParts
  /** How the topics were read last, where brokers say it. */
  readonly #modes = new Map<string, MessageRequestMode>()

  constructor(parts: RebalancerParts) {
    this.#parts = parts
  }

  /** Returns whether this member has exactly the queues that it should have. */
  async rebalance(): Promise<boolean> {
    const { subscriptions, queues, places, events } = this.#parts
    const balanced = await Promise.all(subscriptions.topics().map((topic) => this.#topic(topic)))
    const isWanted = (topic: string): boolean => subscriptions.has(topic)
    const removed = [
      ...(await queues.keepOnly(isWanted)),
      ...((await places?.keepOnly(isWanted)) ?? []),
    ]
    for (const topic of new Set(removed.map((queue) => queue.topic))) {
      const ofTopic = removed.filter((queue) => queue.topic === topic)
      events.emit({ type: 'rebalanced', topic, added: [], removed: ofTopic })
    }
    return balanced.every(Boolean)
  }

  async #topic(topic: string): Promise<boolean> {
    const { assigner, logger, subscriptions } = this.#parts
    try {
      const wanted = await assigner.assignmentOf(topic)
      if (wanted === undefined) return subscriptions.isPopRetry(topic)
      return await this.#apply(topic, wanted)
    } catch (error) {
      // A topic without messages may not exist yet, and a retry topic is made by the first heartbeat.
      const isMissing = isRocketMQError(error) && error.code === 'ROCKETMQ_TOPIC_NOT_FOUND'
      if (isMissing && subscriptions.isPopRetry(topic)) return true
      if (isMissing) logger.debug(texts.logTopicMissing(), { topic })
      else logger.warn(texts.logNotDivided(), { topic, error })
      return false
    }
  }

  /** What is given up comes before what is taken, so that a change of the mode hands no message out twice. */
  async #apply(topic: string, { mode, queues: wanted }: TopicAssignment): Promise<boolean> {
    const { queues, places, subscriptions } = this.#parts
    const toPull = mode === 'pull' ? wanted : []
    const toPop = mode === 'pop' ? wanted : []
    if (toPull.length > 0) await places?.apply(topic, [])
    const pulled = await queues.apply(topic, toPull)
    const popped = await places?.apply(topic, toPop)
    const change: Change = {
      pulled: pulled.added,
      popped: popped?.added ?? [],
      removed: [...pulled.removed, ...(popped?.removed ?? [])],
    }
    const isSame = [change.pulled, change.popped, change.removed].every(
      ({ length }) => length === 0,
    )
    if (!isSame) await this.#onChange(topic, change)
    if (places === undefined || subscriptions.isRetry(topic)) return pulled.isComplete
    this.#onMode(topic, mode)
    const isAsBefore = !subscriptions.setPopRetry(topic, mode === 'pull')
    return pulled.isComplete && isAsBefore
  }

  #onMode(topic: string, mode: MessageRequestMode): void {
    const { events, logger } = this.#parts
    if (this.#modes.get(topic) === mode) return
    this.#modes.set(topic, mode)
    logger.info(texts.logRequestMode(), { topic, mode })
    events.emit({ type: 'requestModeChanged', topic, mode })
  }

  async #onChange(topic: string, { pulled, popped, removed }: Change): Promise<void> {
    const { subscriptions, queues, places, tellBrokers, counters, events, logger } = this.#parts
    counters.totals.rebalances += 1
    const added = [...pulled, ...popped].map(({ queue }) => queue)
    const about = { topic, added, removed }
    logger.info(texts.logDivided(), about)
    // The members' subscriptions may differ while a new version is rolled out. Brokers go by the newest, which must be
    // that of the member that has just got queues.
    subscriptions.renew(topic)
    await tellBrokers()
    queues.start(pulled)
    places?.start(popped)
    events.emit({ type: 'rebalanced', ...about })
  }
}
