import {
  type AnnouncedJob,
  type Clock,
  countDuplicates,
  decideTransition,
  decodeJobRecord,
  type DuplicateCounts,
  encodeJobRecord,
  isClaim,
  isTombstone,
  type JobIdentity,
  type JobPage,
  type JobQuery,
  type JobRecord,
  type JobSearchOptions,
  type JobStart,
  type JobStatus,
  type JobTransition,
  outrunsAnnouncement,
  systemClock,
  type TransitionOutcome,
  type TransitionState,
} from '@arq/core'

import { MemoryEntries } from './memory-entries.js'
import { checkClock } from './memory-settings.js'
import { MemoryStreams } from './memory-streams.js'
import { OutrunAnnouncements } from './outrun-announcements.js'
import { type SearchedText, searchTexts } from './search-texts.js'

export interface MemoryRecordsSettings {
  /** Decides when records expire. Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

interface Row {
  /** As a server would keep it: what comes back is what JSON carries, and nobody shares objects with the writer. */
  readonly text: string
  readonly state: TransitionState
  readonly queueName: string
  readonly expiresAtMs: number
}

type Ttl = number | 'forever'

/** A worker keeps them all in mind, and reads them again and again. */
const MOST_STOPPED_TOLD = 1000

// Each write adds one row at most and looks at this many old ones: after as many writes as there are rows, every row
// that had expired is freed.
const ROWS_SWEPT_PER_WRITE = 2

/**
 * What one or several {@link MemoryResultStore}s keep, as the server behind a real store would.
 * Expired records are never seen again; writes free their memory, so that no timer is needed.
 */
export class MemoryRecords {
  /** @internal */
  readonly entries: MemoryEntries
  readonly #clock: Clock
  readonly #rows = new Map<string, Row>()
  readonly #waiting = new Map<string, Set<string>>()
  /** Ids of tombstones. */
  readonly #stopped = new Set<string>()
  readonly #outrun: OutrunAnnouncements
  /** @internal */
  readonly streams: MemoryStreams
  readonly #listeners = new Set<(jobId: string) => void>()
  #sweep = this.#rows.entries()
  #incarnation = 1

