import type { ReconsumeLater } from '../consume/listener.js'
import type { TextLogger } from '../log/guarded-logger.js'
import type { MessageExt } from '../message/message-ext.js'
import { AckBatcher } from './ack-batcher.js'
import { delayMsOf } from './pop-delay.js'
import type { Settlement } from './settlement.js'

export interface PoppedMessagesParts {
  readonly settlement: Settlement
  readonly settings: PoppedSettings
  /** Puts a message among the dead letters. */
  readonly toDeadLetters: (message: MessageExt) => Promise<void>
  readonly logger: TextLogger
}

interface PoppedSettings {
  readonly popInvisibleMs: number
  /** A message that failed so often goes to the dead letters. */
  readonly maxReconsumeTimes?: number | undefined
}

/** As groups are set up unless changed. Source: SubscriptionGroupConfig.java (`retryMaxTimes`). */
export const DEFAULT_MAX_RECONSUME_TIMES = 16
/** Messages that nobody has begun with are left to others after this time. */
const HAND_OVER_MS = 1000

/** What becomes of the messages that a push consumer has popped. */
export class PoppedMessages {
  readonly #parts: PoppedMessagesParts
  readonly #acks: AckBatcher

  constructor(parts: PoppedMessagesParts) {
    this.#parts = parts
    this.#acks = new AckBatcher(parts.settlement, parts.logger)
  }

  /** Whether a message was popped here, and is not settled. */
  has(message: MessageExt): boolean {
    return this.#parts.settlement.isOpen(message)
  }

  /** A message needs no listener any more. One that was given back is settled already. */
  onDone(message: MessageExt): void {
    if (this.has(message)) this.#acks.add(message)
  }

  /**
   * Gives a message back, to come again after a delay, or to end among the dead letters.
   * @throws what the broker says: the message comes again when its invisible time is over
   */
  async giveBack(message: MessageExt, delay: ReconsumeLater['delay']): Promise<void> {
    const { settlement, settings, toDeadLetters } = this.#parts
    const { maxReconsumeTimes = DEFAULT_MAX_RECONSUME_TIMES } = settings
    if (delay === 'deadLetter' || message.reconsumeTimes >= maxReconsumeTimes) {
      await toDeadLetters(message)
      return
    }
    await settlement.changeInvisible(message, delayMsOf(delay, message.reconsumeTimes))
    settlement.forget(message)
  }

  /** Hides messages for longer that are still worked on, or wait here. A failure is logged. */
  async renew(messages: readonly MessageExt[]): Promise<void> {
    const { settlement, settings } = this.#parts
    const renewals = messages
      .filter((message) => this.has(message))
      .map((message) => settlement.tryChangeInvisible(message, settings.popInvisibleMs))
    await Promise.all(renewals)
  }

  /** Leaves messages to the other members soon. */
  async handOver(messages: readonly MessageExt[]): Promise<void> {
    const { settlement } = this.#parts
    const open = messages.filter((message) => this.has(message))
    await Promise.all(open.map((message) => settlement.tryChangeInvisible(message, HAND_OVER_MS)))
    for (const message of open) settlement.forget(message)
  }

  /** Resolves when all acknowledgements are sent and answered. */
  flush(): Promise<void> {
    return this.#acks.flush()
  }
}
