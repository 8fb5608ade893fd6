import { randomUUID } from 'node:crypto'

import {
  type BroadcastSignal,
  checkConsume,
  checkQueueName,
  type Clock,
  type ConnectOptions,
  type ConsumeOptions,
  type Delivery,
  type IncomingReply,
  type OutgoingMessage,
  type Release,
  type ReplyBox,
  type Subscription,
  toError,
  type TransportError,
} from '@arq/core'
import { type TransportEvents, within } from '@arq/core/internal'

import type { ResolvedAmqpSettings } from './amqp-settings.js'
import { AmqpConnection } from './connection/connection.js'
import { ConnectionHealth } from './connection/connection-health.js'
import { scratchConnectionTo } from './connection/scratch-connection.js'
import { Receiver } from './consume/receiver.js'
import { Delays } from './delay/delays.js'
import { toBroadcast } from './publish/broadcast.js'
import { toOutbound } from './publish/outbound.js'
import { Publisher, type PublisherParts } from './publish/publisher.js'
import { Router } from './publish/router.js'
import { TopologyAsserter } from './topology/assert-topology.js'
import { BrokerQuestions } from './topology/broker-questions.js'
import { UNDELIVERABLE_QUEUE_NAME } from './topology/delay-queues.js'
import { ManagementApi } from './topology/management-api.js'
import { QueueAdmin } from './topology/queue-admin.js'
import type { Topology } from './topology/topology.js'

interface SessionParts {
  readonly settings: ResolvedAmqpSettings
  readonly topology: Topology
  readonly events: TransportEvents
  /** Decides when delayed messages are due, and when a publish is overdue. */
  readonly clock: Clock
  readonly onStaleSettle: (queueName: string) => void
}

/** Longest wait for outstanding confirms when closing, milliseconds, of a broker that answers. */
const DRAIN_LIMIT_MS = 10_000
/** A close that lasts longer asks the broker whether it is there: most are a matter of a few milliseconds. */
const ASK_AFTER_MS = 1000
/** Longest wait for that answer. */
const LONGEST_PROBE_MS = 1500
/** Where none came, what is left has so long, over connections that are opened anew. */
const LAST_TRY_MS = 1500

/** Everything that is open between one opening of the transport and its close: two connections and their users. */
export class Session {
  /** Looks at queues and empties them. */
  readonly queues: QueueAdmin
  readonly #parts: SessionParts
  readonly #publishing: AmqpConnection
  readonly #publisher: Publisher
  readonly #receiver: Receiver
  readonly #delays: Delays
  /** What was checked last, see {@link #checkTarget}. */
  #lastTarget: Pick<OutgoingMessage, 'kind' | 'queueName'> | undefined

