import {
  type BroadcastSignal,
  ClosedError,
  type ConnectOptions,
  type ConsumeOptions,
  type Delivery,
  type Health,
  healthOf,
  type IncomingReply,
  type OutgoingMessage,
  type QueueInfo,
  type Release,
  type ReplyBox,
  SharedResource,
  type Subscription,
  systemClock,
  type Transport,
  type TransportCapabilities,
  type TransportEvent,
} from '@arq/core'
import { TransportEvents, TransportHealth } from '@arq/core/internal'

import type { AmqpTransportSettings, ResolvedAmqpSettings } from './amqp-settings.js'
import { delayRange } from './delay/choose-mechanism.js'
import type { BrokerInspection, InspectOptions } from './inspect/broker-inspection.js'
import { lookAtBroker } from './inspect/look-at-broker.js'
import { unlessAborted } from './inspect/unless-aborted.js'
import { resolveAmqpSettings } from './resolve-amqp-settings.js'
import { Session } from './session.js'
import { texts } from './texts.js'
import { Topology } from './topology/topology.js'

/**
 * Jobs over RabbitMQ 3.10 and later, by AMQP 0-9-1.
 *
 * A publish resolves once the broker has the message on disk, in a durable quorum queue unless configured otherwise.
 * Connections, channels and consumers come back by themselves after a loss; a publish that was under way then rejects
 * with `ARQ_CONNECTION_LOST`, because whether the broker has it is unknown. A delivery is settled on the channel that
 * brought it, or not at all.
 *
 * @example
 * ```ts
 * const transport = new AmqpTransport({ url: 'amqp://localhost:5672' })
 * await transport.connect()
 * await transport.publish({ queueName: 'default', kind: 'job', body, headers: {}, messageId })
 * await transport.close()
 * ```
 * @see https://www.rabbitmq.com/docs/quorum-queues
 */
export class AmqpTransport implements Transport {
  readonly capabilities: TransportCapabilities
  readonly #settings: ResolvedAmqpSettings
  readonly #topology: Topology
  readonly #events = new TransportEvents()
  readonly #health = new TransportHealth({ clock: systemClock })
  #closedSince = new Date()
  readonly #lifecycle: SharedResource
  #session: Session | undefined
  /** The session that is being opened, or was last. */
  #opening: Session | undefined
  #staleSettles = 0

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming each wrong key, never a password */
  constructor(settings: AmqpTransportSettings = {}) {
    this.#settings = resolveAmqpSettings(settings)
    this.#topology = new Topology(this.#settings)
    this.#events.on((event) => this.#health.note(event))
    this.capabilities = Object.freeze({
      delay: delayRange(this.#settings),
      broadcast: true,
      replyPush: true,
      foreignQueues: true,
    })
    this.#lifecycle = new SharedResource({
      name: 'AmqpTransport',
      open: (signal) => this.#open(signal),
      close: () => this.#close(),
      defaultLimitMs: this.#settings.connectionTimeoutMs,
      timeUp: (limitMs) => this.#opening?.notReached(limitMs),
    })
  }

  get isSharedWithPython(): boolean {
    return this.#settings.compat !== undefined
  }

  get description(): string {
    return this.#settings.urls.map(({ description }) => description).join(', ')
  }

  /**
   * How it fares. `not_ready`: it is not connected, or a subscription gets nothing. `degraded`: the broker has an alarm and
   * takes no messages (`connection.blocked`); it still hands them out.
   */
  get health(): Health {
    if (this.#session) return healthOf(this.#health.problems)
    const text = texts.notConnected({ where: this.description })
    return healthOf([{ code: 'broker_away', text, since: this.#closedSince, isFatal: true }])
  }

  /** How many deliveries were settled after their channel had gone, and so had no effect. */
  get staleSettleCount(): number {
    return this.#staleSettles
  }

  /**
   * Opens the connection for publishing; the one for consuming is opened when it is first needed.
   * @throws {@link ConnectionError} `ARQ_CONNECTION_REFUSED` when the time is up, `ARQ_CONNECTION_AUTH` at once
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
   * Resolves once the broker has confirmed the message. It is sent as it is: persistent, mandatory, by the default
   * exchange.
   * @throws {@link PublishNotConfirmed} `ARQ_PUBLISH_NACKED`, `ARQ_PUBLISH_UNROUTABLE`, `ARQ_PUBLISH_TIMEOUT`,
   * `ARQ_PUBLISH_TOO_LARGE`; {@link BufferFull} `ARQ_BUFFER_FULL`; {@link ConnectionLost} `ARQ_CONNECTION_LOST` when the
   * outcome is unknown; {@link ConnectionError} `ARQ_CONNECTION_REFUSED` or `ARQ_CONNECTION_BLOCKED` when it was not
   * sent; {@link TopologyMismatch} `ARQ_TOPOLOGY_MISMATCH`; {@link QueueNotFound} `ARQ_QUEUE_NOT_FOUND`
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

  queueInfo(queueName: string): Promise<QueueInfo | undefined> {
    return this.#use(({ queues }) => queues.info(queueName))
  }

  /** Needs the management API (`managementUrl`), and counts what waits in our own queues (`delayMechanism: 'ttl'`). */
  delayedMessages(): Promise<number | undefined> {
    return this.#use(({ queues }) => queues.delayed())
  }

  purgeQueue(queueName: string): Promise<number | undefined> {
    return this.#use(({ queues }) => queues.purge(queueName))
  }

  /** By the queue's settings and the broker's version: see `maxPriority`. */
  highestPriorityOf(queueName: string): number {
    if (this.#session) return this.#session.highestPriorityOf(queueName)
    return this.#topology.highestPriorityOf(queueName, undefined)
  }

  /**
   * What the broker, and its management API where `managementUrl` names it, show of these queues and of the delays: for
   * `arq doctor`. It needs no {@link connect}, declares and deletes nothing, and takes no message. What cannot be
   * reached is part of the answer.
   * @throws AbortError when `signal` aborts, at once; what was opened is closed
   */
  inspectBroker(
    queueNames: readonly string[],
    options: InspectOptions = {},
  ): Promise<BrokerInspection> {
    const { signal } = options
    return unlessAborted(lookAtBroker(this.#settings, queueNames, signal), signal)
  }

  deadLetterQueueOf(queueName: string): string {
    return this.#topology.deadLetterQueueOf(queueName)
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
    const session = new Session({
      settings: this.#settings,
      topology: this.#topology,
      events: this.#events,
      clock: systemClock,
      onStaleSettle: (queueName) => {
        this.#staleSettles += 1
        this.#events.emit({ type: 'staleSettle', queueName })
      },
    })
    this.#opening = session
    await session.open({ timeoutMs: 'forever', signal })
    this.#session = session
  }

  async #close(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    this.#closedSince = new Date()
    await session?.close()
  }

  #use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#session ? work(this.#session) : Promise.reject(new ClosedError('AmqpTransport'))
  }
}
