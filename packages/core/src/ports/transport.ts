import type { ArqError } from '../errors/arq-error.js'
import type { ConnectOptions } from './opening-wait.js'
import type { Release } from './shared-resource.js'

/** How finely, and how far ahead, a transport can put off a message. */
export interface DelayRange {
  /**
   * A message is handed out when it is due, or up to this long after, never before: milliseconds, at least 1. What the
   * way itself takes is not counted.
   */
  readonly grainMs: number
  /** The longest delay, milliseconds; `Infinity`: any. Callers refuse a longer one, naming this limit. */
  readonly longestMs: number
}

/** What a transport can do. A caller compares before it sends, and refuses with `ARQ_UNSUPPORTED`. */
export interface TransportCapabilities {
  /** Absent: messages cannot be put off. */
  readonly delay: DelayRange | undefined
  /** Whether a signal can reach every worker at once (abort, live control). */
  readonly broadcast: boolean
  /** Whether a worker can answer straight to the client that enqueued. */
  readonly replyPush: boolean
  /** Whether queues that others made can be consumed as they are: `kind: 'foreign'` of {@link ConsumeOptions}. Absent: no. */
  readonly foreignQueues?: boolean | undefined
}

/** A message to be published. */
export interface OutgoingMessage {
  /** Where to: a work queue, a dead letter queue, the address of a reply, or a queue of the library's own. */
  readonly queueName: string
  /**
   * `job`, `deadLetter` and `system` queues are declared on first use; `reply` addresses never are. A `system` queue is
   * the library's own: durable, without a dead letter queue, its messages end by {@link expiresAtMs}.
   */
  readonly kind: 'job' | 'deadLetter' | 'reply' | 'system'
  readonly body: Uint8Array
  /**
   * Every transport carries texts, finite numbers, booleans and `null`. Another value arrives where the broker has a
   * form for it. A header that the broker would take for an instruction to itself does not leave.
   */
  readonly headers: Readonly<Record<string, unknown>>
  /** Identifies this message, not the job. */
  readonly messageId: string
  readonly contentType?: string | undefined
  readonly contentEncoding?: string | undefined
  readonly priority?: number | undefined
  /** Where the answer is wanted, and which job it is about. */
  readonly replyTo?: string | undefined
  readonly correlationId?: string | undefined
  /** Deliver it at this moment, milliseconds since 1970; absent or past: at once. */
  readonly dueAtMs?: number | undefined
  /**
   * The broker may drop it after this moment, milliseconds since 1970. Heeded for `system` messages: jobs carry their
   * expiry themselves. Absent: kept until somebody takes it.
   */
  readonly expiresAtMs?: number | undefined
}

/** What it takes to settle a delivery. */
export interface Receipt {
  readonly queueName: string
  /** The broker has handed it out before; on a fresh message false. */
  readonly redelivered: boolean
  /** The way it came by is gone: the broker gives the message to somebody else, and settling has no effect. */
  readonly isStale: boolean
  /**
   * Done with: the broker forgets it. On a stale delivery it has no effect and is counted.
   * @throws {@link ArqError} `ARQ_DELIVERY_SETTLED` when it was settled before.
   */
  ack(): void
  /**
   * Not done. `requeue: true` gives it back for another consumer, `false` drops it to the broker's dead letter target.
   * @throws {@link ArqError} `ARQ_DELIVERY_SETTLED` when it was settled before.
   */
  nack(how: { readonly requeue: boolean }): void
}

