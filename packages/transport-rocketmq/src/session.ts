import {
  type BroadcastSignal,
  checkConsume,
  checkQueueName,
  ClosedError,
  type ConsumeOptions,
  type Delivery,
  type IncomingReply,
  type OutgoingMessage,
  type Release,
  type ReplyBox,
  type Subscription,
  systemClock,
  type TransportEvent,
  UnsupportedError,
} from '@arq/core'
import { within } from '@arq/core/internal'
import { isRocketMQError, Producer } from '@arq/rocketmq'

import { Cluster } from './connection/cluster.js'
import { QueueConsumer } from './consume/queue-consumer.js'
import { Broadcasts } from './control/broadcasts.js'
import { Replies } from './control/replies.js'
import { Publisher } from './publish/publisher.js'
import { deadLetterQueueNameOf, isDeadLetterQueueName } from './queues/dead-letter-queue.js'
import { DeclareGate } from './queues/declare-gate.js'
import { QueueLooks } from './queues/queue-looks.js'
import { questionError } from './rocketmq-errors.js'
import type { ResolvedRocketMQSettings } from './rocketmq-settings.js'
import { texts } from './texts.js'

/** Longest wait for what is under way when closing, milliseconds. */
const DRAIN_LIMIT_MS = 10_000

/** Everything that is open between one opening of the transport and its close. */
export class Session {
  /** Looks at queues and empties them. */
  readonly queues: QueueLooks
  readonly #settings: ResolvedRocketMQSettings
  readonly #emit: (event: TransportEvent) => void
  readonly #cluster: Cluster
  readonly #gate: DeclareGate
  readonly #producer: Producer
  readonly #publisher: Publisher
  readonly #broadcasts: Broadcasts
  readonly #replies: Replies
  readonly #consumers = new Set<QueueConsumer>()
  #isClosed = false

  constructor(settings: ResolvedRocketMQSettings, emit: (event: TransportEvent) => void) {
    this.#settings = settings
    this.#emit = emit
    const cluster = new Cluster(settings, emit)
    const gate = new DeclareGate(cluster, settings)
    const producer = new Producer({
      client: cluster.client,
      group: `${settings.prefix}publishers`,
      sendTimeoutMs: settings.publishTimeoutMs,
      maxMessageBytes: settings.maxMessageBytes,
    })
    this.#cluster = cluster
    this.#gate = gate
    this.#producer = producer
    this.#publisher = new Publisher({ producer, gate, settings, now: () => systemClock.now() })
    this.#broadcasts = new Broadcasts({ cluster, producer, gate })
    this.#replies = new Replies(cluster, producer)
    this.queues = new QueueLooks(cluster, gate)
  }

  async open(signal: AbortSignal): Promise<void> {
    try {
      await this.#producer.start()
      await this.#cluster.open(signal)
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /** Takes no more, gives back what is held, waits for confirms, and only then closes. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#broadcasts.close()
    await within(this.#publisher.idle(), DRAIN_LIMIT_MS)
    await Promise.all([...this.#consumers].map((consumer) => consumer.end()))
    this.#replies.close()
    await within(this.#producer.close(), DRAIN_LIMIT_MS)
    await this.#cluster.close()
  }

  async publish(message: OutgoingMessage): Promise<void> {
    checkQueueName(message.queueName, message.kind)
    await (message.kind === 'reply'
      ? this.#replies.send(message)
      : this.#publisher.publish(message))
  }

  async consume(
    queueName: string,
    options: ConsumeOptions,
    onDelivery: (delivery: Delivery) => void,
  ): Promise<Subscription> {
    checkConsume(queueName, options)
    const { prefetch, kind = 'job' } = options
    const isRefusalFinal = kind === 'system' || isDeadLetterQueueName(queueName)
    const deadLetters = deadLetterQueueNameOf(queueName)
    await this.#enter(queueName)
    const consumer = new QueueConsumer({
      ...{ queueName, prefetch, onDelivery, emit: this.#emit },
      topic: this.#gate.topicOf(queueName),
      invisibleMs: this.#settings.invisibleMs,
      clientSettings: this.#cluster.clientSettings,
      sendAgain: (parcel) => this.#publisher.send(queueName, parcel),
      sendToDeadLetters: isRefusalFinal
        ? undefined
        : (parcel) => this.#publisher.send(deadLetters, parcel),
      onClosed: (closed) => this.#consumers.delete(closed),
    })
    this.#consumers.add(consumer)
    try {
      await consumer.start()
    } catch (error) {
      this.#consumers.delete(consumer)
      throw this.#consumeError(error, queueName)
    }
    return consumer
  }

  broadcast(signal: BroadcastSignal): Promise<void> {
    return this.#broadcasts.broadcast(signal)
  }

  onBroadcast(listener: (signal: BroadcastSignal) => void): Promise<Release> {
    return this.#broadcasts.listen(listener)
  }

  openReplyBox(onReply: (reply: IncomingReply) => void): Promise<ReplyBox> {
    return this.#replies.openBox(onReply)
  }

  /** @throws {@link ClosedError} when the transport was closed meanwhile; what the gate throws */
  async #enter(queueName: string): Promise<void> {
    try {
      await this.#gate.enter(queueName)
    } catch (error) {
      if (!this.#isClosed) throw error
    }
    if (this.#isClosed) throw new ClosedError('RocketMQTransport')
  }

  #consumeError(error: unknown, queueName: string): Error {
    const where = this.#cluster.description
    if (isRocketMQError(error) && error.code === 'ROCKETMQ_REQUEST_UNSUPPORTED') {
      const { address } = error.details
      const broker = typeof address === 'string' ? address : where
      return new UnsupportedError(texts.tooOld({ broker, where }), { queueName })
    }
    return questionError(error, where, queueName)
  }
}
