import {
  type Clock,
  countDuplicates,
  decideTransition,
  decodeJobRecord,
  type DuplicateCounts,
  encodeJobRecord,
  type JobClaim,
  type JobIdentity,
  type JobRecord,
  type JobStatus,
  type JobTransition,
  systemClock,
  type TransitionOutcome,
  type TransitionState,
} from '@arq/core'

import { checkClock } from './memory-settings.js'

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

// Each write adds one row at most and looks at this many old ones: after as many writes as there are rows, every row
// that had expired is freed.
const ROWS_SWEPT_PER_WRITE = 2

/**
 * What one or several {@link MemoryResultStore}s keep, as the server behind a real store would.
 * Expired records are never seen again; writes free their memory, so that no timer is needed.
 */
export class MemoryRecords {
  readonly #clock: Clock
  readonly #rows = new Map<string, Row>()
  readonly #waiting = new Map<string, Set<string>>()
  readonly #listeners = new Set<(jobId: string) => void>()
  #sweep = this.#rows.entries()

  constructor({ clock = systemClock }: MemoryRecordsSettings = {}) {
    checkClock('MemoryRecords settings', clock)
    this.#clock = clock
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
  renew(job: JobIdentity, ttlMs: Ttl): void {
    const row = this.#findWaiting(job)
    if (row) this.#rows.set(job.jobId, { ...row, expiresAtMs: this.#expiryOf(ttlMs) })
  }

  /** @internal Whether there was something to take back. */
  withdraw(job: JobIdentity): boolean {
    return this.#findWaiting(job) !== undefined && this.delete(job.jobId)
  }

  /** @internal */
  transition({ record, guard, ttlMs }: JobTransition): TransitionOutcome {
    const row = this.#find(record.jobId)
    const outcome = decideTransition(row?.state, { record, guard })
    const counts = countDuplicates(row?.state, { record, guard }, outcome)
    if (!isWritten(outcome)) {
      if (row) this.#recount(row, counts)
    } else if (ttlMs === 0) this.delete(record.jobId)
    else this.#write({ ...record, ...counts }, this.#expiryOf(ttlMs))
    return outcome
  }

  /** @internal */
  claim({ jobId, token, retryCount, toTransition }: JobClaim): TransitionOutcome {
    const row = this.#find(jobId)
    const change = toTransition()
    if (!row) return 'applied'
    const outcome = decideTransition(row.state, change)
    const stored = decodeJobRecord(row.text)
    // Left over from an earlier job under this id: nothing of it may stay.
    if (!isWritten(outcome) || stored.enqueueTime !== change.record.enqueueTime) {
      return this.transition(change)
    }
    const begun = { token, retryCount, status: 'in_progress' } as const
    const counts = countDuplicates(row.state, change, outcome)
    this.#write({ ...stored, ...begun, ...counts }, row.expiresAtMs)
    return outcome
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
  listen(listener: (jobId: string) => void): () => void {
    const entry = (jobId: string): void => listener(jobId)
    this.#listeners.add(entry)
    return () => void this.#listeners.delete(entry)
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
    this.#sweepSome()
    this.#notify(jobId)
  }

  /** Only what it says of duplicates changes. */
  #recount({ text, state, expiresAtMs }: Row, counts: DuplicateCounts): void {
    if (counts.duplicateDeliveries === state.duplicateDeliveries) return
    this.#write({ ...decodeJobRecord(text), ...counts }, expiresAtMs)
  }

  #remove(jobId: string): void {
    const row = this.#rows.get(jobId)
    if (!row) return
    this.#rows.delete(jobId)
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
