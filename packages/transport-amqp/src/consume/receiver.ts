import type {
  BroadcastSignal,
  Clock,
  ConsumeOptions,
  Delivery,
  IncomingReply,
  Release,
  ReplyBox,
  TransportError,
} from '@arq/core'

import type { ResolvedAmqpSettings } from '../amqp-settings.js'
import { AmqpConnection } from '../connection/connection.js'
import type { ConnectionHealth } from '../connection/connection-health.js'
import type { WithScratchConnection } from '../connection/scratch-connection.js'
import { TopologyAsserter } from '../topology/assert-topology.js'
import { BrokerQuestions } from '../topology/broker-questions.js'
import type { QueueSpec } from '../topology/queue-spec.js'
import type { Topology } from '../topology/topology.js'
import { DeliveryInterceptors } from '../wire/delivery-interceptors.js'
import { PlainSettleLink } from '../wire/plain-settle.js'
import { SettleLinks } from '../wire/settle-links.js'
import { AmqpConsumer, type ConsumeSide } from './consumer.js'
import { ControlListener } from './control.js'
import { AmqpReplyBox } from './replies.js'
import { SettlePace } from './settle-pace.js'

interface ReceiverParts {
  readonly settings: ResolvedAmqpSettings
  readonly topology: Topology
  readonly health: ConnectionHealth
  readonly withScratchConnection: WithScratchConnection
  readonly clock: Clock
  readonly onStaleSettle: (queueName: string) => void
  readonly onCancelled: (queueName: string) => void
  readonly onNotConsuming: (queueName: string, error: TransportError) => void
  readonly onConsuming: (queueName: string) => void
  readonly onChannelClosed: (error: TransportError) => void
}

/**
 * Everything that one session receives: deliveries, replies, signals. On a second connection, so that a broker that
 * blocks publishers still hands out messages and takes acks. It is opened when it is first needed.
 */
export class Receiver {
  readonly #parts: ReceiverParts
  readonly #consumers = new Set<AmqpConsumer>()
  readonly #listeners = new Set<AmqpReplyBox | ControlListener>()
  #connection: AmqpConnection | undefined
  #side: Promise<ConsumeSide> | undefined

  constructor(parts: ReceiverParts) {
    this.#parts = parts
  }

  /** The connection and what belongs to it. */
  open(): Promise<ConsumeSide> {
    this.#side ??= this.#connect().catch((error: unknown) => {
      this.#side = undefined
      throw error
    })
    return this.#side
  }

  async consume(
    queueName: string,
    { kind, prefetch, unsettledMs: wantedMs }: ConsumeOptions,
    onDelivery: (delivery: Delivery) => void,
  ): Promise<AmqpConsumer> {
    const { settings, topology, clock, ...told } = this.#parts
    const { onStaleSettle, onCancelled, onChannelClosed, onNotConsuming, onConsuming } = told
    const isForeign = kind === 'foreign'
    const side = await this.open()
    const consumer = new AmqpConsumer({
      ...side,
      // Our own frames leave out what only others' messages have.
      interceptors: isForeign ? undefined : side.interceptors,
      queue: queueOf(topology, queueName, kind),
      prefetch,
      // Of a queue that is not ours neither the type nor the broker's limit is known.
      ...(!isForeign && {
        settleDeadline: (brokerVersion) =>
          topology.settleDeadlineOf(queueName, { brokerVersion, wantedMs }),
      }),
      reconnectIntervalMs: settings.reconnectIntervalMs,
      clock,
      checkIntervalMs: settings.consumerCheckIntervalMs,
      onDelivery,
      onStaleSettle,
      onCancelled,
      onChannelClosed,
      onNotConsuming,
      onConsuming,
      onEnd: () => this.#consumers.delete(consumer),
    })
    await this.#start(consumer, this.#consumers)
    return consumer
  }

  async openReplyBox(onReply: (reply: IncomingReply) => void): Promise<ReplyBox> {
    const { settings, onChannelClosed } = this.#parts
    const { connection } = await this.open()
    const box = new AmqpReplyBox({
      connection,
      reconnectIntervalMs: settings.reconnectIntervalMs,
      onReply,
      onChannelClosed,
      onEnd: () => this.#listeners.delete(box),
    })
    await this.#start(box, this.#listeners)
    return box
  }

  async onBroadcast(onSignal: (signal: BroadcastSignal) => void): Promise<Release> {
    const { settings, onChannelClosed } = this.#parts
    const listener = new ControlListener({
      ...(await this.open()),
      reconnectIntervalMs: settings.reconnectIntervalMs,
      onSignal,
      onChannelClosed,
      onEnd: () => this.#listeners.delete(listener),
    })
    await this.#start(listener, this.#listeners)
    return () => listener.close()
  }

  /** Takes no more, and sends what is settled. The connection stays open for others who use it. */
  async closeUsers(): Promise<void> {
    await Promise.all([...this.#consumers].map((consumer) => consumer.shutDown()))
    await Promise.all([...this.#listeners].map((listener) => listener.close()))
  }

  /** Breaks the connection off when the broker does not answer on it. @returns whether it did */
  async breakOffIfSilent(longestMs: number): Promise<boolean> {
    return (await this.#connection?.breakOffIfSilent(longestMs)) ?? false
  }

  async close(how?: 'silently'): Promise<void> {
    await this.#connection?.close(how)
  }

  async #connect(): Promise<ConsumeSide> {
    const { settings, health, withScratchConnection } = this.#parts
    const connection = new AmqpConnection(settings, 'consume', health)
    this.#connection = connection
    const virtualHosts = settings.urls.map(({ virtualHost }) => virtualHost)
    const questions = new BrokerQuestions({ connection, virtualHosts, withScratchConnection })
    const topology = new TopologyAsserter({
      connection,
      mayDeclare: settings.declareQueues,
      isForConsumers: true,
      questions,
      withScratchConnection,
    })
    await connection.open()
    return { connection, topology, questions, ...wireOf(settings), settlePace: new SettlePace() }
  }

  async #start<T extends Startable>(part: T, parts: Set<T>): Promise<void> {
    parts.add(part)
    try {
      await part.start(this.#parts.settings.connectionTimeoutMs)
    } catch (error) {
      parts.delete(part)
      throw error
    }
  }
}

function queueOf(topology: Topology, queueName: string, kind: ConsumeOptions['kind']): QueueSpec {
  if (kind === 'foreign') return topology.foreignQueue(queueName)
  return kind === 'system' ? topology.systemQueue(queueName) : topology.jobQueue(queueName)
}

/** How deliveries come and are settled. */
function wireOf({
  wire,
}: ResolvedAmqpSettings): Pick<ConsumeSide, 'interceptors' | 'openSettleLink'> {
  if (wire === 'plain') return { openSettleLink: (channel) => new PlainSettleLink(channel) }
  const links = new SettleLinks()
  return {
    interceptors: new DeliveryInterceptors(),
    openSettleLink: (channel) => links.open(channel),
  }
}

interface Startable {
  start(limitMs: number): Promise<void>
}
