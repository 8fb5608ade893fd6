import type { ClientInstance } from '../client/client-instance.js'
import type { TextLogger } from '../log/guarded-logger.js'
import type { Message } from '../message/message.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import { texts } from '../texts/texts.js'
import type { SendResult } from './send-result.js'

/** What kind of send an attempt belongs to. `request` waits for a reply over topics, `reply` is one. */
export type SendKind = 'message' | 'batch' | 'half' | 'request' | 'reply'

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

/** Who sends: what a hook is told when it starts. */
export interface SendParty {
  /** It runs already. A hook may become one more user of it. */
  readonly client: ClientInstance
  /** The producer group, with the namespace. */
  readonly group: string
  readonly namespace: string | undefined
}

/**
 * Sees every attempt to send: for traces and measurements. Called synchronously in the middle of sending, so it must
 * be quick; what it throws is logged and changes nothing. A retried message is seen once for each attempt.
 */
export interface SendHook {
  /** The producer has started. */
  start?(party: SendParty): void
  beforeSend?(attempt: SendAttempt): void
  afterSend?(attempt: SendAttempt, outcome: SendOutcome): void
  afterRecall?(attempt: RecallAttempt): void
  /** The producer closes: nothing is sent any more, and its connections stay open until this has resolved. */
  close?(): Promise<void>
}

/** All hooks of a producer, called one after the other. */
export class SendHooks {
  readonly #hooks: readonly SendHook[]
  readonly #seesSends: boolean
  readonly #logger: TextLogger

  constructor(hooks: readonly SendHook[], logger: TextLogger) {
    this.#hooks = [...hooks]
    this.#seesSends = hooks.some((hook) => 'beforeSend' in hook || 'afterSend' in hook)
    this.#logger = logger
  }

  /** Whether a hook looks at sends: only then are attempts described. */
  get seesSends(): boolean {
    return this.#seesSends
  }

  start(party: SendParty): void {
    this.#each((hook) => hook.start?.(party))
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

  /** Resolves when all hooks have closed. Never rejects. */
  async close(): Promise<void> {
    const closings = this.#hooks.map(async (hook) => {
      try {
        await hook.close?.()
      } catch (error) {
        this.#logHookFailure(error)
      }
    })
    await Promise.all(closings)
  }

  #each(call: (hook: SendHook) => void): void {
    for (const hook of this.#hooks) {
      try {
        call(hook)
      } catch (error) {
        this.#logHookFailure(error)
      }
    }
  }

  #logHookFailure(error: unknown): void {
    this.#logger.error(texts.logSendHookFailed(), { error })
  }
}
