import type { ReleaseClient } from '../client/client-instance.js'
import { restoreMessage } from '../consume/restore-message.js'
import { BrokerRequests } from '../consumer/broker-requests.js'
import { checkFilters } from '../consumer/check-filters.js'
import type { ConsumerContext } from '../consumer/consumer-context.js'
import type { ConsumerEngine } from '../consumer/consumer-engine.js'
import type { ConsumerListener } from '../consumer/consumer-events.js'
import { ConsumerLife } from '../consumer/consumer-life.js'
import { createContext, splitOptions } from '../consumer/create-context.js'
import { NamespaceNames } from '../consumer/namespace-names.js'
import type { MessageFilter, SubscriptionStatus } from '../consumer/subscriptions.js'
import { ClosedError, NotStarted } from '../errors/errors.js'
import type { MessageExt } from '../message/message-ext.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import type { Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'
import { eachMessage } from './each-message.js'
import type { PolledConsumption } from './polled-consumption.js'
import type { PollOptions, PullConsumerOptions } from './pull-consumer-options.js'
import {
  type ResolvedPullConsumerSettings,
  resolvePullConsumerSettings,
} from './pull-consumer-settings.js'
import { PULL_MANNER, pullEngine } from './pull-engine.js'
import { PullSelection } from './pull-selection.js'
import { QueuePositions } from './queue-positions.js'
import type { QueueListener } from './queue-watch.js'
import { TopicQueues } from './topic-queues.js'

/**
 * Consumes messages when its owner asks for them: with {@link poll}, or with `for await`. It pulls ahead as a push
 * consumer does, and shares queues with the other members of its group, or reads the queues that it is assigned.
 *
 * With `autoCommit` a message counts as consumed when the next one is asked for; without, when {@link commit} is called.
 */
export class PullConsumer implements AsyncIterable<MessageExt> {
  readonly #context: ConsumerContext<ResolvedPullConsumerSettings>
  readonly #engine: ConsumerEngine<PolledConsumption>
  readonly #positions: QueuePositions
  readonly #names: NamespaceNames
  readonly #brokerRequests: BrokerRequests
  readonly #life: ConsumerLife
  readonly #selection: PullSelection
  readonly #topicQueues: TopicQueues
  #release: ReleaseClient | undefined

