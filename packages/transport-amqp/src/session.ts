import { randomUUID } from 'node:crypto'

import type {
  BroadcastSignal,
  Clock,
  ConnectOptions,
  ConsumeOptions,
  Delivery,
  IncomingReply,
  OutgoingMessage,
  QueueInfo,
  Release,
  ReplyBox,
  Subscription,
  TransportError,
} from '@arq/core'

import type { ResolvedAmqpSettings } from './amqp-settings.js'
import { AmqpConnection } from './connection/connection.js'
import { ConnectionHealth } from './connection/connection-health.js'
import { type OpenApart, scratchConnection } from './connection/scratch-connection.js'
import { AmqpConsumer } from './consume/consumer.js'
import { ControlListener, toBroadcast } from './consume/control.js'
import { AmqpReplyBox } from './consume/replies.js'
import { UNDELIVERABLE_QUEUE_NAME } from './delay/delay-queues.js'
import { Delays } from './delay/delays.js'
import { toOutbound } from './publish/outbound.js'
import { Publisher } from './publish/publisher.js'
import { Router } from './publish/router.js'
import { TopologyAsserter } from './topology/assert-topology.js'
import { ManagementApi } from './topology/management-api.js'
import { QueueAdmin } from './topology/queue-admin.js'
import type { Topology } from './topology/topology.js'
import type { TransportEvents } from './transport-events.js'
import { DeliveryInterceptors } from './wire/delivery-interceptors.js'

interface SessionOptions {
  readonly settings: ResolvedAmqpSettings
  readonly topology: Topology
  readonly events: TransportEvents
  /** Decides when delayed messages are due. */
  readonly clock: Clock
  readonly onStaleSettle: (queueName: string) => void
}

/** The consume connection, once somebody needs it. */
interface ConsumeSide {
  readonly connection: AmqpConnection
  readonly topology: TopologyAsserter
  readonly interceptors: DeliveryInterceptors | undefined
}

/** Longest wait for outstanding confirms when closing. */
const DRAIN_LIMIT_MS = 10_000

/** Everything that is open between one opening of the transport and its close: two connections and their users. */
export class Session {
  readonly #options: SessionOptions
  readonly #health: ConnectionHealth
  readonly #publishing: AmqpConnection
  readonly #publisher: Publisher
  readonly #openApart: OpenApart
  readonly #delays: Delays
  readonly #admin: QueueAdmin
  readonly #consumers = new Set<AmqpConsumer>()
  readonly #listeners = new Set<AmqpReplyBox | ControlListener>()
  #consuming: AmqpConnection | undefined
  #consumeSide: Promise<ConsumeSide> | undefined

