import type { Logger } from '../logger.js'
import type { Message } from '../message/message.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import type { SendResult } from './send-result.js'

/** What kind of send an attempt belongs to. */
export type SendKind = 'message' | 'batch' | 'half'

/** One attempt to send, as hooks see it. */
export interface SendAttempt {
  readonly kind: SendKind
  /** What is sent, its topic with the namespace: one message, or the members of a batch. */
  readonly messages: readonly Message[]
  /** The unique id of each of them, in the same order. */
  readonly msgIds: readonly string[]
  /** The producer group, with the namespace. */
  readonly group: string
  readonly queue: MessageQueue
  readonly brokerName: string
  /** `host:port` of the broker. */
  readonly brokerAddress: string
  /** From 1. */
  readonly attempt: number
  readonly isOneway: boolean
  /** Bytes of the body as it is sent: compressed, or a whole batch. */
  readonly bodyBytes: number
  /** Milliseconds since 1970. */
  readonly startedAtMs: number
}

/** How an attempt ended. */
export type SendOutcome =
  /** Stored; `results` has one entry for each message, none for a one-way send. */
  | { readonly results: readonly SendResult[]; readonly durationMs: number }
  | { readonly error: unknown; readonly durationMs: number }

/** A recall, as hooks see it. */
export interface RecallAttempt {
  readonly group: string
  /** With the namespace. */
  readonly topic: string
  readonly recallHandle: string
  /** The unique id of the message, as its handle says it. */
  readonly msgId: string
  /** Why it was not taken back; absent when it was. */
  readonly error: unknown
  readonly startedAtMs: number
}

/**
 * Sees every attempt to send: for traces and measurements. Called synchronously in the middle of sending, so it must
 * be quick; what it throws is logged and changes nothing. A retried message is seen once for each attempt.
 */
export interface SendHook {
  beforeSend?(attempt: SendAttempt): void
  afterSend?(attempt: SendAttempt, outcome: SendOutcome): void
  afterRecall?(attempt: RecallAttempt): void
}

/** All hooks of a producer, called one after the other. */
export class SendHooks {
  readonly #hooks: SendHook[]
  readonly #logger: Logger

  constructor(hooks: readonly SendHook[], logger: Logger) {
    this.#hooks = [...hooks]
    this.#logger = logger
  }

  add(hook: SendHook): void {
    this.#hooks.push(hook)
  }

  /** Nobody looks: nothing needs to be made for them. */
  get isEmpty(): boolean {
    return this.#hooks.length === 0
  }

  beforeSend(attempt: SendAttempt): void {
    this.#each((hook) => hook.beforeSend?.(attempt))
  }

  afterSend(attempt: SendAttempt, outcome: SendOutcome): void {
    this.#each((hook) => hook.afterSend?.(attempt, outcome))
  }

  afterRecall(attempt: RecallAttempt): void {
    this.#each((hook) => hook.afterRecall?.(attempt))
  }

  #each(call: (hook: SendHook) => void): void {
    for (const hook of this.#hooks) {
      try {
        call(hook)
      } catch (error) {
        this.#logger.error('a send hook failed', { error })
      }
    }
  }
}
