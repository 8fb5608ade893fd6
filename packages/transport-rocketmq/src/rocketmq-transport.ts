import {
  type BroadcastSignal,
  checkQueueName,
  ClosedError,
  type ConnectOptions,
  type ConsumeOptions,
  type Delivery,
  type IncomingReply,
  type OutgoingMessage,
  type QueueInfo,
  type Release,
  type ReplyBox,
  SharedResource,
  type Subscription,
  type Transport,
  type TransportCapabilities,
  type TransportEvent,
} from '@arq/core'
import { TransportEvents } from '@arq/core/internal'

import { deadLetterQueueNameOf } from './queues/dead-letter-queue.js'
import { notReached } from './rocketmq-errors.js'
import {
  type ResolvedRocketMQSettings,
  resolveRocketMQSettings,
  type RocketMQTransportSettings,
} from './rocketmq-settings.js'
import { Session } from './session.js'

/** Brokers keep timer messages by the second (`timerPrecisionMs`), unless they are set finer. */
const TIMER_GRAIN_MS = 1000

const CAPABILITIES: TransportCapabilities = Object.freeze({
  delay: Object.freeze({ grainMs: TIMER_GRAIN_MS, longestMs: Infinity }),
  broadcast: true,
  replyPush: true,
})

/**
 * Jobs over RocketMQ 5, by POP: each job is acknowledged by itself.
 *
 * A publish resolves once a broker has stored the message, as safely as the broker is set up. A delivery is hidden from
 * others for `invisibleTime`, which is renewed as long as it is held. It survives lost connections and restarts of the
 * broker: what was handed out can still be settled, unless its time has run out meanwhile. Then it is stale, and others
 * get it.
 *
 * @example
 * ```ts
 * const transport = new RocketMQTransport({ url: 'rocketmq://localhost:9876' })
 * await transport.connect()
 * await transport.publish({ queueName: 'default', kind: 'job', body, headers: {}, messageId })
 * await transport.close()
 * ```
 * @see https://rocketmq.apache.org/docs/featureBehavior/06consumertype
 */
export class RocketMQTransport implements Transport {
  readonly capabilities = CAPABILITIES
  readonly #settings: ResolvedRocketMQSettings
  readonly #events = new TransportEvents()
  readonly #lifecycle: SharedResource
  #session: Session | undefined

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming each wrong key, never a secret */
  constructor(settings: RocketMQTransportSettings = {}) {
    this.#settings = resolveRocketMQSettings(settings)
    this.#lifecycle = new SharedResource({
      name: 'RocketMQTransport',
      open: (signal) => this.#open(signal),
      close: () => this.#close(),
      defaultLimitMs: this.#settings.connectionTimeoutMs,
      timeUp: (limitMs, lastFailure) => notReached(this.description, limitMs, lastFailure),
    })
  }

  get description(): string {
    return this.#settings.address.description
  }

  /**
   * Finds the brokers, and sees that one of them answers.
   * @throws {@link ConnectionError} `ARQ_CONNECTION_REFUSED` when the time is up, `ARQ_CONNECTION_AUTH` at once;
   * {@link UnsupportedError} `ARQ_UNSUPPORTED` for brokers of RocketMQ 4, and before 5.4 for queues with priorities
   */
  connect(options: ConnectOptions = {}): Promise<void> {
    return this.#lifecycle.connect(options)
  }

  acquire(options: ConnectOptions = {}): Promise<Release> {
    return this.#lifecycle.acquire(options)
  }

  close(): Promise<void> {
    return this.#lifecycle.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /**
   * Resolves once a broker has stored the message.
   * @throws {@link PublishNotConfirmed} `ARQ_PUBLISH_NACKED`, `ARQ_PUBLISH_UNROUTABLE`, `ARQ_PUBLISH_TOO_LARGE`;
   * {@link BufferFull} `ARQ_BUFFER_FULL`; {@link ConnectionLost} `ARQ_CONNECTION_LOST` when the outcome is unknown;
   * {@link ConnectionError} `ARQ_CONNECTION_REFUSED` when it was not sent; {@link QueueNotFound} `ARQ_QUEUE_NOT_FOUND`;
   * {@link TopologyMismatch} `ARQ_TOPOLOGY_MISMATCH` for a topic without the priorities that the queue is to have
   */
  publish(message: OutgoingMessage): Promise<void> {
    return this.#use((session) => session.publish(message))
  }

  consume(
    queueName: string,
    options: ConsumeOptions,
    onDelivery: (delivery: Delivery) => void,
  ): Promise<Subscription> {
    return this.#use((session) => session.consume(queueName, options, onDelivery))
  }

  /** RocketMQ does not tell how many messages of POP are handed out: `unacknowledged` is absent. */
  async queueInfo(queueName: string): Promise<QueueInfo | undefined> {
    checkQueueName(queueName)
    return this.#use(({ queues }) => queues.info(queueName))
  }

  /** Takes the waiting messages one pop after the other: some thousands a second. */
  async purgeQueue(queueName: string): Promise<number | undefined> {
    checkQueueName(queueName)
    return this.#use(({ queues }) => queues.purge(queueName))
  }

  /** By the queue's `maxPriority`. */
  highestPriorityOf(queueName: string): number {
    return this.#settings.queues[queueName]?.maxPriority ?? 0
  }

  deadLetterQueueOf(queueName: string): string {
    return deadLetterQueueNameOf(queueName)
  }

  openReplyBox(onReply: (reply: IncomingReply) => void): Promise<ReplyBox> {
    return this.#use((session) => session.openReplyBox(onReply))
  }

  broadcast(signal: BroadcastSignal): Promise<void> {
    return this.#use((session) => session.broadcast(signal))
  }

  onBroadcast(listener: (signal: BroadcastSignal) => void): Promise<Release> {
    return this.#use((session) => session.onBroadcast(listener))
  }

  on(listener: (event: TransportEvent) => void): () => void {
    return this.#events.on(listener)
  }

  async #open(signal: AbortSignal): Promise<void> {
    const session = new Session(this.#settings, (event) => this.#events.emit(event))
    await session.open(signal)
    this.#session = session
  }

  async #close(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    await session?.close()
  }

  #use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#session
      ? work(this.#session)
      : Promise.reject(new ClosedError('RocketMQTransport'))
  }
}
