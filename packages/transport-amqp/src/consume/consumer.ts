import type { Clock, Delivery, Subscription, TransportError } from '@arq/core'
import { pause, within } from '@arq/core/internal'
import type { Channel } from 'amqplib'

import {
  channelClosed,
  consumerStalled,
  isMissing,
  noAnswer,
  toChannelError,
} from '../amqp-errors.js'
import { ChannelSupervisor } from '../connection/channel-supervisor.js'
import type { AmqpConnection } from '../connection/connection.js'
import type { TopologyAsserter } from '../topology/assert-topology.js'
import type { BrokerQuestions } from '../topology/broker-questions.js'
import type { QueueSpec } from '../topology/queue-spec.js'
import type { SettleDeadline } from '../topology/settle-deadline.js'
import type { DeliveryInterceptors } from '../wire/delivery-interceptors.js'
import { fromAmqplib, type ReceivedMessage } from '../wire/received-message.js'
import type { SettleLink } from '../wire/settle-link.js'
import { ConsumerWatch, type QueueLook, type Stall } from './consumer-watch.js'
import { AmqpDelivery } from './delivery.js'
import { AmqpReceipt, type ReceiptParts } from './receipt.js'
import { SettleLane } from './settle-lane.js'
import type { SettlePace } from './settle-pace.js'

/** Where consumers consume: a connection, and what belongs to it. */
export interface ConsumeSide {
  readonly connection: AmqpConnection
  readonly topology: TopologyAsserter
  readonly questions: BrokerQuestions
  /** Absent: deliveries are decoded by amqplib. */
  readonly interceptors?: DeliveryInterceptors | undefined
  readonly openSettleLink: (channel: Channel) => SettleLink
  readonly settlePace: SettlePace
}

interface ConsumerParts extends ConsumeSide {
  readonly queue: QueueSpec
  readonly prefetch: number
  /** How long the broker lets messages stay unsettled; absent: of no interest. */
  readonly settleDeadline?: (brokerVersion: string | undefined) => SettleDeadline
  readonly reconnectIntervalMs: number
  readonly clock: Clock
  /** See {@link ConsumerWatch}. */
  readonly checkIntervalMs: number
  readonly onDelivery: (delivery: Delivery) => void
  readonly onStaleSettle: (queueName: string) => void
  readonly onCancelled: (queueName: string) => void
  readonly onChannelClosed: (error: TransportError) => void
  /** It gets nothing, and works on that; told once, until {@link onConsuming}. */
  readonly onNotConsuming: (queueName: string, error: TransportError) => void
  readonly onConsuming: (queueName: string) => void
  /** Its channel is closed for good. */
  readonly onEnd: () => void
}

/** What lasts as long as one channel. */
interface Generation {
  readonly channel: Channel
  readonly lane: SettleLane
  readonly receipts: ReceiptParts
  consumerTag: string | undefined
}

const ANSWER_LIMIT_MS = 5000

/** Longest wait for the broker's word about the queue, milliseconds. After that the connection itself is asked. */
const LONGEST_LOOK_MS = 10_000

/** Consumes one queue on a channel of its own, again after every loss, until it is closed. */
export class AmqpConsumer implements Subscription {
  readonly #parts: ConsumerParts
  readonly #supervisor: ChannelSupervisor<Channel>
  readonly #watch: ConsumerWatch
  #generation: Generation | undefined
  /** What is asked for; {@link #follow} makes it so. */
  #wanted: 'running' | 'paused' | 'closed' = 'running'
  /** Consuming and cancelling, one after the other. */
  #lastStep: Promise<void> = Promise.resolve()
  /** The broker has not answered a step in time. Later steps queue behind it. */
  #isUnanswered = false
  #ending: Promise<void> | undefined
  #deliveredCount = 0
  /** Why it was told that it does not consume: what it consumed on is gone, or nothing comes. */
  #trouble: 'lost' | 'stalled' | undefined