  constructor(options: SessionOptions) {
    this.#options = options
    const { settings, topology, events, clock } = options
    this.#openApart = scratchConnection(settings)
    this.#health = new ConnectionHealth(events)
    this.#publishing = new AmqpConnection(settings, 'publish', this.#health)
    const publishing = {
      connection: this.#publishing,
      topology: this.#asserterOn(this.#publishing, { ownsExclusives: false }),
      router: new Router(topology),
      settings,
      onChannelClosed: this.#onChannelClosed,
    }
    this.#publisher = new Publisher(publishing)
    this.#delays = new Delays({
      ...publishing,
      clock,
      publisher: this.#publisher,
      openApart: this.#openApart,
      onStaleSettle: options.onStaleSettle,
      onCancelled: this.#onCancelled,
      onUndeliverable: (queueName) =>
        events.emit({ type: 'undeliverable', queueName, keptIn: UNDELIVERABLE_QUEUE_NAME }),
    })
    const virtualHost = settings.urls[0]?.virtualHost ?? '/'
    const management = settings.managementUrl
      ? new ManagementApi(settings.managementUrl, virtualHost)
      : undefined
    this.#admin = new QueueAdmin(this.#publishing, management)
  }

  async open(options: ConnectOptions): Promise<void> {
    await this.#publishing.open(options)
    try {
      await this.#publisher.start(this.#options.settings.connectionTimeoutMs)
      await this.#delays.open(() => this.#openConsumeSide())
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /** Takes no more, settles what is settled, waits for confirms, and only then closes. */
  async close(): Promise<void> {
    await Promise.all([...this.#consumers].map((consumer) => consumer.shutDown()))
    await Promise.all([...this.#listeners].map((listener) => listener.close()))
    await this.#delays.close(DRAIN_LIMIT_MS)
    await this.#publisher.close(DRAIN_LIMIT_MS)
    await Promise.all([this.#publishing.close(), this.#consuming?.close()])
  }

  publish(message: OutgoingMessage): Promise<void> {
    const outbound = toOutbound(message)
    return outbound.dueAtMs === undefined
      ? this.#publisher.publish(outbound)
      : this.#delays.publish(outbound, outbound.dueAtMs)
  }

  broadcast(signal: BroadcastSignal): Promise<void> {
    return this.#publisher.publish(toBroadcast(signal, randomUUID()))
  }

  async consume(
    queueName: string,
    { prefetch, unsettledMs: wantedMs }: ConsumeOptions,
    onDelivery: (delivery: Delivery) => void,
  ): Promise<Subscription> {
    const { settings, topology, onStaleSettle } = this.#options
    const consumer = new AmqpConsumer({
      ...(await this.#openConsumeSide()),
      queue: topology.jobQueue(queueName),
      prefetch,
      holdLimit: (brokerVersion) => topology.holdLimitOf(queueName, { brokerVersion, wantedMs }),
      reconnectIntervalMs: settings.reconnectIntervalMs,
      onDelivery,
      onStaleSettle,
      onCancelled: this.#onCancelled,
      onChannelClosed: this.#onChannelClosed,
      onEnd: () => this.#consumers.delete(consumer),
    })
    this.#consumers.add(consumer)
    await this.#startOrForget(consumer, this.#consumers)
    try {
      await this.#delays.onConsuming(() => this.#openConsumeSide())
    } catch (error) {
      await consumer.shutDown()
      throw error
    }
    return consumer
  }

  async openReplyBox(onReply: (reply: IncomingReply) => void): Promise<ReplyBox> {
    const { connection } = await this.#openConsumeSide()
    const box = new AmqpReplyBox({
      connection,
      reconnectIntervalMs: this.#options.settings.reconnectIntervalMs,
      onReply,
      onChannelClosed: this.#onChannelClosed,
      onEnd: () => this.#listeners.delete(box),
    })
    this.#listeners.add(box)
    await this.#startOrForget(box, this.#listeners)
    return box
  }

  async onBroadcast(onSignal: (signal: BroadcastSignal) => void): Promise<Release> {
    const listener = new ControlListener({
      ...(await this.#openConsumeSide()),
      reconnectIntervalMs: this.#options.settings.reconnectIntervalMs,
      onSignal,
      onChannelClosed: this.#onChannelClosed,
      onEnd: () => this.#listeners.delete(listener),
    })
    this.#listeners.add(listener)
    await this.#startOrForget(listener, this.#listeners)
    return () => listener.close()
  }

  /** The highest priority that has an effect in this queue; 0: none has. */
  highestPriorityOf(queueName: string): number {
    return this.#options.topology.highestPriorityOf(queueName, this.#publishing.brokerVersion)
  }

  queueInfo(queueName: string): Promise<QueueInfo | undefined> {
    return this.#admin.info(queueName)
  }

  purgeQueue(queueName: string): Promise<number | undefined> {
    return this.#admin.purge(queueName)
  }

  readonly #onCancelled = (queueName: string): void => {
    this.#options.events.emit({ type: 'consumerCancelled', queueName })
  }

  readonly #onChannelClosed = (error: TransportError): void => {
    this.#options.events.emit({ type: 'channelClosed', error })
  }

  /** A second connection, so that a broker that blocks publishers still hands out messages and takes acks. */
  #openConsumeSide(): Promise<ConsumeSide> {
    this.#consumeSide ??= this.#connectConsumeSide().catch((error: unknown) => {
      this.#consumeSide = undefined
      throw error
    })
    return this.#consumeSide
  }

  async #connectConsumeSide(): Promise<ConsumeSide> {
    const { settings } = this.#options
    const connection = new AmqpConnection(settings, 'consume', this.#health)
    this.#consuming = connection
    const topology = this.#asserterOn(connection, { ownsExclusives: true })
    await connection.open()
    const interceptors = settings.wire === 'fast' ? new DeliveryInterceptors() : undefined
    return { connection, topology, interceptors }
  }

  #asserterOn(
    connection: AmqpConnection,
    { ownsExclusives }: { readonly ownsExclusives: boolean },
  ): TopologyAsserter {
    const { declareQueues: mayDeclare } = this.#options.settings
    const openApart = this.#openApart
    return new TopologyAsserter({ connection, mayDeclare, ownsExclusives, openApart })
  }

  async #startOrForget<T extends Startable>(part: T, parts: Set<T>): Promise<void> {
    try {
      await part.start(this.#options.settings.connectionTimeoutMs)
    } catch (error) {
      parts.delete(part)
      throw error
    }
  }
}

interface Startable {
  start(limitMs: number): Promise<void>
}
