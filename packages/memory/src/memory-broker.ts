import {
  type BroadcastSignal,
  type Clock,
  type Duration,
  durationToMs,
  type IncomingReply,
  type OutgoingMessage,
  type QueueInfo,
  systemClock,
  type Transport,
} from '@arq/core'

import { DelayedMessages } from './delayed-messages.js'
import { MemoryConnection } from './memory-connection.js'
import { unroutable } from './memory-errors.js'
import { MemoryQueue } from './memory-queue.js'
import { checkClock } from './memory-settings.js'
import { copyBytes, type StoredMessage } from './stored-message.js'
import { TurnBudget } from './turn-budget.js'

export interface MemoryBrokerSettings {
  /** Decides when delayed messages are due. Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

/** An address that a transport listens at; not reachable while its connection is down. */
export interface Listening<T> {
  readonly isReachable: () => boolean
  readonly receive: (item: T) => void
}

const DEAD_LETTER_SUFFIX = '.dlq'

/** The queue that final failures of `queueName` go to. */
export const deadLetterQueueName = (queueName: string): string =>
  `${queueName}${DEAD_LETTER_SUFFIX}`

/**
 * A broker inside this process: queues, delays, reply addresses and broadcasts, shared by the transports that are
 * given it. It keeps what they sent when they close, as a server does, but nothing outlives the process.
 */
export class MemoryBroker {
  readonly #queues = new Map<string, MemoryQueue>()
  readonly #connections = new Map<Transport, MemoryConnection>()
  readonly #replyBoxes = new Map<string, Listening<IncomingReply>>()
  readonly #listeners = new Set<Listening<BroadcastSignal>>()
  readonly #delayed: DelayedMessages
  readonly #turns = new TurnBudget()
  readonly #clock: Clock
  #lastReplyBox = 0

  constructor({ clock = systemClock }: MemoryBrokerSettings = {}) {
    checkClock('MemoryBroker settings', clock)
    this.#clock = clock
    this.#delayed = new DelayedMessages(clock)
  }

  /**
   * A fault for tests: cuts a transport's connection as a crash of the network would. Its unsettled deliveries become
   * stale and go to others, its publishes under way reject with `ARQ_CONNECTION_LOST`, it tells `disconnected`;
   * then it connects again, consumes again and tells `connected`.
   * @param downFor how long it stays away, by the broker's clock; default: it is back in the next turn of the event loop
   */
  disconnect(transport: Transport, { downFor = 0 }: { readonly downFor?: Duration } = {}): void {
    this.#connections.get(transport)?.cut(durationToMs(downFor, 'downFor'))
  }

  /** @internal */
  get clock(): Clock {
    return this.#clock
  }

  /** @internal */
  get turns(): TurnBudget {
    return this.#turns
  }

  /** @internal */
  attach(transport: Transport, onCut: (downMs: number) => void): MemoryConnection {
    const connection = new MemoryConnection((downMs) => {
      this.detach(transport)
      onCut(downMs)
    })
    this.#connections.set(transport, connection)
    this.#delayed.start()
    return connection
  }

  /** @internal */
  detach(transport: Transport): void {
    this.#connections.delete(transport)
    if (this.#connections.size === 0) this.#delayed.stop()
  }

  /** @internal */
  publish(
    message: StoredMessage,
    to: Pick<OutgoingMessage, 'queueName' | 'kind' | 'dueAtMs'>,
  ): void {
    if (to.kind === 'reply') {
      this.#reply(to.queueName, message)
      return
    }
    const queue = this.declare(to.queueName, to.kind)
    const { dueAtMs = 0 } = to
    if (dueAtMs <= this.#clock.now()) queue.add(message)
    else this.#delayed.add(dueAtMs, () => queue.add(message))
  }

  /** @internal */
  declare(queueName: string, kind: Exclude<OutgoingMessage['kind'], 'reply'>): MemoryQueue {
    const existing = this.#queues.get(queueName)
    if (existing) return existing
    const queue = new MemoryQueue({
      name: queueName,
      turns: this.#turns,
      clock: this.#clock,
      deadLetterQueueName:
        kind === 'job' && !queueName.endsWith(DEAD_LETTER_SUFFIX)
          ? deadLetterQueueName(queueName)
          : undefined,
    })
    this.#queues.set(queueName, queue)
    return queue
  }

  /** @internal Where a queue has no dead letter queue, the message is forgotten, as RabbitMQ does. */
  deadLetter({ deadLetterQueueName: target }: MemoryQueue, message: StoredMessage): void {
    if (target === undefined) return
    this.declare(target, 'deadLetter').add({ ...message, deliveryCount: 0 })
  }

  /** @internal */
  queueInfo(queueName: string): QueueInfo | undefined {
    return this.#queues.get(queueName)?.info
  }

  /** @internal */
  get delayedCount(): number {
    return this.#delayed.count
  }

  /** @internal */
  purge(queueName: string): number | undefined {
    return this.#queues.get(queueName)?.purge()
  }

  /** @internal Its address, and how to end it. */
  openReplyBox(box: Listening<IncomingReply>): { address: string; close: () => void } {
    const address = `memory.reply.${(this.#lastReplyBox += 1)}`
    this.#replyBoxes.set(address, box)
    return { address, close: () => void this.#replyBoxes.delete(address) }
  }

  /** @internal */
  listen(listener: Listening<BroadcastSignal>): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** @internal */
  broadcast(signal: BroadcastSignal): void {
    const text = JSON.stringify(signal)
    for (const listener of this.#listeners) {
      this.#turns.defer(() => {
        if (!this.#listeners.has(listener) || !listener.isReachable()) return
        // What JSON carries of a signal is a signal: its kind is text.
        listener.receive(JSON.parse(text) as BroadcastSignal)
      })
    }
  }

  #reply(address: string, message: StoredMessage): void {
    const box = this.#replyBoxes.get(address)
    if (!box?.isReachable()) throw unroutable(address, message.messageId)
    this.#turns.defer(() => {
      if (this.#replyBoxes.get(address) !== box || !box.isReachable()) return
      box.receive({ body: copyBytes(message.body), correlationId: message.correlationId })
    })
  }
}