  constructor(parts: ConsumerParts) {
    this.#parts = parts
    this.#watch = new ConsumerWatch({
      clock: parts.clock,
      intervalMs: parts.checkIntervalMs,
      isExpectant: () => this.#isExpectant,
      deliveredCount: () => this.#deliveredCount,
      look: () => this.#look(),
      onStalled: (stall, times) => this.#onStalled(stall, times),
      onRecovered: () => this.#recover('stalled'),
    })
    this.#supervisor = new ChannelSupervisor({
      connection: parts.connection,
      toError: (thrown) => toChannelError(thrown, parts.queue.name),
      reconnectIntervalMs: parts.reconnectIntervalMs,
      open: (model) => model.createChannel(),
      setUp: (channel) => this.#setUp(channel),
      onLost: (error) => this.#onLost(error),
      onChannelClosed: parts.onChannelClosed,
    })
  }

  get settleWithinMs(): number | undefined {
    return this.#settleDeadline?.settleWithinMs
  }

  get #settleDeadline(): SettleDeadline | undefined {
    const { settleDeadline, connection } = this.#parts
    return settleDeadline?.(connection.brokerVersion)
  }

  /** Resolves when the broker has accepted the consumer. */
  async start(limitMs: number): Promise<void> {
    await this.#supervisor.start(limitMs)
    this.#watch.start()
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
    this.#watch.stop()
    await this.#follow()
    const graceMs = this.#generation?.lane.flushAll() ?? 0
    if (graceMs > 0) await pause(graceMs)
    await this.#supervisor.stop()
    this.#parts.onEnd()
  }

  async #setUp(channel: Channel): Promise<void> {
    const { topology, queue, prefetch, interceptors, openSettleLink, settlePace } = this.#parts
    await topology.ensureQueue(queue)
    // Per consumer: quorum queues refuse a prefetch for the whole channel.
    await channel.prefetch(prefetch, false)
    const lane = new SettleLane(openSettleLink(channel), settlePace, prefetch)
    const { onStaleSettle } = this.#parts
    const receipts = { queueName: queue.name, lane, onStaleSettle }
    const generation: Generation = { channel, lane, receipts, consumerTag: undefined }
    this.#generation = generation
    interceptors?.intercept(channel, (message) => this.#onMessage(generation, message))
    await this.#next(() => this.#step())
  }

  #onLost(error: TransportError): void {
    this.#tell('lost', error)
    this.#parts.topology.forget(this.#parts.queue.name)
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
    // An earlier step is not answered. Its caller has waited for it already; nobody waits twice.
    if (this.#isUnanswered) return
    this.#isUnanswered = (await within(followed, ANSWER_LIMIT_MS)) === undefined
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
      const timeoutMs = this.#settleDeadline?.argumentMs
      const reply = await channel.consume(
        this.#parts.queue.name,
        (message) => {
          if (message) this.#onMessage(generation, fromAmqplib(message))
          else this.#onCancelled(generation)
        },
        timeoutMs === undefined ? {} : { arguments: { 'x-consumer-timeout': timeoutMs } },
      )
      generation.consumerTag = reply.consumerTag
      this.#recover('lost')
    } else if (this.#wanted !== 'running' && consumerTag !== undefined) {
      generation.consumerTag = undefined
      await channel.cancel(consumerTag)
    }
  }

  #onMessage({ lane, receipts }: Generation, message: ReceivedMessage): void {
    this.#deliveredCount += 1
    lane.delivered(message.deliveryTag)
    try {
      const { onDelivery, queue } = this.#parts
      const receipt = new AmqpReceipt(message, receipts)
      onDelivery(new AmqpDelivery(message, receipt, queue.isForeign))
    } catch (error) {
      // Nobody will settle it: the broker gets everything back that is open, and the next channel starts afresh.
      this.#supervisor.recycle(channelClosed(error))
    }
  }

  /** The queue was deleted or moved, or a message stayed unsettled too long: deliveries in hand are somebody else's now. */
  #onCancelled({ lane }: Generation): void {
    const { queue, onCancelled } = this.#parts
    onCancelled(queue.name)
    lane.flushAll()
    lane.die()
    this.#supervisor.recycle(channelClosed('consumer cancelled by the broker'))
  }

  // --- whether anything comes ---------------------------------------------------------------------

  get #isExpectant(): boolean {
    const generation = this.#generation
    if (this.#wanted !== 'running' || generation?.consumerTag === undefined) return false
    return generation.lane.unsettled < this.#parts.prefetch
  }

  async #look(): Promise<QueueLook | undefined> {
    const { connection, questions, queue } = this.#parts
    // For others than its owner's connection it is not there to be seen.
    if (queue.flags?.exclusive === true && !questions.isPlain(queue.name)) return undefined
    try {
      const asked = questions.ask(queue.name, (channel) => channel.checkQueue(queue.name))
      const answer = await within(asked, Math.min(connection.answerLimitMs, LONGEST_LOOK_MS))
      if (!answer) {
        await connection.probe()
        return undefined
      }
      const { messageCount, consumerCount } = answer.value
      return { ready: messageCount, consumers: consumerCount }
    } catch (error) {
      // Deleted, and we were not told.
      return isMissing(error) ? { ready: 0, consumers: 0 } : undefined
    }
  }

  #onStalled(stall: Stall, times: number): void {
    this.#tell('stalled', consumerStalled(this.#parts.queue.name, stall))
    const generation = this.#generation
    if (!generation) return
    // What is out can still be settled while its channel stays.
    const canLoseChannel = times > 1 && generation.lane.unsettled === 0
    if (canLoseChannel) this.#supervisor.recycle(channelClosed('nothing comes on it'))
    else void this.#consumeAnew(generation)
  }

  /** Another consumer on the same channel. */
  async #consumeAnew(generation: Generation): Promise<void> {
    const consumed = this.#next(async () => {
      const { channel, consumerTag } = generation
      if (this.#generation !== generation || consumerTag === undefined) return
      generation.consumerTag = undefined
      await channel.cancel(consumerTag)
      await this.#step()
    }).catch(() => undefined)
    const isAnswered = await within(consumed, ANSWER_LIMIT_MS)
    if (!isAnswered && this.#generation === generation) {
      this.#supervisor.recycle(noAnswer(ANSWER_LIMIT_MS))
    }
  }

  #tell(trouble: 'lost' | 'stalled', error: TransportError): void {
    if (this.#trouble !== undefined || this.#wanted !== 'running') return
    this.#trouble = trouble
    this.#parts.onNotConsuming(this.#parts.queue.name, error)
  }

  #recover(from: 'lost' | 'stalled'): void {
    if (this.#trouble !== from || this.#generation?.consumerTag === undefined) return
    this.#trouble = undefined
    this.#parts.onConsuming(this.#parts.queue.name)
  }
}