  constructor(parts: SessionParts) {
    this.#parts = parts
    const { settings, topology, events, clock, onStaleSettle } = parts
    const onCancelled = (queueName: string): void =>
      events.emit({ type: 'consumerCancelled', queueName })
    const onChannelClosed = (error: TransportError): void =>
      events.emit({ type: 'channelClosed', error })
    const onUndeliverable = (queueName: string): void =>
      events.emit({ type: 'undeliverable', queueName, keptIn: UNDELIVERABLE_QUEUE_NAME })
    const onNotConsuming = (queueName: string, error: TransportError): void =>
      events.emit({ type: 'notConsuming', queueName, error })
    const onConsuming = (queueName: string): void => events.emit({ type: 'consuming', queueName })
    const told = { onStaleSettle, onCancelled, onChannelClosed, onNotConsuming, onConsuming }

    const withScratchConnection = scratchConnectionTo(settings)
    const health = new ConnectionHealth(events)
    const connection = new AmqpConnection(settings, 'publish', health)
    const virtualHosts = settings.urls.map(({ virtualHost }) => virtualHost)
    const questions = new BrokerQuestions({ connection, virtualHosts, withScratchConnection })
    const publishing: PublisherParts = {
      connection,
      topology: new TopologyAsserter({
        connection,
        mayDeclare: settings.declareQueues,
        isForConsumers: false,
        questions,
        withScratchConnection,
      }),
      router: new Router(topology, clock),
      settings,
      clock,
      onChannelClosed,
    }
    const publisher = new Publisher(publishing)
    const receiver = new Receiver({
      ...{ settings, topology, health, withScratchConnection, clock },
      ...told,
    })
    this.#publishing = connection
    this.#publisher = publisher
    this.#receiver = receiver
    this.#delays = new Delays({
      publishing,
      publisher,
      withScratchConnection,
      openConsumeSide: () => receiver.open(),
      onUndeliverable,
      ...told,
    })
    this.queues = new QueueAdmin(questions, managementOf(settings))
  }

  async open(options: ConnectOptions): Promise<void> {
    await this.#publishing.open(options)
    try {
      await this.#publisher.start(this.#parts.settings.connectionTimeoutMs)
      await this.#delays.open()
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /** Why nothing came of waiting for it. */
  notReached(limitMs: number): Error {
    return this.#publishing.notReached(limitMs)
  }

  /**
   * Takes no more, settles what is settled, waits for confirms, and only then closes. Within 5 s where the broker does
   * not answer on a connection that looks open.
   */
  async close(): Promise<void> {
    const closing = this.#closeInOrder()
    if (await within(closing, ASK_AFTER_MS)) return
    const lost = await Promise.all([
      this.#publishing.breakOffIfSilent(LONGEST_PROBE_MS),
      this.#receiver.breakOffIfSilent(LONGEST_PROBE_MS),
    ])
    if (lost.includes(true) && !(await within(closing, LAST_TRY_MS))) {
      await Promise.all([this.#publishing.close('silently'), this.#receiver.close('silently')])
    }
    await closing
  }

  async #closeInOrder(): Promise<void> {
    await this.#receiver.closeUsers()
    await this.#delays.close(DRAIN_LIMIT_MS)
    await this.#publisher.close(DRAIN_LIMIT_MS)
    await Promise.all([this.#publishing.close(), this.#receiver.close()])
  }

  publish(message: OutgoingMessage): Promise<void> {
    try {
      this.#checkTarget(message)
    } catch (error) {
      return Promise.reject(toError(error))
    }
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
    options: ConsumeOptions,
    onDelivery: (delivery: Delivery) => void,
  ): Promise<Subscription> {
    // Jobs lie there whose own queue is gone: people take them out.
    if (queueName !== UNDELIVERABLE_QUEUE_NAME) checkConsume(queueName, options)
    const consumer = await this.#receiver.consume(queueName, options, onDelivery)
    // Delayed jobs are moved by whoever consumes jobs.
    if (options.kind === 'system' || options.kind === 'foreign') return consumer
    try {
      await this.#delays.onConsuming()
    } catch (error) {
      await consumer.shutDown()
      throw error
    }
    return consumer
  }

  openReplyBox(onReply: (reply: IncomingReply) => void): Promise<ReplyBox> {
    return this.#receiver.openReplyBox(onReply)
  }

  onBroadcast(onSignal: (signal: BroadcastSignal) => void): Promise<Release> {
    return this.#receiver.onBroadcast(onSignal)
  }

  /** The highest priority that has an effect in this queue; 0: none has. */
  highestPriorityOf(queueName: string): number {
    return this.#parts.topology.highestPriorityOf(queueName, this.#publishing.brokerVersion)
  }

  /** A publisher sends to few queues, and one after the other to the same. */
  #checkTarget({ kind, queueName }: OutgoingMessage): void {
    const last = this.#lastTarget
    if (last?.queueName === queueName && last.kind === kind) return
    checkQueueName(queueName, kind)
    this.#lastTarget = { kind, queueName }
  }
}

function managementOf({ managementUrl, urls }: ResolvedAmqpSettings): ManagementApi | undefined {
  return managementUrl && new ManagementApi(managementUrl, urls[0]?.virtualHost ?? '/')
}
