import {
  type Clock,
  ClosedError,
  type JobRecord,
  type JobStatus,
  localizedMessage,
  type Logger,
  type Release,
  type ResultStore,
} from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import { Alarm } from './alarm.js'
import { messages } from './messages.js'
import { type Reading, readRecords } from './read-records.js'

/** What was read of a job, and what had been known of it. */
export interface Sighting {
  readonly record: JobRecord | undefined
  /** It had a record before, or the store told of a change of it: it is not unknown. */
  readonly wasKnown: boolean
}

export interface Watch<T> {
  readonly jobId: string
  /** Wait before the second read; each further wait is longer, up to five seconds. */
  readonly pollDelayMs: number
  /** Absent: for ever. `0`: one look. */
  readonly timeoutMs: number | undefined
  /** Asked after each read: a value ends the watch, an error too, `undefined` goes on. */
  readonly judge: (sighting: Sighting) => { readonly value: T } | undefined
  /** Time is up. `error`: why the last read failed, if it did. */
  readonly onTimeout: (last: {
    readonly error: unknown
    readonly status: JobStatus | undefined
  }) => T
}

export interface RecordWatcherOptions {
  readonly store: ResultStore
  readonly clock: Clock
  readonly logger: Logger
}

const LONGEST_POLL_DELAY_MS = 5000
const POLL_GROWTH = 1.5
/** Reads that are due this soon join a round instead of making one of their own. */
const ROUND_GRAIN_MS = 50

interface Entry {
  readonly jobId: string
  readonly deadlineMs: number
  readonly see: (reading: Reading, wasAnnounced: boolean) => void
  readonly giveUp: () => void
  readonly fail: (error: unknown) => void
  /** The round that was under way when it began: it came too late for that one's reading. */
  readonly round: number
  delayMs: number
  nextReadMs: number
}

/**
 * Watches the records of any number of jobs with one subscription, one timer and one read at a time: all that are due
 * are read together. What the store announces is read at once; since announcements may be lost, and jobs run by Python
 * workers make none, everything is polled beside it.
 */
export class RecordWatcher {
  readonly #options: RecordWatcherOptions
  readonly #entries = new Map<string, Set<Entry>>()
  readonly #alarm: Alarm
  #due = new Set<string>()
  #announced = new Set<string>()
  #round = 0
  #isReading = false
  #isClosed = false
  #subscription: Promise<Release | undefined> | undefined

  constructor(options: RecordWatcherOptions) {
    this.#options = options
    this.#alarm = new Alarm(options.clock, () => this.#onAlarm())
  }

  /** Reads a job's record until `judge` has a value. */
  until<T>(watch: Watch<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(new ClosedError('Client'))
    return new Promise((resolve, reject) => {
      const entry = this.#entryFor(watch, resolve, reject)
      const others = this.#entries.get(watch.jobId)
      if (others) others.add(entry)
      else this.#entries.set(watch.jobId, new Set([entry]))
      this.#alarm.ringBy(entry.deadlineMs)
      this.#subscribe()
      this.#due.add(watch.jobId)
      // All that begin in this turn are read together.
      queueMicrotask(() => void this.#readDue())
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

  #entryFor<T>(
    watch: Watch<T>,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
  ): Entry {
    const { jobId, timeoutMs, pollDelayMs } = watch
    const last: { error: unknown; status: JobStatus | undefined } = {
      error: undefined,
      status: undefined,
    }
    let wasKnown = false
    const end = (settle: () => void): void => {
      this.#remove(entry)
      try {
        settle()
      } catch (error) {
        reject(error)
      }
    }
    const entry: Entry = {
      jobId,
      round: this.#round,
      delayMs: pollDelayMs,
      nextReadMs: Infinity,
      deadlineMs:
        timeoutMs === undefined || timeoutMs === 0
          ? Infinity
          : this.#options.clock.now() + timeoutMs,
      fail: (error) => end(() => reject(error)),
      giveUp: () => end(() => resolve(watch.onTimeout(last))),
      see: (reading, wasAnnounced) => {
        if ('error' in reading) {
          last.error = reading.error
          if (reading.isFinal) entry.fail(reading.error)
        } else {
          const { record } = reading
          wasKnown ||= wasAnnounced
          last.error = undefined
          last.status = record?.status
          try {
            const verdict = watch.judge({ record, wasKnown })
            if (verdict) {
              end(() => resolve(verdict.value))
              return
            }
          } catch (error) {
            entry.fail(error)
            return
          }
          wasKnown ||= record !== undefined
        }
        if (timeoutMs === 0) entry.giveUp()
      },
    }
    return entry
  }

  *#all(): Iterable<Entry> {
    for (const entries of [...this.#entries.values()]) yield* [...entries]
  }

  #remove(entry: Entry): void {
    const entries = this.#entries.get(entry.jobId)
    entries?.delete(entry)
    if (entries?.size === 0) this.#entries.delete(entry.jobId)
    if (this.#entries.size === 0) this.#alarm.cancel()
  }

  #onAlarm(): void {
    const nowMs = this.#options.clock.now()
    this.#subscribe()
    for (const entry of this.#all()) {
      if (entry.deadlineMs <= nowMs) {
        entry.giveUp()
        continue
      }
      if (entry.nextReadMs <= nowMs + ROUND_GRAIN_MS) {
        entry.nextReadMs = Infinity
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
      const readings = await readRecords(this.#options.store, jobIds)
      for (const [jobId, reading] of readings) this.#tell(jobId, reading, announced.has(jobId))
    }
    this.#isReading = false
  }

  #tell(jobId: string, reading: Reading, wasAnnounced: boolean): void {
    const nowMs = this.#options.clock.now()
    for (const entry of [...(this.#entries.get(jobId) ?? [])]) {
      if (entry.round === this.#round) continue
      // A read out of turn, because of an announcement, leaves the rhythm as it is.
      if (entry.nextReadMs === Infinity) {
        entry.nextReadMs = nowMs + entry.delayMs
        entry.delayMs = Math.max(
          entry.delayMs,
          Math.min(entry.delayMs * POLL_GROWTH, LONGEST_POLL_DELAY_MS),
        )
      }
      entry.see(reading, wasAnnounced)
      if (this.#entries.get(jobId)?.has(entry) === true) this.#alarm.ringBy(entry.nextReadMs)
    }
  }

  #subscribe(): void {
    const { store } = this.#options
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
          const problem = localizedMessage(error, 'en')
          this.#options.logger.debug(renderMessage(messages.noPush({ problem })))
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
