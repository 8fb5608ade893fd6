import type { Delivery, Subscription, TransportError } from '@arq/core'
import type { Channel } from 'amqplib'

import { channelClosed, toChannelError } from '../amqp-errors.js'
import { ChannelSupervisor } from '../connection/channel-supervisor.js'
import type { AmqpConnection } from '../connection/connection.js'
import { pause, within } from '../time-limit.js'
import type { TopologyAsserter } from '../topology/assert-topology.js'
import type { QueueSpec } from '../topology/topology.js'
import type { DeliveryInterceptors } from '../wire/delivery-interceptors.js'
import { fromAmqplib, type ReceivedMessage } from '../wire/received-message.js'
import { AmqpDelivery } from './delivery.js'
import type { HoldLimit } from './hold-limit.js'
import { SettleLane } from './settle-lane.js'

interface ConsumerOptions {
  readonly connection: AmqpConnection
  readonly topology: TopologyAsserter
  readonly queue: QueueSpec
  readonly prefetch: number
  /** How long the broker lets messages stay unsettled; absent: of no interest. */
  readonly holdLimit?: (brokerVersion: string | undefined) => HoldLimit
  /** Absent: deliveries are decoded by amqplib. */
  readonly interceptors?: DeliveryInterceptors | undefined
  readonly reconnectIntervalMs: number
  readonly onDelivery: (delivery: Delivery) => void
  readonly onStaleSettle: (queueName: string) => void
  readonly onCancelled: (queueName: string) => void
  readonly onChannelClosed: (error: TransportError) => void
  /** Its channel is closed for good. */
  readonly onEnd: () => void
}

/** What lasts as long as one channel. */
interface Generation {
  readonly channel: Channel
  readonly lane: SettleLane
  consumerTag: string | undefined
}

const NEVER = new AbortController().signal
const ANSWER_LIMIT_MS = 5000

/** Consumes one queue on a channel of its own, again after every loss, until it is closed. */
export class AmqpConsumer implements Subscription {
  readonly #options: ConsumerOptions
  readonly #supervisor: ChannelSupervisor<Channel>
  #generation: Generation | undefined
  /** What is asked for; {@link #follow} makes it so. */
  #wanted: 'running' | 'paused' | 'closed' = 'running'
  /** Consuming and cancelling, one after the other. */
  #lastStep: Promise<void> = Promise.resolve()
  /** The broker has not answered a step in time, and what follows waits behind it. */
  #isUnanswered = false
  #ending: Promise<void> | undefined

  constructor(options: ConsumerOptions) {
    this.#options = options
    this.#supervisor = new ChannelSupervisor({
      connection: options.connection,
      toError: (thrown) => toChannelError(thrown, options.queue.name),
      reconnectIntervalMs: options.reconnectIntervalMs,
      open: (model) => model.createChannel(),
      setUp: (channel) => this.#setUp(channel),
      onLost: () => this.#onLost(),
      onChannelClosed: options.onChannelClosed,
    })
  }

  get settleWithinMs(): number | undefined {
    return this.#holdLimit?.settleWithinMs
  }

  get #holdLimit(): HoldLimit | undefined {
    const { holdLimit, connection } = this.#options
    return holdLimit?.(connection.brokerVersion)
  }

  /** Resolves when the broker has accepted the consumer. */
  start(limitMs: number): Promise<void> {
    return this.#supervisor.start(limitMs)
  }

  async pause(): Promise<void> {
    if (this.#wanted === 'closed') return
    this.#wanted = 'paused'
    await this.#follow()
  }

  async resume(): Promise<void> {
    if (this.#wanted === 'closed') return
    this.#wanted = 'running'
    await this.#follow()
  }

  async close(): Promise<void> {
    if (this.#wanted === 'closed') return
    this.#wanted = 'closed'
    await this.#follow()
    const lane = this.#generation?.lane
    lane?.prepareClose()
    // What was handed out can still be settled; the channel goes when that is done, without anybody waiting for it.
    void Promise.resolve(lane?.drained()).then(() => this.shutDown())
  }

  /** Closes the channel: what is not settled goes back to the queue. */
  shutDown(): Promise<void> {
    this.#ending ??= this.#shutDown()
    return this.#ending
  }

  async #shutDown(): Promise<void> {
    this.#wanted = 'closed'
    await this.#follow()
    const graceMs = this.#generation?.lane.flushAll() ?? 0
    if (graceMs > 0) await pause(graceMs, NEVER)
    await this.#supervisor.stop()
    this.#options.onEnd()
  }

  async #setUp(channel: Channel): Promise<void> {
    const { topology, queue, prefetch, interceptors } = this.#options
    await topology.ensureQueue(queue)
    // Per consumer: quorum queues refuse a prefetch for the whole channel.
    await channel.prefetch(prefetch, false)
    const generation: Generation = {
      channel,
      lane: new SettleLane(channel),
      consumerTag: undefined,
    }
    this.#generation = generation
    interceptors?.intercept(channel, (message) => this.#onMessage(generation, message))
    await this.#next(() => this.#step())
  }

  #onLost(): void {
    this.#options.topology.forget(this.#options.queue.name)
    this.#generation?.lane.die()
    this.#generation = undefined
    if (this.#wanted === 'closed') void this.shutDown()
  }

  /**
   * On a channel that dies meanwhile there is nothing to do: the next one is set up as wanted. A broker that does not
   * answer is not waited for: a quorum queue without a leader keeps a consumer for a minute before it says no.
   */
  async #follow(): Promise<void> {
    const followed = this.#next(() => this.#step()).then(
      () => true,
      () => true,
    )
    // Somebody has waited for what this one is behind.
    if (this.#isUnanswered) return
    this.#isUnanswered = (await within(ANSWER_LIMIT_MS, followed)) === undefined
    void followed.then(() => (this.#isUnanswered = false))
  }

  #next(step: () => Promise<void>): Promise<void> {
    const done = this.#lastStep.then(step)
    this.#lastStep = done.catch(() => undefined)
    return done
  }

  async #step(): Promise<void> {
    const generation = this.#generation
    if (!generation) return
    const { channel, consumerTag } = generation
    if (this.#wanted === 'running' && consumerTag === undefined) {
      const timeoutMs = this.#holdLimit?.argumentMs
      const reply = await channel.consume(
        this.#options.queue.name,
        (message) => {
          if (message) this.#onMessage(generation, fromAmqplib(message))
          else this.#onCancelled(generation)
        },
        timeoutMs === undefined ? {} : { arguments: { 'x-consumer-timeout': timeoutMs } },
      )
      generation.consumerTag = reply.consumerTag
    } else if (this.#wanted !== 'running' && consumerTag !== undefined) {
      generation.consumerTag = undefined
      await channel.cancel(consumerTag)
    }
  }

  #onMessage({ lane }: Generation, message: ReceivedMessage): void {
    const { queue, onDelivery, onStaleSettle } = this.#options
    lane.delivered(message.deliveryTag)
    try {
      onDelivery(new AmqpDelivery(queue.name, message, { lane, onStaleSettle }))
    } catch (error) {
      // Nobody will settle it: the broker gets everything back that is open, and the next channel starts afresh.
      this.#supervisor.recycle(channelClosed(error))
    }
  }

  /** The queue was deleted, moved, or kept a message too long: what was handed out is somebody else's now. */
  #onCancelled({ lane }: Generation): void {
    const { queue, onCancelled } = this.#options
    onCancelled(queue.name)
    lane.flushAll()
    lane.die()
    this.#supervisor.recycle(channelClosed('consumer cancelled by the broker'))
  }
}
