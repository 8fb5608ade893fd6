import type { JobRecord, JobStatus } from '@arq/core'

import type { Reading } from './read-records.js'

/** What was read of a job, and what had been known of it. */
export interface Sighting {
  readonly record: JobRecord | undefined
  /** It had a record before, or the store told of a change of it: it is not unknown. */
  readonly wasKnown: boolean
  /** The store has a new incarnation since its record was known: that record may be lost, and the job go on. */
  readonly mayBeLost: boolean
}

export interface Watch<T> {
  readonly jobId: string
  /** The store's incarnation in which the job was enqueued, where that is known. */
  readonly incarnation: string | undefined
  /** Wait before the second read; each further wait is longer, up to five seconds. */
  readonly pollDelayMs: number
  /** Absent: for ever. `0`: one look. */
  readonly timeoutMs: number | undefined
  /** Ends the watch as its timeout does. */
  readonly signal?: AbortSignal | undefined
  /** Asked after each read: a value ends the watch, an error too, `undefined` goes on. */
  readonly judge: (sighting: Sighting) => { readonly value: T } | undefined
  /** Time is up. `error`: why the last read failed, if it did. */
  readonly onTimeout: (last: {
    readonly error: unknown
    readonly status: JobStatus | undefined
  }) => T
}

/** Each wait before a read is this much longer than the one before. */
const POLL_GROWTH = 1.5
/** A job that runs for hours is looked at this often: the price of an announcement that was lost. */
const LONGEST_POLL_DELAY_MS = 5000

/** One call that watches a record, as the watcher sees it. */
export interface WatchedRecord {
  readonly jobId: string
  /** By the monotonic clock. */
  readonly deadlineMs: number
  /** The round that was under way when the watch began: it began too late for that one's reading. */
  readonly round: number
  /** When it wants to be read; `Infinity` while a read is due or under way. */
  readonly nextReadMs: number
  readIsDue(): void
  /** After a read. One out of turn, because of an announcement, leaves the rhythm as it is. */
  planNextRead(nowMs: number): void
  see(reading: Reading, wasAnnounced: boolean): void
  giveUp(): void
  fail(error: unknown): void
}

export interface RecordWatchParts<T> {
  readonly watch: Watch<T>
  readonly nowMs: number
  readonly round: number
  /** The store's, now. */
  readonly incarnation: () => string | undefined
  /** Called once, before the promise of the call settles. */
  readonly onEnd: () => void
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

/** One call that waits for what a job's record says. */
export class RecordWatch<T> implements WatchedRecord {
  readonly jobId: string
  readonly deadlineMs: number
  readonly round: number
  readonly #parts: RecordWatchParts<T>
  #nextReadMs = Infinity
  #delayMs: number
  #wasKnown = false
  /** The store's incarnation when the job was last known. */
  #knownIn: string | undefined
  #lastError: unknown
  #lastStatus: JobStatus | undefined

  constructor(parts: RecordWatchParts<T>) {
    const { watch, nowMs, round } = parts
    const { jobId, timeoutMs, pollDelayMs } = watch
    this.#parts = parts
    this.jobId = jobId
    this.round = round
    this.#delayMs = pollDelayMs
    this.#knownIn = watch.incarnation ?? parts.incarnation()
    const isOneLook = timeoutMs === 0
    this.deadlineMs = timeoutMs === undefined || isOneLook ? Infinity : nowMs + timeoutMs
  }

  get nextReadMs(): number {
    return this.#nextReadMs
  }

  readIsDue(): void {
    this.#nextReadMs = Infinity
  }

  planNextRead(nowMs: number): void {
    if (this.#nextReadMs !== Infinity) return
    const delayMs = this.#delayMs
    this.#nextReadMs = nowMs + delayMs
    this.#delayMs = Math.max(delayMs, Math.min(delayMs * POLL_GROWTH, LONGEST_POLL_DELAY_MS))
  }

  see(reading: Reading, wasAnnounced: boolean): void {
    if ('error' in reading) {
      this.#lastError = reading.error
      if (reading.isFinal) this.fail(reading.error)
    } else if (this.#judge(reading.record, wasAnnounced)) return
    if (this.#parts.watch.timeoutMs === 0) this.giveUp()
  }

  giveUp(): void {
    const last = { error: this.#lastError, status: this.#lastStatus }
    this.#end(() => this.#parts.watch.onTimeout(last))
  }

  fail(error: unknown): void {
    this.#parts.onEnd()
    this.#parts.reject(error)
  }

  /** @returns whether it has ended */
  #judge(record: JobRecord | undefined, wasAnnounced: boolean): boolean {
    const incarnation = this.#parts.incarnation()
    if (wasAnnounced) this.#knownNow(incarnation)
    const mayBeLost = this.#knownIn !== incarnation
    this.#lastError = undefined
    this.#lastStatus = record?.status
    try {
      const wasKnown = this.#wasKnown
      const verdict = this.#parts.watch.judge({ record, wasKnown, mayBeLost })
      if (record) this.#knownNow(incarnation)
      if (!verdict) return false
      this.#end(() => verdict.value)
    } catch (error) {
      this.fail(error)
    }
    return true
  }

  #knownNow(incarnation: string | undefined): void {
    this.#wasKnown = true
    this.#knownIn = incarnation
  }

  #end(value: () => T): void {
    this.#parts.onEnd()
    try {
      this.#parts.resolve(value())
    } catch (error) {
      this.#parts.reject(error)
    }
  }
}
