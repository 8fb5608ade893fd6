import {
  type Clock,
  ClosedError,
  decodeJobRecord,
  errorText,
  type IncomingReply,
  isFinal,
  type JobRecord,
  type ReplyBox,
  ResultTimeout,
  type Transport,
  UnsupportedError,
} from '@arq/core'
import type { TextLogger } from '@arq/core/internal'

import { Alarm } from './alarm.js'
import { isAbout, type JobOrigin } from './job-origin.js'
import type { EndWait, ResultSource } from './result-source.js'
import { texts } from './texts.js'

export interface ReplyResultsOptions {
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: TextLogger
  /** Results held until somebody asks; beyond, the oldest go. 0: no worker was asked to send its job's. */
  readonly keptReplies: number
}

interface Wait {
  readonly origin: JobOrigin
  readonly deadlineMs: number
  readonly resolve: (record: JobRecord) => void
  readonly reject: (error: unknown) => void
  readonly giveUp: () => void
}

/** Ended jobs as their workers tell of them, over a reply box of this client: results without a store. */
export class ReplyResults implements ResultSource {
  readonly #options: ReplyResultsOptions
  /** By job id and enqueue time, the oldest first: without a store, an id may be used many times at once. */
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

  async ended(origin: JobOrigin, { timeoutMs }: EndWait): Promise<JobRecord> {
    if (this.#isClosed) throw new ClosedError('Client')
    this.assertPushed('result()')
    if (this.#options.keptReplies === 0) {
      throw new UnsupportedError(texts.noRepliesKept(), { missing: 'keptReplies' })
    }
    const { jobId, enqueued } = origin
    // Its worker sends its end to the client that enqueued it, or aborted it, and to no other one.
    if (!enqueued && !this.endOf(origin)) {
      const text = texts.endOfAnothersJob({ jobId })
      throw new UnsupportedError(text, { missing: 'resultStore' })
    }
    const end = await this.toldWithin(origin, timeoutMs)
    if (end) return end
    throw new ResultTimeout({ jobId, timeoutMs: timeoutMs ?? Infinity, status: 'unknown' })
  }

  /** @throws UnsupportedError `ARQ_UNSUPPORTED` where the transport cannot push replies */
  assertPushed(what: string): void {
    const { transport } = this.#options
    if (transport.capabilities.replyPush) return
    const text = texts.needsReplies({ what, transport: transport.description })
    throw new UnsupportedError(text, { missing: 'resultStore' })
  }

  /** The end of a job, if a worker has told it and it is still held. */
  endOf({ jobId, enqueued }: JobOrigin): JobRecord | undefined {
    if (enqueued) return this.#kept.get(keyOf({ jobId, enqueueTime: enqueued.enqueueTime }))
    let last: JobRecord | undefined
    for (const record of this.#kept.values()) if (record.jobId === jobId) last = record
    return last
  }

  /**
   * The same, waiting for it.
   * @param timeoutMs absent: for ever
   * @throws ClosedError when the client closes meanwhile
   */
  toldWithin(origin: JobOrigin, timeoutMs: number | undefined): Promise<JobRecord | undefined> {
    const { clock } = this.#options
    if (this.#isClosed) return Promise.reject(new ClosedError('Client'))
    const { jobId } = origin
    const told = this.endOf(origin)
    if (told) return Promise.resolve(told)
    return new Promise((resolve, reject) => {
      const wait: Wait = {
        origin,
        deadlineMs: timeoutMs === undefined ? Infinity : clock.monotonicNow() + timeoutMs,
        resolve,
        reject,
        giveUp: () => resolve(undefined),
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
      const problem = errorText(error)
      this.#options.logger.warn(texts.replyUnreadable({ jobId, problem }))
      return
    }
    if (!isFinal(record.status) || this.#isClosed) return
    const { jobId } = record
    this.#keep(record)
    const waits = this.#waits.get(jobId) ?? new Set()
    for (const wait of waits) {
      if (!isAbout(record, wait.origin)) continue
      waits.delete(wait)
      wait.resolve(record)
    }
    if (waits.size === 0) this.#waits.delete(jobId)
    if (this.#waits.size === 0) this.#alarm.cancel()
  }

  #keep(record: JobRecord): void {
    const key = keyOf(record)
    this.#kept.delete(key)
    this.#kept.set(key, record)
    if (this.#kept.size <= this.#options.keptReplies) return
    // A Map is in the order of insertion: the first is the oldest.
    const [oldest] = this.#kept.keys()
    if (oldest !== undefined) this.#kept.delete(oldest)
  }

  #onAlarm(): void {
    const nowMs = this.#options.clock.monotonicNow()
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

const keyOf = ({ jobId, enqueueTime = '' }: Pick<JobRecord, 'jobId' | 'enqueueTime'>): string =>
  `${enqueueTime} ${jobId}`
