import {
  type Clock,
  ClosedError,
  decodeJobRecord,
  type IncomingReply,
  isFinal,
  type JobRecord,
  localizedMessage,
  type Logger,
  type ReplyBox,
  ResultTimeout,
  type Transport,
  UnsupportedError,
} from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import { Alarm } from './alarm.js'
import type { JobOrigin } from './job-origin.js'
import { messages } from './messages.js'
import type { EndWait, ResultSource } from './result-source.js'

export interface ReplyResultsOptions {
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: Logger
  /** Results held until somebody asks; beyond, the oldest go. */
  readonly keptReplies: number
}

interface Wait {
  readonly deadlineMs: number
  readonly resolve: (record: JobRecord) => void
  readonly reject: (error: unknown) => void
  readonly giveUp: () => void
}

/** Ended jobs as their workers tell of them, over a reply box of this client: results without a store. */
export class ReplyResults implements ResultSource {
  readonly #options: ReplyResultsOptions
  readonly #kept = new Map<string, JobRecord>()
  readonly #waits = new Map<string, Set<Wait>>()
  readonly #alarm: Alarm
  #box: Promise<ReplyBox> | undefined
  #address: string | undefined
  #isClosed = false

  constructor(options: ReplyResultsOptions) {
    this.#options = options
    this.#alarm = new Alarm(options.clock, () => this.#onAlarm())
  }

  /** Goes into `replyTo`; absent before {@link open}, and where the transport cannot push replies. */
  get address(): string | undefined {
    return this.#address
  }

  /** Whether there is nothing left to open. */
  get isOpen(): boolean {
    return this.#address !== undefined && !this.#isClosed
  }

  /** Opens the reply box, once; where the transport has none, does nothing. */
  async open(): Promise<void> {
    if (this.#isClosed) throw new ClosedError('Client')
    const { transport } = this.#options
    if (!transport.capabilities.replyPush) return
    this.#box ??= transport
      .openReplyBox((reply) => this.#onReply(reply))
      .catch((error: unknown) => {
        this.#box = undefined
        throw error
      })
    this.#address = (await this.#box).address
  }

  ended({ jobId }: JobOrigin, { timeoutMs }: EndWait): Promise<JobRecord> {
    const { transport, clock } = this.#options
    if (this.#isClosed) return Promise.reject(new ClosedError('Client'))
    if (!transport.capabilities.replyPush) {
      const text = messages.needsReplies({ transport: transport.description })
      return Promise.reject(new UnsupportedError(text, { missing: 'resultStore' }))
    }
    const kept = this.#kept.get(jobId)
    if (kept) return Promise.resolve(kept)
    return new Promise((resolve, reject) => {
      const wait: Wait = {
        deadlineMs: timeoutMs === undefined ? Infinity : clock.now() + timeoutMs,
        resolve,
        reject,
        giveUp: () =>
          reject(new ResultTimeout({ jobId, timeoutMs: timeoutMs ?? Infinity, status: 'unknown' })),
      }
      const others = this.#waits.get(jobId)
      if (others) others.add(wait)
      else this.#waits.set(jobId, new Set([wait]))
      this.#alarm.ringBy(wait.deadlineMs)
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#alarm.cancel()
    for (const waits of this.#waits.values()) {
      for (const wait of waits) wait.reject(new ClosedError('Client'))
    }
    this.#waits.clear()
    this.#kept.clear()
    const box = this.#box
    this.#box = undefined
    await (await box?.catch(() => undefined))?.close()
  }

  #onReply({ body, correlationId }: IncomingReply): void {
    let record: JobRecord
    try {
      record = decodeJobRecord(new TextDecoder().decode(body))
    } catch (error) {
      const jobId = correlationId ?? 'unknown'
      const problem = localizedMessage(error, 'en')
      this.#options.logger.warn(renderMessage(messages.replyUnreadable({ jobId, problem })))
      return
    }
    if (!isFinal(record.status) || this.#isClosed) return
    const jobId = correlationId ?? record.jobId
    this.#keep(jobId, record)
    const waits = this.#waits.get(jobId) ?? []
    this.#waits.delete(jobId)
    for (const wait of waits) wait.resolve(record)
    if (this.#waits.size === 0) this.#alarm.cancel()
  }

  #keep(jobId: string, record: JobRecord): void {
    this.#kept.delete(jobId)
    this.#kept.set(jobId, record)
    if (this.#kept.size <= this.#options.keptReplies) return
    // A Map is in the order of insertion: the first is the oldest.
    const [oldest] = this.#kept.keys()
    if (oldest !== undefined) this.#kept.delete(oldest)
  }

  #onAlarm(): void {
    const nowMs = this.#options.clock.now()
    for (const [jobId, waits] of this.#waits) {
      for (const wait of waits) {
        if (wait.deadlineMs > nowMs) {
          this.#alarm.ringBy(wait.deadlineMs)
          continue
        }
        waits.delete(wait)
        wait.giveUp()
      }
      if (waits.size === 0) this.#waits.delete(jobId)
    }
  }
}