/** One message handed to one consumer. Settled exactly once. */
export interface Delivery extends Receipt {
  readonly body: Uint8Array
  /** As they were published. What the broker wrote on the message on its way is not among them. */
  readonly headers: Readonly<Record<string, unknown>>
  readonly messageId: string | undefined
  readonly contentType: string | undefined
  readonly contentEncoding: string | undefined
  readonly priority: number | undefined
  readonly replyTo: string | undefined
  readonly correlationId: string | undefined
  /**
   * Somebody may have had the message before although {@link Receipt.redelivered} is false: its broker was started anew
   * since it took the message, and does not remember all that it handed out. Absent: `redelivered` is to be trusted.
   */
  readonly mayHaveRun?: boolean | undefined
  /** Settles this delivery without holding its contents, for whoever keeps many open. Absent: the delivery itself does. */
  readonly receipt?: Receipt | undefined
  /** All that came with a message of a `foreign` queue. Absent on others. */
  readonly foreign?: ForeignMessage | undefined
}

/** What the broker and a publisher that is not ours say of a message: nothing is left out, nothing is believed. */
export interface ForeignMessage {
  /** Where it was published to; empty: the default exchange. */
  readonly exchange: string
  readonly routingKey: string
  /** With those of the broker's own: `x-death`, `x-delivery-count`… */
  readonly headers: Readonly<Record<string, unknown>>
  /** How often it was handed out and came back. Absent where the broker does not count (a classic queue of RabbitMQ). */
  readonly returns: number | undefined
  /** When it was made, by its publisher's clock. Absent: the publisher did not say. */
  readonly timestamp: Date | undefined
  /** The publisher's word for what kind of message it is. */
  readonly type: string | undefined
  readonly appId: string | undefined
  readonly userId: string | undefined
}

export interface ConsumeOptions {
  /**
   * What queue it is, see {@link OutgoingMessage.kind}. Default: `job`; a dead letter queue is known by its name. A
   * `foreign` queue is somebody else's: it is consumed as it is and never declared, needs no delayed jobs of ours moved,
   * and its deliveries carry {@link Delivery.foreign}. Where it is absent, `consume` rejects with `ARQ_QUEUE_NOT_FOUND`.
   */
  readonly kind?: 'job' | 'system' | 'foreign' | undefined
  /** Deliveries the broker may hand out before one is settled: from 1 to 65,535. */
  readonly prefetch: number
  /** A delivery may stay unsettled this long, milliseconds. Where the broker's own limit can be raised to it, it is. */
  readonly unsettledMs?: number | undefined
}

export interface Subscription {
  /**
   * The broker gives to somebody else what is not settled within this time after it was handed out, milliseconds.
   * Absent: never.
   */
  readonly settleWithinMs?: number | undefined
  /** Takes no further deliveries; those already handed out can still be settled until the transport closes. */
  close(): Promise<void>
}

export interface QueueInfo {
  readonly name: string
  /** Waiting to be handed out. */
  readonly ready: number
  /** Handed out, not settled; absent where the broker does not tell. */
  readonly unacknowledged: number | undefined
  readonly consumers: number
  /** For example `quorum`, `classic`; absent where the broker does not tell. */
  readonly type: string | undefined
  /** Messages a second; absent where the broker does not measure them. */
  readonly rates?: QueueRates | undefined
  /** When the first message in the queue was sent; absent where the broker does not tell. */
  readonly oldestAt?: Date | undefined
}

/** How fast messages come to a queue and leave it, a second. */
export interface QueueRates {
  /** Sent to the queue. */
  readonly in: number
  /** Settled: done, not only handed out. */
  readonly out: number
}

/** A message to every worker at once. Unknown kinds are ignored by receivers. */
export interface BroadcastSignal {
  readonly kind: string
  readonly [key: string]: unknown
}

export interface IncomingReply {
  readonly body: Uint8Array
  readonly correlationId: string | undefined
}

export interface ReplyBox {
  /** Goes into `replyTo`. */
  readonly address: string
  close(): Promise<void>
}

