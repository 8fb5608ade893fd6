import type { TopicAssigner } from '../assignment/topic-allocation.js'
import type { ReleaseClient } from '../client/client-instance.js'
import type { ConsumeBatch, ConsumeMessage, MessageListener } from '../consume/listener.js'
import { ConfigurationError } from '../errors/errors.js'
import type { QueueOffset } from '../offsets/offset-store.js'
import type { OffsetSource } from '../offsets/offset-table.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import type { MessageSender } from '../send/message-sender.js'
import type { Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'
import type { Tracer } from '../trace/tracer.js'
import type { BrokerRequests } from './broker-requests.js'
import { checkAssignment } from './check-assignment.js'
import { checkFilters } from './check-filters.js'
import type { ConsumerContext } from './consumer-context.js'
import type { ConsumerEngine } from './consumer-engine.js'
import type { ConsumerListener } from './consumer-events.js'
import { ConsumerLife } from './consumer-life.js'
import type { ConsumerOptions } from './consumer-options.js'
import type { ResolvedConsumerSettings } from './consumer-settings.js'
import type { TopicRates } from './consumer-stats.js'
import { NamespaceNames } from './namespace-names.js'
import { pushMembers } from './push-members.js'
import { type ConsumerStats, type PulledQueueStats, pushStats, queueStats } from './push-stats.js'
import type { RatePeriod } from './rate-window.js'
import type { SubscriptionConflict } from './subscription-conflict.js'
import type { MessageFilter, SubscriptionStatus } from './subscriptions.js'

/** A subscription of a push consumer. */
export interface PushSubscription extends SubscriptionStatus {
  /** Whether the topic, or everything, is paused. */
  readonly isPaused: boolean
}

/**
 * Consumes messages: it pulls them ahead and hands each to the listener of its topic. Make one with
 * {@link createConsumer} for each process and group.
 *
 * Each message is consumed at least once: a message counts as consumed when its listener returns. One that throws, or
 * returns `'reconsumeLater'`, gets it again later, at last 16 times unless the group is set up otherwise; then the
 * message goes to the dead letter topic `%DLQ%<group>`.
 */
export class PushConsumer {
  readonly #context: ConsumerContext<ResolvedConsumerSettings>
  readonly #engine: ConsumerEngine
  readonly #sender: MessageSender
  readonly #brokerRequests: BrokerRequests
  readonly #life: ConsumerLife
  readonly #tracer: Tracer | undefined
  readonly #assigner: TopicAssigner | undefined
  readonly #names: NamespaceNames
  #release: ReleaseClient | undefined

  /** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key */
  constructor(options: ConsumerOptions) {
    const members = pushMembers(options)
    this.#context = members.context
    this.#engine = members.engine
    this.#sender = members.sender
    this.#brokerRequests = members.brokerRequests
    this.#tracer = members.tracer
    this.#assigner = members.assigner
    this.#names = new NamespaceNames(members.context.settings.namespace)
    this.#life = new ConsumerLife({
      name: this.#name,
      join: () => this.#join(),
      leave: () => this.#leave(),
    })
  }

  /** How brokers know this consumer. */
  get clientId(): string {
    return this.#context.client.clientId
  }

  /** The consumer group, with the namespace. */
  get group(): string {
    return this.#context.group
  }

  get isRunning(): boolean {
    return this.#life.isRunning
  }

  /**
   * Subscribes to a topic, before or after the start; again, to change the filter or the listener. All members of a group
   * should have the same subscriptions: brokers go by the newest one.
   *
   * @param listener a function, or an object that is also told of success and failure
   * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID`
   * @example
   * ```ts
   * consumer.subscribe('orders', async (message) => handle(JSON.parse(message.body.toString())))
   * consumer.subscribe('payments', listener, { tags: ['paid', 'refunded'] })
   * ```
   */
  subscribe(
    topic: string,
    listener: ConsumeMessage | MessageListener,
    filter: MessageFilter = {},
  ): void {
    const own = typeof listener === 'function' ? { consume: listener } : listener
    this.#context.subscriptions.add(topic, { kind: 'single', listener: own }, filter)
    this.#onSubscriptionsChanged()
  }

  /**
   * Subscribes with a listener that takes several messages at a time: those of one queue that wait, at most
   * `maxMessages`. A batch is consumed as a whole; to say that only its first messages are, return `{ consumed }`.
   */
  subscribeBatch(
    topic: string,
    consume: ConsumeBatch,
    { maxMessages, ...filter }: MessageFilter & { readonly maxMessages: number },
  ): void {
    this.#context.subscriptions.add(topic, { kind: 'batch', consume, maxMessages }, filter)
    this.#onSubscriptionsChanged()
  }

  /** Ends a subscription. Its messages in memory are left to others; running listeners end. */
  unsubscribe(topic: string): void {
    if (!this.#context.subscriptions.remove(topic)) return
    this.#context.counters.forget(this.#names.topic(topic))
    this.#onSubscriptionsChanged()
  }

  /** What is subscribed to at present. Plain data: `subscribe(topic, listener, filter)` elsewhere subscribes the same. */
  subscriptions(): readonly PushSubscription[] {
    return this.#context.subscriptions.status().map((one) => ({
      ...one,
      isPaused: this.#engine.queues.isPaused(this.#names.topic(one.topic)),
    }))
  }

  /**
   * Differences between this member's subscriptions and those of other members, the oldest first: at most the last 100.
   * They are looked for every `rebalanceIntervalMs`, and told by the event `subscriptionConflict`. Empty where this user
   * may not look at the group.
   */
  subscriptionConflicts(): readonly SubscriptionConflict[] {
    return this.#engine.conflicts.history()
  }

  /**
   * Joins the group. Resolves when this member pulls its queues, or knows that it has none yet. Topics and servers that
   * are not there are looked for until they are. Idempotent.
   * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` where nothing is subscribed to, or the client has a
   * consumer of this group already
   * @throws {@link BrokerError} a broker cannot filter by an SQL expression
   * @throws {@link ClosedError} `ROCKETMQ_CLOSED` after `close`
   */
  start(): Promise<void> {
    return this.#life.start()
  }

  /**
   * Pulls no more messages until {@link resume}. Those in memory are still consumed.
   * @param topic only this one; what failed of it before still comes again
   */
  pause(topic?: string): void {
    const wrapped = topic === undefined ? undefined : this.#names.topic(topic)
    this.#engine.queues.pause(wrapped)
    this.#engine.places?.pause(wrapped)
  }

  /** @param topic one that was paused by name; absent: ends a pause of everything */
  resume(topic?: string): void {
    const wrapped = topic === undefined ? undefined : this.#names.topic(topic)
    this.#engine.queues.resume(wrapped)
    this.#engine.places?.resume(wrapped)
  }

  /** The queues that this member has at present, without the retry topic's. */
  queues(): readonly MessageQueue[] {
    const { subscriptions } = this.#context
    return this.#engine.queues
      .all()
      .filter(({ queue }) => !subscriptions.isRetry(queue.topic))
      .map(({ queue }) => this.#names.ownQueue(queue))
  }

  /**
   * The offset of the next message that the group wants of a queue; `undefined` where there is none yet.
   * @param from what this member has come to, what is stored, or the first of them that there is
   * @throws {@link BrokerError} {@link ConnectError} {@link RequestTimeout} it cannot be read
   */
  offset(queue: MessageQueue, from: OffsetSource = 'memory-first'): Promise<bigint | undefined> {
    return this.#engine.offsets.read(this.#names.queue(queue), from)
  }

  /** The offsets that this member has come to, as they are now: of a topic, or of all, the retry topic among them. */
  offsets(topic?: string): readonly QueueOffset[] {
    return this.#engine.offsets
      .entries(topic === undefined ? undefined : this.#names.topic(topic))
      .map(({ queue, offset }) => ({ queue: this.#names.ownQueue(queue), offset }))
  }

  /** Tells of what happens to the consumer. Returns the function that ends that. */
  on(listener: ConsumerListener): () => void {
    return this.#context.events.on(listener)
  }

  stats(): ConsumerStats {
    return pushStats(this.#context, this.#engine, this.#tracer)
  }

  /** Figures of each queue that this member pulls, the retry topic's among them. */
  queueStats(): readonly PulledQueueStats[] {
    return queueStats(this.#engine)
  }

  /** Figures of a topic over the last minute, hour or day. */
  rates(topic: string, period: RatePeriod = 'minute'): TopicRates {
    return this.#context.counters.rates(this.#names.topic(topic), period)
  }

  /**
   * Leaves the group: pulls no more, waits for running listeners (`closeTimeoutMs`), stores the offsets, and tells the
   * brokers, so that others take the queues at once. Messages in memory that no listener has begun with are left to
   * them. Idempotent; never rejects for a broker that cannot be reached.
   */
  close(): Promise<void> {
    return this.#life.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #join(): Promise<void> {
    const { client, subscriptions, events, logger } = this.#context
    if (subscriptions.isEmpty) {
      const issue = { path: 'subscribe', text: texts.subscribeFirst() }
      throw new ConfigurationError(this.#name, [issue])
    }
    this.#release = client.acquire()
    this.#sender.start()
    const { group, settings } = this.#context
    this.#tracer?.start({ client, group, namespace: settings.namespace, user: 'CONSUME' })
    await checkFilters(this.#context)
    if (this.#assigner) await checkAssignment(this.#assigner, subscriptions.topics())
    this.#brokerRequests.start()
    await this.#engine.start()
    logger.info(texts.logConsumerStarted(), { clientId: client.clientId })
    events.emit({ type: 'started' })
  }

  async #leave(): Promise<void> {
    const { events } = this.#context
    if (!this.#release) return
    events.emit({ type: 'closing' })
    await this.#engine.stop()
    this.#brokerRequests.stop()
    await this.#sender.close()
    await this.#tracer?.close()
    await this.#release()
    events.emit({ type: 'closed' })
  }

  #onSubscriptionsChanged(): void {
    if (this.#life.isRunning) void this.#engine.onSubscriptionsChanged()
  }

  get #name(): Text {
    return texts.theConsumer({ group: this.#context.group })
  }
}

/**
 * Makes a consumer; subscribe to topics, `start` it, and `close` it at the end.
 *
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key
 * @example
 * ```ts
 * const consumer = createConsumer({ nameServers: '127.0.0.1:9876', group: 'billing' })
 * consumer.subscribe('orders', async (message) => bill(JSON.parse(message.body.toString())))
 * await consumer.start()
 * ```
 */
export function createConsumer(options: ConsumerOptions): PushConsumer {
  return new PushConsumer(options)
}
