import { BufferFull, ConnectionError, systemClock } from '@arq/core'
import {
  type BatchFailed,
  isRocketMQError,
  type MessageInput,
  type Producer,
  type SendOptions,
} from '@arq/rocketmq'

import { publishError } from '../rocketmq-errors.js'
import { texts } from '../texts.js'
import type { Parcel } from '../wire/message-form.js'

export interface PublishLaneParts {
  readonly queueName: string
  readonly producer: Producer
  /** Of each send; absent: the producer chooses among the queues of the topic. */
  readonly sendOptions: SendOptions | undefined
  readonly publishTimeoutMs: number
  readonly maxWaiting: number
}

interface Waiting {
  readonly parcel: Parcel
  readonly message: MessageInput
  readonly bytes: number
  readonly sinceMs: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** What one send takes at most: well within what brokers take, and a broker is soon done with it. */
const MOST_MESSAGES = 500
const MOST_BYTES = 1024 * 1024

/**
 * Sends the messages of one queue, or of one of its priorities, in their order: one batch is under way, and what comes
 * meanwhile goes with the next. So a burst costs few calls, and a single message waits for nothing.
 */
export class PublishLane {
  readonly #parts: PublishLaneParts
  #waiting: Waiting[] = []
  #isSending = false

  constructor(parts: PublishLaneParts) {
    this.#parts = parts
  }

  get sendOptions(): SendOptions | undefined {
    return this.#parts.sendOptions
  }

  /**
   * Resolves when a broker has stored the message.
   * @throws {@link BufferFull} `ARQ_BUFFER_FULL`; what {@link publishError} makes of a failure
   */
  send(parcel: Parcel, message: MessageInput): Promise<void> {
    const { queueName, maxWaiting } = this.#parts
    if (this.#waiting.length >= maxWaiting) {
      const text = texts.bufferFull({ queue: queueName, most: maxWaiting })
      const error = { code: 'ARQ_BUFFER_FULL', scope: 'message', text } as const
      return Promise.reject(new BufferFull(error))
    }
    return new Promise((resolve, reject) => {
      const sinceMs = systemClock.monotonicNow()
      const bytes = parcel.body.byteLength + (parcel.headersText?.length ?? 0)
      this.#waiting.push({ parcel, message, bytes, sinceMs, resolve, reject })
      if (!this.#isSending) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#isSending = true
    // What is published in this turn goes together.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      this.#rejectOverdue()
      const batch = this.#takeBatch()
      if (batch.length > 0) await this.#sendBatch(batch)
    }
    this.#isSending = false
  }

  #takeBatch(): readonly Waiting[] {
    let bytes = 0
    const end = this.#waiting.findIndex((waiting, at) => {
      bytes += waiting.bytes
      return at >= MOST_MESSAGES || (at > 0 && bytes > MOST_BYTES)
    })
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end)
  }

  async #sendBatch(batch: readonly Waiting[]): Promise<void> {
    const { producer, queueName, sendOptions } = this.#parts
    try {
      const [only] = batch
      if (batch.length === 1 && only) await producer.send(only.message, sendOptions)
      else
        await producer.sendBatch(
          batch.map(({ message }) => message),
          sendOptions,
        )
      for (const { resolve } of batch) resolve()
    } catch (error) {
      batch.forEach(({ parcel, resolve, reject }, at) => {
        const own = ownError(error, at)
        if (own === undefined) resolve()
        else reject(publishError(own, { queueName, messageId: parcel.messageId }))
      })
    }
  }

  /** Those behind a batch that used up the time were not sent, and would only make those behind them late, too. */
  #rejectOverdue(): void {
    const { publishTimeoutMs, queueName } = this.#parts
    const oldest = systemClock.monotonicNow() - publishTimeoutMs
    const overdue = this.#waiting.filter(({ sinceMs }) => sinceMs <= oldest)
    if (overdue.length === 0) return
    this.#waiting = this.#waiting.filter(({ sinceMs }) => sinceMs > oldest)
    for (const { parcel, reject } of overdue) {
      const reason = texts.waitedTooLong({ seconds: publishTimeoutMs / 1000 })
      const said = { queue: queueName, messageId: parcel.messageId ?? '', reason }
      reject(
        new ConnectionError({
          ...{ code: 'ARQ_CONNECTION_REFUSED', scope: 'connection', text: texts.notSent(said) },
          details: { queueName, messageId: parcel.messageId },
        }),
      )
    }
  }
}

/** A list that was too long for one send may have failed in part. */
function ownError(error: unknown, at: number): unknown {
  if (!isRocketMQError(error) || error.code !== 'ROCKETMQ_BATCH_FAILED') return error
  return (error as BatchFailed).errors[at]
}