/** What a transport tells of itself. */
export type TransportEvent =
  | { readonly type: 'connected' }
  /** An attempt failed; the next one comes after `retryInMs`. `isFirst` marks the first of an outage. */
  | {
      readonly type: 'connectFailed'
      readonly error: ArqError
      readonly retryInMs: number
      readonly isFirst: boolean
    }
  | { readonly type: 'disconnected'; readonly error: ArqError }
  /** It will not be tried again: the transport is of no further use, and its users should end. */
  | { readonly type: 'gaveUp'; readonly error: ArqError }
  | { readonly type: 'channelClosed'; readonly error: ArqError }
  | { readonly type: 'consumerCancelled'; readonly queueName: string }
  /**
   * A subscription that was running gets nothing at the moment: what it consumed on is gone, or the broker has forgotten
   * it. The transport works on it; told once, until `consuming`.
   */
  | { readonly type: 'notConsuming'; readonly queueName: string; readonly error: ArqError }
  | { readonly type: 'consuming'; readonly queueName: string }
  | { readonly type: 'blocked'; readonly reason: string }
  | { readonly type: 'unblocked' }
  /** A delivery was settled after its channel had gone: dropped, never sent. */
  | { readonly type: 'staleSettle'; readonly queueName: string }
  /** A delayed message was due and its queue was gone: it lies in `keptIn` now, for people to decide about. */
  | { readonly type: 'undeliverable'; readonly queueName: string; readonly keptIn: string }

/**
 * How jobs travel. A port: `@arq/transport-amqp` and `@arq/memory` implement it, clients and workers call it,
 * `transportConformance` of `@arq/conformance` holds every implementation to it.
 */
export interface Transport {
  /** Whether its queues are laid out for workers of the Python library, too: nothing may be encrypted there. */
  readonly isSharedWithPython?: boolean | undefined
  /** For messages and logs, without secrets: `amqp://localhost:5672`. */
  readonly description: string
  readonly capabilities: TransportCapabilities

  /**
   * Opens it for its owner, who then also closes it.
   * @throws {@link ArqError} `ARQ_CONNECTION_REFUSED` when the time is up, `ARQ_CONNECTION_AUTH` at once.
   */
  connect(options?: ConnectOptions): Promise<void>
  /** Opens it for one user; the last release closes it unless an owner called `connect`. */
  acquire(options?: ConnectOptions): Promise<Release>
  /** Flushes what is under way, then closes. Idempotent. */
  close(): Promise<void>

  /**
   * Resolves once the broker has taken responsibility for the message (on disk, where the queue is durable).
   * @throws {@link ArqError} `ARQ_PUBLISH_*`, `ARQ_BUFFER_FULL`, `ARQ_TOPOLOGY_MISMATCH`; `ARQ_CONNECTION_LOST` when the
   * outcome is unknown.
   */
  publish(message: OutgoingMessage): Promise<void>

  /** Declares the queue if need be and hands its messages to `onDelivery`, again after every lost connection. */
  consume(
    queueName: string,
    options: ConsumeOptions,
    onDelivery: (delivery: Delivery) => void,
  ): Promise<Subscription>

  /** `undefined` when there is no such queue; never creates it. */
  queueInfo(queueName: string): Promise<QueueInfo | undefined>
  /**
   * How many messages of all queues wait for their time. `undefined`: the broker does not tell; so does a transport
   * without this method.
   */
  delayedMessages?(): Promise<number | undefined>
  /** Drops the waiting messages and says how many; `undefined` when there is no such queue; never creates it. */
  purgeQueue(queueName: string): Promise<number | undefined>
  /** The queue that final failures of `queueName` go to. */
  deadLetterQueueOf(queueName: string): string

  /** The highest priority that has an effect in this queue, up to 255; 0: none has. */
  highestPriorityOf(queueName: string): number

  /** Opens an address of this process's own that replies can be sent to. */
  openReplyBox(onReply: (reply: IncomingReply) => void): Promise<ReplyBox>
  broadcast(signal: BroadcastSignal): Promise<void>
  onBroadcast(listener: (signal: BroadcastSignal) => void): Promise<Release>

  /** Listens to what happens to the connection; returns how to stop. */
  on(listener: (event: TransportEvent) => void): () => void
}
