import type { MessageExt } from '../message/message-ext.js'
import type { MessageQueue } from '../protocol/message-queue.js'

/** What a listener is told beside the message. */
export interface ConsumeContext {
  /** The topic as it was subscribed to, also of a message that comes again through the retry topic. */
  readonly topic: string
  /** Where the message was pulled from: a queue of the retry topic when it comes again. */
  readonly queue: MessageQueue
  /** How often the group has failed to consume it before. */
  readonly reconsumeTimes: number
  /** Aborts when the consumer has waited long enough for this listener, or no longer has the queue. */
  readonly signal: AbortSignal
  /** Values of your own, for example between `consume` and `onSuccess`. */
  readonly attributes: Map<string, unknown>
}

/** A message is to come again. Made by {@link reconsumeLater}. */
export interface ReconsumeLater {
  readonly status: 'reconsumeLater'
  readonly delay: 'brokerDecides' | 'deadLetter' | { readonly level: number }
}

/**
 * The answer of a listener that wants the message again, with a delay of its own. A listener that returns
 * `'reconsumeLater'` or throws leaves the delay to the broker: 10 s, 30 s, 1 min and so on.
 *
 * @param delay a delay level of the broker, from 1; or `deadLetter` to give the message up at once
 * @throws {RangeError} for a level that is no whole number of at least 1
 */
export function reconsumeLater(delay: number | 'deadLetter'): ReconsumeLater {
  if (delay === 'deadLetter') return { status: 'reconsumeLater', delay }
  if (!Number.isInteger(delay) || delay < 1) {
    throw new RangeError(`A delay level is a whole number of at least 1, got ${delay}`)
  }
  return { status: 'reconsumeLater', delay: { level: delay } }
}

/** An orderly consumer is to wait before it hands out the next message of the queue. Made by {@link suspend}. */
export interface Suspend {
  readonly status: 'suspend'
  readonly ms: number
}

/**
 * The answer of an orderly listener that wants the same message again after a wait, which the queue waits with it. A
 * listener that returns `'suspend'` or throws leaves the wait to the setting `suspendMs`.
 *
 * @param ms from 10 to 30,000
 * @throws {RangeError} for anything else
 */
export function suspend(ms: number): Suspend {
  if (!Number.isInteger(ms) || ms < 10 || ms > 30_000) {
    throw new RangeError(`A queue is suspended for 10 to 30000 ms, got ${ms}`)
  }
  return { status: 'suspend', ms }
}

/**
 * What an orderly listener may return besides. `commit` and `rollback` are for `autoCommit: false`: they are about all
 * messages of the queue since the last one.
 */
export type OrderlyAnswer = 'suspend' | Suspend | 'commit' | 'rollback'

/** What a listener returns: nothing and `success` mean that the message is consumed. */
export type ConsumeAnswer =
  'success' | 'reconsumeLater' | ReconsumeLater | OrderlyAnswer | undefined

/** A batch is consumed as a whole, or its first so many messages are. */
export type BatchAnswer = ConsumeAnswer | { readonly consumed: number }

type MaybePromise<T> = T | Promise<T>

/** Consumes one message at a time. */
export type ConsumeMessage = (
  message: MessageExt,
  context: ConsumeContext,
  // oxlint-disable-next-line typescript/no-invalid-void-type -- a function without a return is one
) => MaybePromise<ConsumeAnswer | void>

/** Consumes one message at a time, and is told how that went. */
export interface MessageListener {
  consume: ConsumeMessage
  /** After a message was consumed. What it throws is logged. */
  onSuccess?(message: MessageExt, context: ConsumeContext): void
  /** After `consume` threw. What it throws is logged. */
  onException?(message: MessageExt, error: unknown, context: ConsumeContext): void
}

/** Consumes several messages of one queue at a time. */
export type ConsumeBatch = (
  messages: readonly MessageExt[],
  context: ConsumeContext,
  // oxlint-disable-next-line typescript/no-invalid-void-type -- as above
) => MaybePromise<BatchAnswer | void>
