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
  type QueueInfo,
  type Release,
  type ReplyBox,
  SharedResource,
  type Subscription,
  type Transport,
  type TransportCapabilities,
  type TransportEvent,
} from '@arq/core'
import { callListener } from '@arq/core/internal'

import { deadLetterQueueName, MemoryBroker } from './memory-broker.js'
import type { MemoryConnection } from './memory-connection.js'
import { confirmLost, queueNotFound } from './memory-errors.js'
import { MemoryLink } from './memory-link.js'
import { refuseSecondClock } from './memory-settings.js'
import { MemorySubscription } from './memory-subscription.js'
import { storeMessage } from './stored-message.js'

export interface MemoryTransportSettings {
  /** The broker it connects to. Default: one of its own. */
  readonly broker?: MemoryBroker | undefined
  /** Decides when delayed messages are due, in a broker of its own. Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

interface ConsumerRequest {
  readonly queueName: string
  readonly kind: 'job' | 'system' | 'foreign'
  readonly prefetch: number
  readonly onDelivery: (delivery: Delivery) => void
}

const CAPABILITIES: TransportCapabilities = Object.freeze({
  delay: Object.freeze({ grainMs: 1, longestMs: Infinity }),
  broadcast: true,
  replyPush: true,
  foreignQueues: true,
})

const HIGHEST_PRIORITY = 255

/**
 * Jobs travel inside this process, by the same contract as over RabbitMQ (it passes `transportConformance`): for
 * demos, tests, and programs of one process that can lose their jobs with it. While open it keeps the process alive.
 *
 * @example
 * ```ts
 * const broker = new MemoryBroker()
 * const client = await createClient({ transport: new MemoryTransport({ broker }) })
 * const worker = new Worker({ transport: new MemoryTransport({ broker }), functions: [add] })
 * ```
 */
export class MemoryTransport implements Transport {
  readonly description: string = 'memory:'
  readonly capabilities = CAPABILITIES
  readonly #broker: MemoryBroker
  readonly #link: MemoryLink
  readonly #resource: SharedResource
  readonly #listeners = new Set<(event: TransportEvent) => void>()
  readonly #subscriptions = new Map<MemorySubscription, ConsumerRequest>()
  readonly #addresses = new Set<() => void>()

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when given both a broker and a clock, or no real clock */
  constructor({ broker, clock }: MemoryTransportSettings = {}) {
    const subject = 'MemoryTransport settings'
    refuseSecondClock(subject, { clock, shared: broker, owner: 'MemoryBroker' })
    this.#broker = broker ?? new MemoryBroker({ clock })
    this.#link = new MemoryLink({
      broker: this.#broker,
      transport: this,
      emit: (event) => this.#emit(event),
      onConnected: (connection) => this.#consumeAgain(connection),
    })
    this.#resource = new SharedResource({
      name: 'MemoryTransport',
      open: () => this.#open(),
      close: () => this.#close(),
    })
  }

  connect(options?: ConnectOptions): Promise<void> {
    return this.#resource.connect(options)
  }

  acquire(options?: ConnectOptions): Promise<Release> {
    return this.#resource.acquire(options)
  }

  close(): Promise<void> {
    return this.#resource.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async publish(message: OutgoingMessage): Promise<void> {
    // Copied before anything is awaited: from here on the caller may change his bytes.
    const stored = storeMessage(message)
    const { queueName, kind, dueAtMs } = message
    checkQueueName(queueName, kind)
    await this.#link.use(async (connection) => {
      this.#broker.publish(stored, { queueName, kind, dueAtMs })
      await this.#roundTrip()
      if (!connection.isOpen) throw confirmLost(queueName, stored.messageId)
    })
  }

  async consume(
    queueName: string,
    options: ConsumeOptions,
    onDelivery: (delivery: Delivery) => void,
  ): Promise<Subscription> {
    checkConsume(queueName, options)
    const { kind = 'job', prefetch } = options
    return this.#link.use((connection) => {
      if (kind === 'foreign' && !this.#broker.queueInfo(queueName)) throw queueNotFound(queueName)
      const subscription = new MemorySubscription((closed) => this.#subscriptions.delete(closed))
      const request = { queueName, kind, prefetch, onDelivery }
      this.#subscriptions.set(subscription, request)
      subscription.use(this.#openConsumer(connection, request))
      return subscription
    })
  }

  async queueInfo(queueName: string): Promise<QueueInfo | undefined> {
    checkQueueName(queueName)
    return this.#link.use(() => this.#broker.queueInfo(queueName))
  }

  async delayedMessages(): Promise<number> {
    return this.#link.use(() => this.#broker.delayedCount)
  }

  async purgeQueue(queueName: string): Promise<number | undefined> {
    checkQueueName(queueName)
    return this.#link.use(() => this.#broker.purge(queueName))
  }

  /** Every queue of this broker has all that the port knows. */
  highestPriorityOf(): number {
    return HIGHEST_PRIORITY
  }

  deadLetterQueueOf(queueName: string): string {
    return deadLetterQueueName(queueName)
  }

  openReplyBox(onReply: (reply: IncomingReply) => void): Promise<ReplyBox> {
    return this.#link.use(() => {
      const { address, close } = this.#broker.openReplyBox({
        isReachable: () => this.#link.isConnected,
        receive: onReply,
      })
      return { address, close: this.#untilClosed(close) }
    })
  }

  broadcast(signal: BroadcastSignal): Promise<void> {
    return this.#link.use(() => {
      this.#broker.broadcast(signal)
      return this.#roundTrip()
    })
  }

  onBroadcast(listener: (signal: BroadcastSignal) => void): Promise<Release> {
    return this.#link.use(() => {
      const stop = this.#broker.listen({
        isReachable: () => this.#link.isConnected,
        receive: listener,
      })
      return this.#untilClosed(stop)
    })
  }

  on(listener: (event: TransportEvent) => void): () => void {
    // Wrapped, so that a function given twice is two listeners.
    const entry = (event: TransportEvent): void => listener(event)
    this.#listeners.add(entry)
    return () => void this.#listeners.delete(entry)
  }

  #open(): Promise<void> {
    this.#link.open()
    return this.#roundTrip()
  }

  async #close(): Promise<void> {
    for (const subscription of [...this.#subscriptions.keys()]) await subscription.close()
    await this.#link.close()
    for (const end of this.#addresses) end()
    this.#addresses.clear()
  }

  /** The broker answers, but never before the caller has gone on, as over a network. */
  #roundTrip(): Promise<void> {
    return new Promise((resolve) => this.#broker.turns.defer(resolve))
  }

  #consumeAgain(connection: MemoryConnection): void {
    for (const [subscription, request] of this.#subscriptions) {
      subscription.use(this.#openConsumer(connection, request))
    }
  }

  #openConsumer(connection: MemoryConnection, request: ConsumerRequest) {
    return connection.consume({
      // What is somebody else's was there, and nobody deletes a queue of this broker.
      queue: this.#broker.declare(
        request.queueName,
        request.kind === 'foreign' ? 'job' : request.kind,
      ),
      prefetch: request.prefetch,
      onDelivery: request.onDelivery,
      onDeadLetter: (queue, message) => this.#broker.deadLetter(queue, message),
      onStaleSettle: (queueName) => this.#emit({ type: 'staleSettle', queueName }),
    })
  }

  /** Ends something of ours at the broker when asked to, and with the transport at the latest. */
  #untilClosed(end: () => void): Release {
    this.#addresses.add(end)
    return () => {
      this.#addresses.delete(end)
      end()
      return Promise.resolve()
    }
  }

  #emit(event: TransportEvent): void {
    for (const listener of [...this.#listeners]) callListener(() => listener(event))
  }
}
