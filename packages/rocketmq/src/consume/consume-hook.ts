import type { TextLogger } from '../log/guarded-logger.js'
import type { MessageExt } from '../message/message-ext.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import { texts } from '../texts/texts.js'
import type { ListenerOutcome } from './listener-outcome.js'

/** Messages that are handed to a listener together. */
export interface ListenerInput {
  readonly messages: readonly MessageExt[]
  readonly queue: MessageQueue
  /** With the namespace. */
  readonly group: string
  /** Milliseconds since 1970. */
  readonly startedAtMs: number
}

/**
 * Sees every call of a listener: for traces and measurements. Called synchronously, so it must be quick; what it throws
 * is logged and changes nothing.
 */
export interface ConsumeHook {
  beforeConsume?(input: ListenerInput): void
  afterConsume?(input: ListenerInput, outcome: ListenerOutcome, durationMs: number): void
}

/** All hooks of a consumer, called one after the other. */
export class ConsumeHooks {
  readonly #hooks: readonly ConsumeHook[]
  readonly #logger: TextLogger

  constructor(hooks: readonly ConsumeHook[], logger: TextLogger) {
    this.#hooks = [...hooks]
    this.#logger = logger
  }

  beforeConsume(input: ListenerInput): void {
    for (const hook of this.#hooks) {
      try {
        hook.beforeConsume?.(input)
      } catch (error) {
        this.#logger.error(texts.logConsumeHookFailed(), { error })
      }
    }
  }

  afterConsume(input: ListenerInput, outcome: ListenerOutcome, durationMs: number): void {
    for (const hook of this.#hooks) {
      try {
        hook.afterConsume?.(input, outcome, durationMs)
      } catch (error) {
        this.#logger.error(texts.logConsumeHookFailed(), { error })
      }
    }
  }
}
