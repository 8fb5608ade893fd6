import { ClientInstance, type ReleaseClient } from '../client/client-instance.js'
import { clientSettingsOf } from '../client/client-settings.js'
import { ConsumerLife } from '../consumer/consumer-life.js'
import {
  type MessageFilter,
  Subscriptions,
  type SubscriptionStatus,
} from '../consumer/subscriptions.js'
import { ClosedError, ConfigurationError, NotStarted } from '../errors/errors.js'
import { guardedLogger } from '../log/guarded-logger.js'
import { silentLogger } from '../log/logger.js'
import type { MessageExt } from '../message/message-ext.js'
import { PopClient } from '../pop/pop-client.js'
import { Popper } from '../pop/popper.js'
import { processHeld } from '../pop/process-held.js'
import { receiveOnce } from '../pop/receive-once.js'
import type {
  ProcessContext,
  ProcessOptions,
  ReceiveOptions,
  WaitOptions,
} from '../pop/receive-options.js'
import { Settlement } from '../pop/settlement.js'
import { compressionCodecs } from '../protocol/compression.js'
import { wrapNamespace } from '../protocol/resource-name.js'
import type { Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'
import { Receiver } from './receiver.js'
import type { SimpleConsumerOptions } from './simple-consumer-options.js'
import {
  type ResolvedSimpleConsumerSettings,
  resolveSimpleConsumerSettings,
} from './simple-consumer-settings.js'

/** Messages are handed out by whoever asks: no listener consumes them. */
const NOBODY = { kind: 'single', listener: { consume: () => undefined } } as const

/**
 * Receives messages one call at a time, and settles each for itself: the broker hides a received message from the group
 * until it is acknowledged, or comes again when its time is over. No member owns a queue, so any number of members can
 * share a topic, and none waits for a slow one. RocketMQ 5.
 */
export class SimpleConsumer {
  readonly #client: ClientInstance
  readonly #group: string
  readonly #settings: ResolvedSimpleConsumerSettings
  readonly #subscriptions: Subscriptions
  readonly #settlement: Settlement
  readonly #receiver: Receiver
  readonly #life: ConsumerLife
  readonly #end = new AbortController()
  #release: ReleaseClient | undefined
  #unregister: (() => Promise<void>) | undefined

  /** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key */
  constructor(options: SimpleConsumerOptions) {
    const { logger = silentLogger, client, compressionCodecs: codecs, ...rest } = options
    const { requestHooks: hooks = [], ...written } = rest
    const settings = resolveSimpleConsumerSettings(written, client !== undefined)
    const { namespace, maxMessageBytes: maxBodyBytes } = settings
    this.#settings = settings
    this.#group = wrapNamespace(namespace, settings.group)
    const ownLogger = guardedLogger(logger).child({ consumerGroup: this.#group })
    this.#client =
      options.client ?? new ClientInstance({ ...clientSettingsOf(options), logger, hooks })
    this.#subscriptions = new Subscriptions(this.#group, namespace, false)
    const { remoting: caller, routes } = this.#client
    const timeoutMs = this.#client.settings.connection.requestTimeoutMs
    const known = compressionCodecs(codecs)
    const pops = new PopClient({ caller, routes, codecs: known, maxBodyBytes, timeoutMs })
    this.#settlement = new Settlement({ pops, name: this.#name, logger: ownLogger })
    const common = { client: this.#client, pops, logger: ownLogger }
    const popper = new Popper({
      ...common,
      group: this.#group,
      namespace,
      settings,
      subscriptionOf: (topic) => this.#subscriptions.toldOf(topic),
      wantedOf: (topic) => this.#subscriptions.currentOf(topic),
      settlement: this.#settlement,
    })
    this.#receiver = new Receiver({ ...common, popper, subscriptions: this.#subscriptions })
    this.#life = new ConsumerLife({
      name: this.#name,
      join: () => this.#join(),
      leave: () => this.#leave(),
    })
  }

  /** How brokers know this consumer. */
  get clientId(): string {
    return this.#client.clientId
  }

  get isRunning(): boolean {
    return this.#life.isRunning
  }

  /** Begins. Topics and servers that are not there are looked for with each receive. Idempotent. */
  start(): Promise<void> {
    return this.#life.start()
  }

  /** Subscribes to a topic, before or after the start. @throws {@link ConfigurationError} */
  async subscribe(topic: string, filter: MessageFilter = {}): Promise<void> {
    this.#subscriptions.add(topic, NOBODY, filter)
    if (this.isRunning) await this.#client.heartbeat()
  }

  async unsubscribe(topic: string): Promise<void> {
    if (this.#subscriptions.remove(topic) && this.isRunning) await this.#client.heartbeat()
  }

  /** What is subscribed to at present. */
  subscriptions(): readonly SubscriptionStatus[] {
    return this.#subscriptions.status()
  }

  /**
   * Receives messages of any of the topics; none when none comes in time. Each is to be settled by {@link ack},
   * {@link changeInvisible} or {@link process} before its invisible time is over.
   *
   * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` where nothing is subscribed to: a message could be lost
   * otherwise to a group without a filter
   * @throws {@link NotStarted} {@link ClosedError}; the signal's reason
   */
  async receive(options: ReceiveOptions = {}): Promise<readonly MessageExt[]> {
    this.#requireReady()
    return receiveOnce(this.#receiver, options, this.#settings, this.#end.signal)
  }

  /**
   * Waits until there may be a message, and takes none. A {@link receive} that is aborted may have taken messages along,
   * which come again when their time is over; this wait ends at once and without a trace. It resolves after 5 s at the
   * latest: a message that comes again does not end it.
   * @throws {@link NotStarted} {@link ClosedError}; {@link ConfigurationError} where nothing is subscribed to
   */
  async untilMessage({ timeoutMs, signal }: WaitOptions = {}): Promise<void> {
    this.#requireReady()
    const { invisibleMs, receiveTimeoutMs } = this.#settings
    const end = this.#end.signal
    await this.#receiver.untilMessage({
      invisibleMs,
      timeoutMs: timeoutMs ?? receiveTimeoutMs,
      signal: signal ? AbortSignal.any([signal, end]) : end,
    })
  }

  /**
   * A message is consumed.
   * @throws {@link BrokerError} `ROCKETMQ_NOT_FOUND` the broker does not know it any more
   * @throws {@link ConfigurationError} it was not received here, or is settled already
   */
  ack(message: MessageExt): Promise<void> {
    return this.#settlement.ack(message)
  }

  /**
   * Messages are consumed: one request for each broker that they came from, instead of one for each message. Those that
   * are settled already are left out, so that a call that failed can be repeated as it was.
   * @throws {@link ConfigurationError} one was not received here; then none is acknowledged
   * @throws {@link BrokerError} what the first broker that failed says: messages of the other brokers are settled
   */
  ackBatch(messages: readonly MessageExt[]): Promise<void> {
    return this.#settlement.ackBatch(messages)
  }

  /** A message comes again after this time, counted from now: to have longer for it, or to repeat it sooner. */
  changeInvisible(message: MessageExt, invisibleMs: number): Promise<void> {
    return this.#settlement.changeInvisible(message, invisibleMs)
  }

  /**
   * Hands a message to `work` and acknowledges it when that ends well. As long as it runs, the invisible time is renewed,
   * so that it may take longer. When it fails, the message comes again after `retryMs`, or when its time is over.
   * @throws what `work` throws; what {@link ack} throws
   */
  process<R>(
    message: MessageExt,
    work: (message: MessageExt, context: ProcessContext) => Promise<R>,
    options: ProcessOptions = {},
  ): Promise<R> {
    return processHeld(this.#settlement, message, work, options)
  }

  /** Ends: waiting receives resolve with nothing, and received messages come again when their time is over. Idempotent. */
  close(): Promise<void> {
    this.#end.abort()
    return this.#life.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #join(): Promise<void> {
    const { unitMode, consumeFrom } = this.#settings
    this.#release = this.#client.acquire()
    this.#unregister = this.#client.registerConsumer(this.#group, () => ({
      groupName: this.#group,
      consumeType: 'CONSUME_POP',
      messageModel: 'CLUSTERING',
      consumeFromWhere:
        consumeFrom === 'first' ? 'CONSUME_FROM_FIRST_OFFSET' : 'CONSUME_FROM_LAST_OFFSET',
      subscriptions: this.#subscriptions.data(),
      unitMode,
    }))
    // A heartbeat goes to the brokers of known routes.
    await this.#receiver.targets()
    await this.#client.heartbeat()
  }

  async #leave(): Promise<void> {
    await this.#unregister?.()
    await this.#release?.()
  }

  #requireReady(): void {
    if (!this.isRunning) {
      throw this.#release ? new ClosedError(this.#name) : new NotStarted(this.#name)
    }
    if (this.#subscriptions.isEmpty) {
      const issue = { path: 'subscribe', text: texts.subscribeBeforeReceive() }
      throw new ConfigurationError(this.#name, [issue])
    }
  }

  get #name(): Text {
    return texts.theSimpleConsumer({ group: this.#group })
  }
}

/**
 * Makes a simple consumer; subscribe, `start` it, and `close` it at the end.
 *
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key
 * @example
 * ```ts
 * const consumer = createSimpleConsumer({ nameServers: '127.0.0.1:9876', group: 'thumbnails' })
 * await consumer.subscribe('uploads')
 * await consumer.start()
 * for (const message of await consumer.receive()) await consumer.process(message, makeThumbnail)
 * ```
 */
export function createSimpleConsumer(options: SimpleConsumerOptions): SimpleConsumer {
  return new SimpleConsumer(options)
}
