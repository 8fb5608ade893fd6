import { ClosedError, describeThrown, isArqError } from '@arq/core'
import { callListener, GrowingPause, pause } from '@arq/core/internal'

import type { OutboxRow, RowEnd } from '../outbox-row.js'
import type { OutboxRows } from '../table/outbox-rows.js'
import { texts } from '../texts.js'
import type { RelayCounts, RelayEvent } from './relay-event.js'
import {
  type OutboxRelaySettings,
  type ResolvedRelaySettings,
  resolveRelaySettings,
} from './relay-settings.js'
import { sendRows } from './send-rows.js'

/** Between two tries while broker, store or database are away. */
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 10_000

/** What one batch came to. */
interface Round {
  readonly taken: number
  /** Why broker or store took none; absent: they are there. */
  readonly away: string | undefined
}

/**
 * Sends what is in an outbox. Any number of relays, in any number of processes, share the work.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming each wrong setting
 *
 * @example
 * ```ts
 * const relay = outboxRelay({ database: 'postgresql://localhost/shop', client })
 * await relay.start()
 * ```
 */
export const outboxRelay = (settings: OutboxRelaySettings): OutboxRelay =>
  new OutboxRelay(resolveRelaySettings(settings))

/** Made by {@link outboxRelay}. */
export class OutboxRelay implements AsyncDisposable {
  readonly #settings: ResolvedRelaySettings
  readonly #stopping = new AbortController()
  readonly #listeners = new Set<(event: RelayEvent) => void>()
  #counts: RelayCounts = { sent: 0, setAside: 0, putOff: 0 }
  #running: Promise<void> | undefined
  #absent: 'database' | 'broker' | undefined
  #wake: (() => void) | undefined
  #hasNotice = false

  /** @internal Use `outboxRelay`. */
  constructor(settings: ResolvedRelaySettings) {
    this.#settings = settings
  }

  /** What it has done so far. */
  get counts(): RelayCounts {
    return this.#counts
  }