  constructor({ clock = systemClock }: MemoryRecordsSettings = {}) {
    checkClock('MemoryRecords settings', clock)
    this.#clock = clock
    this.#outrun = new OutrunAnnouncements(clock)
    this.entries = new MemoryEntries(clock)
    this.streams = new MemoryStreams(clock, (notice) => this.#notify(notice))
  }

  /** @internal Of the data: another one after {@link lose}. */
  get incarnation(): string {
    return String(this.#incarnation)
  }

  /** @internal See `MemoryResultStore.loseRecords`. */
  lose(): void {
    this.#incarnation += 1
    this.#rows.clear()
    this.#waiting.clear()
    this.#outrun.clear()
    this.entries.clear()
    this.streams.clear()
    this.#sweep = this.#rows.entries()
  }

  /** Records that memory is spent on, expired ones that are not yet freed among them. */
  get size(): number {
    return this.#rows.size
  }

  /** @internal */
  create(record: JobRecord, ttlMs: Ttl): 'created' | 'exists' {
    if (this.#find(record.jobId)) return 'exists'
    this.#write(record, this.#expiryOf(ttlMs))
    return 'created'
  }

  /** @internal */
  announce({ jobId, text, ttlMs }: AnnouncedJob): 'created' | 'exists' {
    if (this.#outrun.has(jobId)) return 'exists'
    return this.create(decodeJobRecord(text), ttlMs)
  }

  /** @internal Whether it stood there. */
  replaceClaim(claim: string, record: JobRecord, ttlMs: Ttl): boolean {
    const row = this.#find(record.jobId)
    if (!row || !isClaim(decodeJobRecord(row.text), claim)) return false
    if (ttlMs === 0) this.delete(record.jobId)
    else this.#write(record, this.#expiryOf(ttlMs))
    return true
  }

  /** @internal Whether there was something to take back. */
  withdraw(job: JobIdentity): boolean {
    return this.#findWaiting(job) !== undefined && this.delete(job.jobId)
  }

  /** @internal */
  transition(change: JobTransition): TransitionOutcome {
    const { record, guard, ttlMs } = change
    const row = this.#find(record.jobId)
    const outcome = decideTransition(row?.state, { record, guard })
    const counts = countDuplicates(row?.state, { record, guard }, outcome)
    if (!isWritten(outcome)) {
      if (row) this.#recount(row, counts)
      return outcome
    }
    if (outrunsAnnouncement(row?.state, change)) this.#outrun.add(record.jobId)
    if (ttlMs === 0) this.delete(record.jobId)
    else this.#write({ ...record, ...counts }, this.#expiryOf(ttlMs))
    return outcome
  }

  /** @internal */
  begin({ jobId, token, retryCount, isAnnounced, toTransition }: JobStart): TransitionOutcome {
    const row = this.#find(jobId)
    const change = toTransition()
    if (!row) return isAnnounced === true ? this.transition(change) : 'applied'
    const outcome = decideTransition(row.state, change)
    const stored = decodeJobRecord(row.text)
    // Left over from an earlier job under this id: nothing of it may stay.
    if (!isWritten(outcome) || stored.enqueueTime !== change.record.enqueueTime) {
      return this.transition(change)
    }
    const begun = { token, retryCount, status: 'in_progress', claim: undefined } as const
    const counts = countDuplicates(row.state, change, outcome)
    this.#write({ ...stored, ...begun, ...counts }, row.expiresAtMs)
    return outcome
  }

  /** @internal */
  stoppedJobs(): ReadonlySet<string> | 'many' {
    return this.#stopped.size > MOST_STOPPED_TOLD ? 'many' : new Set(this.#stopped)
  }

  /** @internal The encoded record. */
  read(jobId: string): string | undefined {
    return this.#find(jobId)?.text
  }

  /** @internal */
  status(jobId: string): JobStatus | undefined {
    return this.#find(jobId)?.state.status
  }

  /** @internal Whether there was something to delete. */
  delete(jobId: string): boolean {
    if (!this.#find(jobId)) return false
    this.#remove(jobId)
    this.#notify(jobId)
    return true
  }

  /** @internal Encoded records of jobs that wait. */
  waitingIn(queueName: string, limit: number): readonly string[] {
    const texts: string[] = []
    for (const jobId of this.#waiting.get(queueName) ?? []) {
      if (texts.length >= limit) break
      const text = this.read(jobId)
      if (text !== undefined) texts.push(text)
    }
    return texts
  }

  /** @internal */
  search(query: JobQuery, options: JobSearchOptions): JobPage {
    return searchTexts(this.#texts(query.jobId), query, options)
  }

  /** @internal */
  listen(listener: (jobId: string) => void): () => void {
    const entry = (jobId: string): void => listener(jobId)
    this.#listeners.add(entry)
    return () => void this.#listeners.delete(entry)
  }

  /** Of the live rows, or of one of them. */
  #texts(jobId: string | undefined): readonly SearchedText[] {
    const ids = jobId === undefined ? [...this.#rows.keys()] : [jobId]
    return ids.flatMap((id) => {
      const row = this.#find(id)
      return row ? { jobId: id, enqueueTime: row.state.enqueueTime ?? '', text: row.text } : []
    })
  }

  #find(jobId: string): Row | undefined {
    const row = this.#rows.get(jobId)
    if (!row || row.expiresAtMs > this.#clock.now()) return row
    this.#remove(jobId)
    return undefined
  }

  #findWaiting({ jobId, enqueueTime }: JobIdentity): Row | undefined {
    const row = this.#find(jobId)
    if (!row || row.state.enqueueTime !== enqueueTime) return undefined
    return isWaiting(row.state.status) ? row : undefined
  }

  #write(record: JobRecord, expiresAtMs: number): void {
    const { jobId, token, enqueueTime, status, retryCount, queueName } = record
    const { duplicateRuns, duplicateDeliveries } = record
    const row: Row = {
      text: encodeJobRecord(record),
      state: { token, enqueueTime, status, retryCount, duplicateRuns, duplicateDeliveries },
      queueName,
      expiresAtMs,
    }
    this.#remove(jobId)
    this.#rows.set(jobId, row)
    if (isWaiting(status)) this.#waitingSet(queueName).add(jobId)
    if (isTombstone(record)) this.#stopped.add(jobId)
    this.#sweepSome()
    this.#notify(jobId)
  }

  /** Only what it says of duplicates changes. */
  #recount({ text, state, expiresAtMs }: Row, counts: DuplicateCounts): void {
    const isTheSame =
      counts.duplicateRuns === state.duplicateRuns &&
      counts.duplicateDeliveries === state.duplicateDeliveries
    if (isTheSame) return
    this.#write({ ...decodeJobRecord(text), ...counts }, expiresAtMs)
  }

  #remove(jobId: string): void {
    const row = this.#rows.get(jobId)
    if (!row) return
    this.#rows.delete(jobId)
    this.#stopped.delete(jobId)
    const waiting = this.#waiting.get(row.queueName)
    waiting?.delete(jobId)
    if (waiting?.size === 0) this.#waiting.delete(row.queueName)
  }

  #waitingSet(queueName: string): Set<string> {
    const set = this.#waiting.get(queueName) ?? new Set<string>()
    this.#waiting.set(queueName, set)
    return set
  }

  #expiryOf(ttlMs: Ttl): number {
    return ttlMs === 'forever' ? Infinity : this.#clock.now() + ttlMs
  }

  #sweepSome(): void {
    const nowMs = this.#clock.now()
    for (let looked = 0; looked < ROWS_SWEPT_PER_WRITE; looked += 1) {
      const next = this.#sweep.next()
      if (next.done === true) {
        this.#sweep = this.#rows.entries()
        return
      }
      const [jobId, { expiresAtMs }] = next.value
      if (expiresAtMs <= nowMs) this.#remove(jobId)
    }
  }

  #notify(jobId: string): void {
    for (const listener of this.#listeners) queueMicrotask(() => listener(jobId))
  }
}

const isWritten = (outcome: TransitionOutcome): boolean =>
  outcome === 'applied' || outcome === 'repeated'

const isWaiting = (status: JobStatus): boolean => status === 'queued' || status === 'retrying'
