import { UnderWay } from '../flow/under-way.js'
import type { TextLogger } from '../log/guarded-logger.js'
import { createMessage, type Message } from '../message/message.js'
import { texts } from '../texts/texts.js'
import { batchTraces, type TraceBatch } from './trace-batches.js'
import { encodeTrace } from './trace-encoder.js'
import type { TraceRecord } from './trace-record.js'
import type { ResolvedTraceSettings } from './trace-settings.js'
import { traceTopicOf } from './trace-topic.js'

export interface TraceDispatcherParts {
  readonly settings: ResolvedTraceSettings
  /** Sends a trace message, untraced. */
  readonly send: (message: Message) => Promise<unknown>
  readonly logger: TextLogger
}

/** What became of the records. */
export interface TraceStats {
  /** Wait to be sent, or are under way. */
  readonly pending: number
  readonly sent: number
  /** Came when too many waited, or were left over at the end. */
  readonly dropped: number
  /** Could not be sent. */
  readonly failed: number
}

/** Messages under way at a time: traces must not crowd out what they tell of. */
const MAX_SENDS = 4

/**
 * Gathers traces and sends them behind the back of those whose messages they tell of: it never makes anybody wait, and
 * nothing it does fails anybody. When the brokers cannot keep up, records are dropped and counted.
 */
export class TraceDispatcher {
  readonly #parts: TraceDispatcherParts
  #waiting: TraceRecord[] = []
  readonly #sends = new UnderWay()
  /** Records that are being sent. */
  #leaving = 0
  #timer: NodeJS.Timeout | undefined
  #closing: Promise<void> | undefined
  #isOver = false
  #sent = 0
  #dropped = 0
  #failed = 0

  constructor(parts: TraceDispatcherParts) {
    this.#parts = parts
  }

  /** Returns whether the record was taken. */
  append(record: TraceRecord): boolean {
    const { settings } = this.#parts
    const isFull = this.#waiting.length + this.#leaving >= settings.maxPendingRecords
    if (isFull || this.#closing) {
      this.#dropped += 1
      return false
    }
    this.#waiting.push(record)
    if (this.#waiting.length >= settings.maxBatchRecords) this.#sendFullBatches()
    else this.#timer ??= setTimeout(() => void this.flush(), settings.flushIntervalMs)
    return true
  }

  /** Sends everything that waits now. Never rejects. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    let left = this.#waiting.length
    while (left > 0 && this.#waiting.length > 0 && !this.#isOver) {
      if (this.#sends.count < MAX_SENDS) left -= this.#sendNext()
      else await this.#sends.whenAtMost(MAX_SENDS - 1)
    }
    await this.#sends.whenNone()
  }

  /** Takes no more, and sends what there is within `closeTimeoutMs`. Never rejects. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  stats(): TraceStats {
    return {
      pending: this.#waiting.length + this.#leaving,
      sent: this.#sent,
      dropped: this.#dropped,
      failed: this.#failed,
    }
  }

  async #close(): Promise<void> {
    const { logger, settings } = this.#parts
    let deadline: NodeJS.Timeout | undefined
    const timeUp = new Promise<void>((resolve) => {
      deadline = setTimeout(resolve, settings.closeTimeoutMs)
    })
    await Promise.race([this.flush(), timeUp])
    clearTimeout(deadline)
    this.#isOver = true
    const left = this.#waiting.splice(0).length
    this.#dropped += left
    const { dropped, failed } = this.stats()
    if (dropped + failed > 0) logger.warn(texts.logTracesLost(), { dropped, failed })
  }

  #sendFullBatches(): void {
    const { maxBatchRecords } = this.#parts.settings
    while (this.#waiting.length >= maxBatchRecords && this.#sends.count < MAX_SENDS)
      this.#sendNext()
  }

  /** Returns how many records it took. */
  #sendNext(): number {
    const records = this.#waiting.splice(0, this.#parts.settings.maxBatchRecords)
    this.#leaving += records.length
    void this.#sends.track(this.#sendAll(records)).then(() => {
      this.#leaving -= records.length
      if (!this.#isOver) this.#sendFullBatches()
    })
    return records.length
  }

  async #sendAll(records: readonly TraceRecord[]): Promise<void> {
    const { settings } = this.#parts
    const limits = { maxRecords: settings.maxBatchRecords, maxBytes: settings.maxBatchBytes }
    const topicOf = ({ regionId }: TraceRecord): string => traceTopicOf(settings, regionId)
    for (const topic of new Set(records.map(topicOf))) {
      const own = records.filter((record) => topicOf(record) === topic)
      const encoded = own.map((record) => encodeTrace(record, settings.channel))
      const batches = batchTraces(encoded, limits)
      for (const batch of batches) await this.#sendBatch(topic, batch)
    }
  }

  async #sendBatch(topic: string, { text, keys, count }: TraceBatch): Promise<void> {
    try {
      await this.#parts.send(createMessage({ topic, body: text, keys }))
      this.#sent += count
    } catch (error) {
      this.#failed += count
      this.#parts.logger.warn(texts.logTracesFailed(), { topic, count, error })
    }
  }
}