  /** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key */
  constructor(options: PullConsumerOptions) {
    const { parts, written } = splitOptions(options)
    const settings = resolvePullConsumerSettings(written, parts.client !== undefined)
    const context = createContext(options, parts, settings, false)
    this.#context = context
    this.#names = new NamespaceNames(settings.namespace)
    this.#topicQueues = new TopicQueues(context, this.#names)
    const { subscriptions } = context
    const selection = new PullSelection({ subscriptions, names: this.#names, name: this.#name })
    const engine = pullEngine(context, parts, () => selection.assigned)
    this.#selection = selection
    this.#engine = engine
    this.#brokerRequests = new BrokerRequests({ context, engine, manner: PULL_MANNER })
    this.#positions = new QueuePositions(this.#engine)
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

  get isRunning(): boolean {
    return this.#life.isRunning
  }

  /**
   * Joins the group. Resolves when this member pulls its queues, or knows that it has none yet. Idempotent.
   * @throws {@link ClosedError} `ROCKETMQ_CLOSED` after `close`
   */
  start(): Promise<void> {
    return this.#life.start()
  }

  /**
   * Subscribes to a topic, before or after the start: its queues are shared with the other members of the group.
   * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` also where queues were assigned by hand
   */
  async subscribe(topic: string, filter: MessageFilter = {}): Promise<void> {
    this.#selection.subscribe(topic, filter)
    await this.#onTopicsChanged()
  }

  /** Ends a subscription. */
  async unsubscribe(topic: string): Promise<void> {
    if (this.#context.subscriptions.remove(topic)) await this.#onTopicsChanged()
  }

  /** What is subscribed to at present. */
  subscriptions(): readonly SubscriptionStatus[] {
    return this.#context.subscriptions.status()
  }

  /**
   * Reads exactly these queues, whoever else there is in the group; again, to change them. Offsets are still the group's:
   * do not assign a queue that another member has.
   * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` where topics were subscribed to
   */
  async assign(queues: readonly MessageQueue[], filter: MessageFilter = {}): Promise<void> {
    this.#selection.assign(queues, filter)
    await this.#onTopicsChanged()
  }

  /** The queues of a topic that can be read. @throws {@link RouteError} {@link NoNameServer} */
  queuesOf(topic: string): Promise<readonly MessageQueue[]> {
    return this.#topicQueues.of(topic)
  }

  /**
   * Calls `listener` with the queues of a topic that can be read: once they are known, and whenever they are others, for
   * those who `assign`. Routes are asked for every `routeRefreshIntervalMs`.
   * @returns the function that ends that; `close` does, too
   */
  watchQueues(topic: string, listener: QueueListener): () => void {
    return this.#topicQueues.watch(topic, listener)
  }

  /** The queues that this member has at present. */
  queues(): readonly MessageQueue[] {
    return this.#engine.queues.all().map(({ queue }) => this.#names.ownQueue(queue))
  }

  /**
   * The next messages, in the order of each queue; none when none comes in time.
   * @throws {@link NotStarted} {@link ClosedError}; the signal's reason
   */
  async poll(options: PollOptions = {}): Promise<readonly MessageExt[]> {
    if (!this.isRunning) throw this.#notRunning()
    const { settings, group } = this.#context
    const { maxMessages = settings.maxPollMessages, timeoutMs = settings.pollTimeoutMs } = options
    const { signal } = options
    if (settings.autoCommit) this.#polled.complete()
    const held = await this.#polled.poll(maxMessages, { timeoutMs, signal })
    return held.map(({ message }) => restoreMessage(message, group, settings.namespace))
  }

  /**
   * Messages one by one, for ever: until the consumer is closed, the loop is left, or the signal aborts.
   * @example
   * ```ts
   * for await (const message of consumer) await handle(message)
   * ```
   */
  [Symbol.asyncIterator](): AsyncGenerator<MessageExt, void, undefined> {
    return this.messages()
  }

  /** As the iteration of the consumer itself, with a signal that ends it. */
  messages(signal?: AbortSignal): AsyncGenerator<MessageExt, void, undefined> {
    return eachMessage(this, signal)
  }

  /**
   * Stores how far this member has come: everything that was polled counts as consumed.
   * @returns whether the brokers have it; where not, it is stored with the next commit
   */
  async commit(): Promise<boolean> {
    this.#polled.complete()
    return this.#engine.offsets.persist()
  }

  /** What the brokers have stored for the group; `undefined` when nothing. @throws when it cannot be known */
  committed(queue: MessageQueue): Promise<bigint | undefined> {
    return this.#positions.committed(this.#names.queue(queue))
  }

  /** The offset of the next message that this member will get; `undefined` for a queue that it does not have. */
  position(queue: MessageQueue): bigint | undefined {
    return this.#positions.current(this.#names.queue(queue))
  }

  /**
   * Goes on at an offset: messages of the queue that were pulled already are not handed out.
   * @returns whether this member has the queue
   */
  seek(queue: MessageQueue, offset: bigint): Promise<boolean> {
    return this.#positions.seek(this.#names.queue(queue), offset)
  }

  /** Goes back to the oldest message of a queue. */
  seekToBegin(queue: MessageQueue): Promise<boolean> {
    return this.#positions.seekToBegin(this.#names.queue(queue))
  }

  /** Goes to the end of a queue: only what is sent from now on is read. */
  seekToEnd(queue: MessageQueue): Promise<boolean> {
    return this.#positions.seekToEnd(this.#names.queue(queue))
  }

  /** The offset of the first message of a queue that was stored at this time or later. */
  offsetForTimestamp(queue: MessageQueue, timestampMs: number): Promise<bigint> {
    return this.#positions.at(this.#names.queue(queue), timestampMs)
  }

  /** Pulls no more messages of these queues; those that were pulled are still polled. Default: of all queues. */
  pause(queues: readonly MessageQueue[] = this.queues()): void {
    for (const queue of queues) this.#engine.queues.get(this.#names.queue(queue))?.pause()
  }

  resume(queues: readonly MessageQueue[] = this.queues()): void {
    for (const queue of queues) this.#engine.queues.get(this.#names.queue(queue))?.resume()
  }

  /** Whether a pull of this queue is under way, or may begin at any time: not while it is paused or full. */
  isPulling(queue: MessageQueue): boolean {
    return this.#engine.queues.get(this.#names.queue(queue))?.isPulling === true
  }

  /** Tells of what happens to the consumer. Returns the function that ends that. */
  on(listener: ConsumerListener): () => void {
    return this.#context.events.on(listener)
  }

  /**
   * Leaves the group. With `autoCommit` everything that was polled counts as consumed, but for the messages of the last
   * poll: whether those were handled is not known, so others get them again. Idempotent.
   */
  close(): Promise<void> {
    this.#topicQueues.stop()
    return this.#life.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  get #polled(): PolledConsumption {
    return this.#engine.consumption
  }

  async #join(): Promise<void> {
    const { client, events } = this.#context
    this.#release = client.acquire()
    await checkFilters(this.#context)
    this.#brokerRequests.start()
    await this.#engine.start()
    events.emit({ type: 'started' })
  }

  async #leave(): Promise<void> {
    const { events } = this.#context
    if (!this.#release) return
    events.emit({ type: 'closing' })
    await this.#engine.stop()
    this.#brokerRequests.stop()
    await this.#release()
    events.emit({ type: 'closed' })
  }

  async #onTopicsChanged(): Promise<void> {
    if (this.isRunning) await this.#engine.onSubscriptionsChanged()
  }

  #notRunning(): Error {
    return this.#release ? new ClosedError(this.#name) : new NotStarted(this.#name)
  }

  get #name(): Text {
    return texts.thePullConsumer({ group: this.#context.group })
  }
}

/**
 * Makes a pull consumer; subscribe or assign, `start` it, and `close` it at the end.
 *
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key
 * @example
 * ```ts
 * const consumer = createPullConsumer({ nameServers: '127.0.0.1:9876', group: 'reports' })
 * await consumer.subscribe('orders')
 * await consumer.start()
 * for await (const message of consumer) await handle(message)
 * ```
 */
export function createPullConsumer(options: PullConsumerOptions): PullConsumer {
  return new PullConsumer(options)
}