  /** Listens to what it does; returns how to stop. What the listener throws is an uncaught exception. */
  on(listener: (event: RelayEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /**
   * Begins to send, and goes on until {@link stop}. Resolves once it has reached the database, or found that it is away:
   * then it goes on trying.
   * @throws ResultStoreError `ARQ_STORE_AUTH` or `ARQ_STORE_FAILED`, UnsupportedError `ARQ_UNSUPPORTED`: trying again
   * would not help; ClosedError `ARQ_CLOSED` after a stop
   */
  async start(): Promise<void> {
    if (this.#stopping.signal.aborted) throw new ClosedError('OutboxRelay')
    if (this.#running) return
    let begun: () => void = () => undefined
    let failed: (error: unknown) => void = () => undefined
    const standing = new Promise<void>((resolve, reject) => {
      begun = resolve
      failed = reject
    })
    this.#running = this.#run(begun, failed)
    await standing
  }

  /** Sends no further batch; one that is under way comes to its end. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#wake?.()
    await this.#running
  }

  /**
   * Sends what there is now, for tests and for programs that run once. Rows that are put off or set aside stay.
   * @throws what keeps it from the database, and an Error while broker or result store are away
   */
  async drain(): Promise<RelayCounts> {
    const rows = await this.#settings.source.open()
    const before = this.#counts
    try {
      for (;;) {
        const { taken, away } = await this.#round(rows)
        if (away !== undefined) throw new Error(away)
        if (taken === 0) break
      }
    } finally {
      rows.close()
    }
    const { sent, setAside, putOff } = this.#counts
    return {
      sent: sent - before.sent,
      setAside: setAside - before.setAside,
      putOff: putOff - before.putOff,
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #run(begun: () => void, failed: (error: unknown) => void): Promise<void> {
    const { source } = this.#settings
    const { signal } = this.#stopping
    let isFirst = true
    let pauses = this.#newPauses()
    while (!signal.aborted) {
      let rows: OutboxRows | undefined
      try {
        rows = await source.open()
        await rows.onRows(() => this.#notice())
        begun()
        isFirst = false
        await this.#rounds(rows, () => (pauses = this.#newPauses()))
      } catch (error) {
        if (isFirst && isArqError(error) && !error.retryable) {
          failed(error)
          this.#running = undefined
          return
        }
        begun()
        isFirst = false
        this.#away(describeThrown(error).message, 'database')
        await pauses.wait()
      } finally {
        rows?.close()
      }
    }
    begun()
  }

  async #rounds(rows: OutboxRows, onStanding: () => void): Promise<void> {
    const { signal } = this.#stopping
    let pauses = this.#newPauses()
    while (!signal.aborted) {
      this.#hasNotice = false
      const { taken, away } = await this.#round(rows)
      onStanding()
      if (away === undefined) {
        // Without a row it has not asked the broker.
        if (taken > 0 || this.#absent === 'database') this.#back()
        pauses = this.#newPauses()
        if (taken < this.#settings.batchSize) await this.#untilRows()
      } else {
        this.#away(away, 'broker')
        await pauses.wait()
      }
    }
  }

  async #round(rows: OutboxRows): Promise<Round> {
    const { client, codec, clock, batchSize, sendTimeoutMs } = this.#settings
    let settled: readonly (readonly [OutboxRow, RowEnd])[] = []
    const taken = await rows.take(batchSize, async (batch) => {
      const { signal } = this.#stopping
      const limits = { clock, timeoutMs: sendTimeoutMs, signal }
      const ends = await sendRows(batch, { client, codec, ...limits })
      settled = batch.flatMap((row) => {
        const end = ends.get(row.id)
        return end ? [[row, end] as const] : []
      })
      return ends
    })
    // Committed.
    this.#tell(settled)
    return { taken, away: awayOf(settled.map(([, end]) => end)) }
  }

  #tell(settled: readonly (readonly [OutboxRow, RowEnd])[]): void {
    const { logger } = this.#settings
    const count = settled.filter(([, end]) => end.type === 'sent').length
    const counts = { ...this.#counts, sent: this.#counts.sent + count }
    if (count > 0) this.#emit({ type: 'sent', count })
    for (const [{ jobId, task, queueName }, end] of settled) {
      if (end.type !== 'aside' && end.type !== 'later') continue
      const { code, message: reason } = end.error
      const job = { jobId, task, queueName, code, reason }
      if (end.type === 'aside') {
        counts.setAside += 1
        logger.error(texts.setAside({ jobId, task, reason }), { jobId, task, queueName, code })
        this.#emit({ type: 'setAside', ...job })
      } else {
        counts.putOff += 1
        logger.warn(texts.later({ jobId, task, reason }), { jobId, task, queueName, code })
        this.#emit({ type: 'putOff', afterMs: end.afterMs, ...job })
      }
    }
    this.#counts = counts
  }

  /** Until rows may have come, or it is time to look. */
  async #untilRows(): Promise<void> {
    if (this.#hasNotice) return
    const { pollIntervalMs, clock } = this.#settings
    const waiting = new AbortController()
    this.#wake = () => waiting.abort()
    if (!this.#stopping.signal.aborted) {
      await pause(pollIntervalMs, { clock, signal: waiting.signal })
    }
    this.#wake = undefined
  }

  #notice(): void {
    this.#hasNotice = true
    this.#wake?.()
  }

  #away(reason: string, what: 'database' | 'broker'): void {
    if (this.#absent === what || this.#stopping.signal.aborted) return
    this.#absent = what
    const { logger } = this.#settings
    logger.warn(what === 'database' ? texts.databaseAway({ reason }) : texts.away({ reason }))
    this.#emit({ type: 'away', reason })
  }

  #back(): void {
    if (this.#absent === undefined) return
    this.#absent = undefined
    this.#settings.logger.info(texts.back())
    this.#emit({ type: 'back' })
  }

  #emit(event: RelayEvent): void {
    for (const listener of this.#listeners) {
      callListener(() => listener(event))
    }
  }

  #newPauses(): GrowingPause {
    const { clock } = this.#settings
    const { signal } = this.#stopping
    return new GrowingPause({ firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS, clock, signal })
  }
}

/** Why none was sent. Where some were, broker and store are there: those that were kept are taken again. */
function awayOf(ends: readonly RowEnd[]): string | undefined {
  if (ends.some(({ type }) => type === 'sent')) return undefined
  for (const end of ends) if (end.type === 'kept') return end.error.message
  return undefined
}
