import { type Clock, ClosedError, errorText, type Release, type ResultStore } from '@arq/core'
import type { TextLogger } from '@arq/core/internal'

import { Alarm } from './alarm.js'
import { type Reading, readRecords } from './read-records.js'
import { RecordWatch, type Watch, type WatchedRecord } from './record-watch.js'
import { texts } from './texts.js'

export interface RecordWatcherParts {
  readonly store: ResultStore
  readonly clock: Clock
  readonly logger: TextLogger
}

/** Reads that are due this soon join a round instead of making one of their own. */
const ROUND_GRAIN_MS = 50

/**
 * Watches the records of any number of jobs with one subscription, one timer and one read at a time: all that are due
 * are read together. What the store announces is read at once; since announcements may be lost, and jobs run by Python
 * workers make none, everything is polled beside it.
 */
export class RecordWatcher {
  readonly #parts: RecordWatcherParts
  readonly #entries = new Map<string, Set<WatchedRecord>>()
  readonly #alarm: Alarm
  #due = new Set<string>()
  #announced = new Set<string>()
  #round = 0
  #isReading = false
  #isClosed = false
  #subscription: Promise<Release | undefined> | undefined

  constructor(parts: RecordWatcherParts) {
    this.#parts = parts
    this.#alarm = new Alarm(parts.clock, () => this.#onAlarm())
  }

  /** Reads a job's record until `judge` has a value. */
  until<T>(watch: Watch<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(new ClosedError('Client'))
    const { signal } = watch
    return new Promise((resolve, reject) => {
      const giveUp = (): void => entry.giveUp()
      const entry = new RecordWatch({
        watch,
        nowMs: this.#parts.clock.monotonicNow(),
        round: this.#round,
        incarnation: () => this.#parts.store.incarnation,
        onEnd: () => {
          signal?.removeEventListener('abort', giveUp)
          this.#remove(entry)
        },
        resolve,
        reject,
      })
      if (signal?.aborted === true) {
        entry.giveUp()
        return
      }
      signal?.addEventListener('abort', giveUp)
      this.#add(entry)
    })
  }

  /** Ends every watch with `ARQ_CLOSED`. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#alarm.cancel()
    for (const entry of this.#all()) entry.fail(new ClosedError('Client'))
    const release = await this.#subscription
    await release?.()
  }

  #add(entry: WatchedRecord): void {
    const { jobId } = entry
    const others = this.#entries.get(jobId)
    if (others) others.add(entry)
    else this.#entries.set(jobId, new Set([entry]))
    this.#alarm.ringBy(entry.deadlineMs)
    this.#subscribe()
    this.#due.add(jobId)
    // All that begin in this turn are read together.
    queueMicrotask(() => void this.#readDue())
  }

  *#all(): Iterable<WatchedRecord> {
    for (const entries of [...this.#entries.values()]) yield* [...entries]
  }

  #remove(entry: WatchedRecord): void {
    const entries = this.#entries.get(entry.jobId)
    entries?.delete(entry)
    if (entries?.size === 0) this.#entries.delete(entry.jobId)
    if (this.#entries.size === 0) this.#alarm.cancel()
  }

  #onAlarm(): void {
    const nowMs = this.#parts.clock.monotonicNow()
    this.#subscribe()
    for (const entry of this.#all()) {
      if (entry.deadlineMs <= nowMs) {
        entry.giveUp()
        continue
      }
      if (entry.nextReadMs <= nowMs + ROUND_GRAIN_MS) {
        entry.readIsDue()
        this.#due.add(entry.jobId)
      }
      this.#alarm.ringBy(Math.min(entry.deadlineMs, entry.nextReadMs))
    }
    void this.#readDue()
  }

  async #readDue(): Promise<void> {
    if (this.#isReading) return
    this.#isReading = true
    while (this.#due.size > 0 && !this.#isClosed) {
      const jobIds = [...this.#due].filter((jobId) => this.#entries.has(jobId))
      // Only what was announced before the read began can be seen by it.
      const announced = this.#announced
      this.#due = new Set()
      this.#announced = new Set()
      if (jobIds.length === 0) break
      this.#round += 1
      const readings = await readRecords(this.#parts.store, jobIds)
      for (const [jobId, reading] of readings) this.#tell(jobId, reading, announced.has(jobId))
    }
    this.#isReading = false
  }

  #tell(jobId: string, reading: Reading, wasAnnounced: boolean): void {
    const nowMs = this.#parts.clock.monotonicNow()
    for (const entry of [...(this.#entries.get(jobId) ?? [])]) {
      if (entry.round === this.#round) continue
      entry.planNextRead(nowMs)
      entry.see(reading, wasAnnounced)
      if (this.#entries.get(jobId)?.has(entry) === true) this.#alarm.ringBy(entry.nextReadMs)
    }
  }

  #subscribe(): void {
    const { store } = this.#parts
    if (this.#subscription || this.#isClosed || !store.subscribe) return
    this.#subscription = store
      .subscribe((jobId) => this.#onChange(jobId))
      .then(
        (release) => {
          // What ended while the subscription was being made was announced to nobody.
          for (const jobId of this.#entries.keys()) this.#due.add(jobId)
          void this.#readDue()
          return release
        },
        (error: unknown) => {
          this.#subscription = undefined
          const problem = errorText(error)
          this.#parts.logger.debug(texts.noPush({ problem }))
          return undefined
        },
      )
  }

  #onChange(jobId: string): void {
    if (!this.#entries.has(jobId)) return
    this.#announced.add(jobId)
    this.#due.add(jobId)
    void this.#readDue()
  }
}
