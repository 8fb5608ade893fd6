import { ClientInstance, type ReleaseClient } from '../client/client-instance.js'
import { clientSettingsOf } from '../client/client-settings.js'
import { Rhythm } from '../client/rhythm.js'
import { ConsumerLife } from '../consumer/consumer-life.js'
import { ClosedError, ConfigurationError, NotStarted } from '../errors/errors.js'
import { EventHub } from '../events/event-hub.js'
import { guardedLogger } from '../log/guarded-logger.js'
import { silentLogger } from '../log/logger.js'
import type { MessageExt } from '../message/message-ext.js'
import { PopClient } from '../pop/pop-client.js'
import { processHeld } from '../pop/process-held.js'
import { receiveOnce } from '../pop/receive-once.js'
import type { ProcessContext, ProcessOptions, ReceiveOptions } from '../pop/receive-options.js'
import { Settlement } from '../pop/settlement.js'
import { compressionCodecs } from '../protocol/compression.js'
import { REQUEST_CODE } from '../protocol/request-code.js'
import { readLiteUnsubscribed } from '../protocol/requests/lite.js'
import { wrapNamespace } from '../protocol/resource-name.js'
import { subscriptionData } from '../protocol/subscription-data.js'
import type { Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'
import type {
  LiteConsumerEvent,
  LiteConsumerOptions,
  LiteSubscribeOptions,
} from './lite-consumer-options.js'
import { LiteReceiver } from './lite-receiver.js'
import { type ResolvedLiteConsumerSettings, resolveLiteConsumerSettings } from './lite-settings.js'
import { LiteSubscriptions } from './lite-subscriptions.js'
import { Resync } from './resync.js'

/**
 * Receives messages of lite topics: any number of small ordered topics below one topic, made by their first message.
 * Messages of one lite topic come in their order, and the next ones when all before are settled. RocketMQ 5.5.
 */
export class LiteConsumer {
  readonly #client: ClientInstance
  readonly #group: string
  readonly #topic: string
  readonly #settings: ResolvedLiteConsumerSettings
  readonly #subscriptions: LiteSubscriptions
  readonly #settlement: Settlement
  readonly #receiver: LiteReceiver
  readonly #events: EventHub<LiteConsumerEvent>
  readonly #life: ConsumerLife
  readonly #sync: Rhythm
  readonly #resync: Resync
  readonly #end = new AbortController()
  readonly #ends: (() => unknown)[] = []
  #release: ReleaseClient | undefined

  /** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key */
  constructor(options: LiteConsumerOptions) {
    const { logger = silentLogger, client, compressionCodecs: given, ...rest } = options
    const { requestHooks: hooks = [], ...written } = rest
    const settings = resolveLiteConsumerSettings(written, client !== undefined)
    const { namespace, maxMessageBytes: maxBodyBytes } = settings
    this.#settings = settings
    this.#group = wrapNamespace(namespace, settings.group)
    this.#topic = wrapNamespace(namespace, settings.topic)
    const ownLogger = guardedLogger(logger).child({ consumerGroup: this.#group })
    this.#client =
      options.client ?? new ClientInstance({ ...clientSettingsOf(options), logger, hooks })
    this.#events = new EventHub(ownLogger)
    const { remoting: caller, routes, brokers, clientId } = this.#client
    const pops = new PopClient({
      ...{ caller, routes, maxBodyBytes, codecs: compressionCodecs(given) },
      timeoutMs: this.#client.settings.connection.requestTimeoutMs,
    })
    const common = { group: this.#group, topic: this.#topic, logger: ownLogger }
    this.#settlement = new Settlement({ pops, name: this.#name, logger: ownLogger })
    this.#subscriptions = new LiteSubscriptions({ ...common, brokers, routes, clientId })
    this.#receiver = new LiteReceiver({
      ...{ ...common, client: this.#client, settings, pops },
      subscriptions: this.#subscriptions,
      settlement: this.#settlement,
    })
    this.#sync = new Rhythm(settings.syncIntervalMs, () => this.#subscriptions.sync())
    this.#resync = new Resync((address) => this.#subscriptions.sync(address))
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

  /** Begins. Idempotent. */
  start(): Promise<void> {
    return this.#life.start()
  }

  /**
   * Subscribes to lite topics, which need not exist yet.
   * @throws {@link BrokerError} `ROCKETMQ_REQUEST_REFUSED` there are too many subscriptions, or the group may not consume;
   * `ROCKETMQ_REQUEST_UNSUPPORTED` the broker is older than RocketMQ 5.5
   * @throws {@link ConfigurationError} a name is empty or has a `$`; {@link NotStarted}
   */
  async subscribe(
    liteTopics: string | readonly string[],
    { start }: LiteSubscribeOptions = {},
  ): Promise<void> {
    this.#requireRunning()
    const names = typeof liteTopics === 'string' ? [liteTopics] : liteTopics
    const wrong = names.filter((name) => name === '' || name.includes('$'))
    if (wrong.length > 0) {
      const text = texts.liteTopicIllegal({ value: JSON.stringify(wrong[0]) })
      throw new ConfigurationError(this.#name, [{ path: 'liteTopic', text }])
    }
    if (names.length > 0) await this.#subscriptions.add(names, start)
  }

  /**
   * Subscribes to every lite topic of the topic, also to those that will be made. Only for a group with the attribute
   * `lite.sub.wildcard`, whose members share all lite topics and cannot subscribe to single ones.
   * @throws {@link ConfigurationError} the group has not this attribute; {@link NotStarted}, and as {@link subscribe}
   */
  async subscribeAll(): Promise<void> {
    this.#requireRunning()
    await this.#subscriptions.addEverything()
  }

  async unsubscribe(liteTopics: string | readonly string[]): Promise<void> {
    this.#requireRunning()
    await this.#subscriptions.remove(typeof liteTopics === 'string' ? [liteTopics] : liteTopics)
  }

  /** The lite topics that are subscribed to at present. */
  subscriptions(): readonly string[] {
    return this.#subscriptions.all()
  }

  /**
   * Receives messages of any of the lite topics, each with its `liteTopic`; none when none comes in time.
   * @throws {@link BrokerError} the topic is none for lite topics, or the group is bound to another one
   * @throws {@link NotStarted} {@link ClosedError}; the signal's reason
   */
  async receive(options: ReceiveOptions = {}): Promise<readonly MessageExt[]> {
    this.#requireRunning()
    return receiveOnce(this.#receiver, options, this.#settings, this.#end.signal)
  }

  /** As {@link SimpleConsumer.ack}. Brokers have no batch of these. */
  ack(message: MessageExt): Promise<void> {
    return this.#settlement.ack(message)
  }

  /** As {@link SimpleConsumer.changeInvisible}: the lite topic waits for the message. */
  changeInvisible(message: MessageExt, invisibleMs: number): Promise<void> {
    return this.#settlement.changeInvisible(message, invisibleMs)
  }

  /**
   * Gives the message back, and lets its whole lite topic wait for so many milliseconds. Unlike
   * {@link changeInvisible} that counts once at most: however often a message is suspended, its `reconsumeTimes` is one
   * higher than without.
   */
  suspend(message: MessageExt, forMs: number): Promise<void> {
    return this.#settlement.suspend(message, forMs)
  }

  /** As {@link SimpleConsumer.process}. */
  process<R>(
    message: MessageExt,
    work: (message: MessageExt, context: ProcessContext) => Promise<R>,
    options: ProcessOptions = {},
  ): Promise<R> {
    return processHeld(this.#settlement, message, work, options)
  }

  /** Tells of what happens to the consumer. Returns the function that ends that. */
  on(listener: (event: LiteConsumerEvent) => void): () => void {
    return this.#events.on(listener)
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
    const { remoting } = this.#client
    this.#release = this.#client.acquire()
    const subscription = subscriptionData({ topic: this.#topic, expression: '*', version: 1 })
    const unregister = this.#client.registerConsumer(this.#group, () => ({
      groupName: this.#group,
      consumeType: 'CONSUME_POP',
      messageModel: 'CLUSTERING',
      consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
      subscriptions: [subscription],
      unitMode: this.#settings.unitMode,
    }))
    const off = [
      remoting.onRequest(REQUEST_CODE.NOTIFY_UNSUBSCRIBE_LITE, (request) => {
        this.#onUnsubscribed(readLiteUnsubscribed(request))
        return undefined
      }),
      // A broker that was restarted knows no subscription, and one that was not may have another connection.
      remoting.on((event) => {
        if (event.type !== 'connectionState' || event.state !== 'connected') return
        this.#resync.onConnected(event.address)
      }),
    ]
    this.#ends.push(...off, unregister)
    await this.#subscriptions.brokers().catch(() => [])
    await this.#client.heartbeat()
    this.#sync.start()
  }

  async #leave(): Promise<void> {
    await this.#sync.stop()
    this.#resync.stop()
    await this.#subscriptions.clear()
    for (const end of this.#ends.splice(0)) await end()
    await this.#release?.()
  }

  #onUnsubscribed(lost: ReturnType<typeof readLiteUnsubscribed>): void {
    const { liteTopic, group, clientId } = lost
    if (group !== this.#group || clientId !== this.clientId) return
    if (this.#subscriptions.lose(liteTopic)) this.#events.emit({ type: 'unsubscribed', liteTopic })
  }

  #requireRunning(): void {
    if (this.isRunning) return
    throw this.#release ? new ClosedError(this.#name) : new NotStarted(this.#name)
  }

  get #name(): Text {
    return texts.theLiteConsumer({ group: this.#group })
  }
}

/**
 * Makes a lite consumer; `start` it, subscribe, and `close` it at the end.
 *
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key
 * @example
 * ```ts
 * const consumer = createLiteConsumer({ nameServers: '127.0.0.1:9876', group: 'chats', topic: 'conversations' })
 * await consumer.start()
 * await consumer.subscribe(`user-${id}`)
 * for (const message of await consumer.receive()) await consumer.process(message, answer)
 * ```
 */
export function createLiteConsumer(options: LiteConsumerOptions): LiteConsumer {
  return new LiteConsumer(options)
}
