import type { JobRecord, JobStatus } from './job.js'
import type { JobClaim, JobTransition, TransitionOutcome } from './job-transition.js'
import type { Release } from './shared-resource.js'

export interface CreateOptions {
  /** How long the record is kept unless something renews it. */
  readonly ttlMs: number | 'forever'
}

/** Figures of a store, counted by this process, and the store's own under `details`. */
export interface StorageStats {
  readonly storeType: string
  readonly totalStored: number
  readonly totalRetrieved: number
  readonly totalDeleted: number
  /** Share of operations that did not fail, 0 to 1; 1 before the first. */
  readonly successRate: number
  readonly details: Readonly<Record<string, unknown>>
}

export interface HealthReport {
  readonly isHealthy: boolean
  /** Time of one round trip. */
  readonly latencyMs?: number | undefined
  readonly error?: string | undefined
}

/**
 * Where the state and the results of jobs are kept. A port: implement it to plug in a store of your own, and run
 * `resultStoreConformance` of `@arq/conformance` on it. Clients and workers call it; absence is never an error.
 *
 * Every method rejects with a `ResultStoreError` when the store fails, and leaves no half-made write behind.
 */
export interface ResultStore {
  /**
   * What clients and workers do while the store is down: `degrade` runs jobs without it and says so once per outage
   * (their results are kept in memory, bounded, until it is back), `refuse` does not start, and holds finished jobs
   * unacknowledged until their results are stored.
   */
  readonly onFailure: 'degrade' | 'refuse'

  /** Opens it for its owner, who then also closes it. */
  connect(): Promise<void>
  /** Opens it for one user; the last release closes it unless an owner called `connect`. */
  acquire(): Promise<Release>
  close(): Promise<void>

  /**
   * Writes the first record of a job if there is none under that id: of any number of callers at once,
   * exactly one gets `created`.
   */
  create(record: JobRecord, options: CreateOptions): Promise<'created' | 'exists'>

  /** Renews what {@link create} made, if it is still there and still waiting. */
  renew(job: JobIdentity, options: CreateOptions): Promise<void>

  /** Takes back what {@link create} made, if it is still waiting: the job never reached the queue. */
  withdraw(job: JobIdentity): Promise<void>

  /** A guarded write: see {@link JobTransition} for who may write what. */
  transition(change: JobTransition): Promise<TransitionOutcome>

  /**
   * Begins an attempt without the whole record, see {@link JobClaim}. Absent where that saves nothing: then workers call
   * {@link transition}.
   */
  claim?(claim: JobClaim): Promise<TransitionOutcome>

  get(jobId: string): Promise<JobRecord | undefined>
  /** Many in one round trip; ids without a record are absent from the map. */
  getMany(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobRecord>>
  getStatus(jobId: string): Promise<JobStatus | undefined>
  /** Whether there was something to delete. */
  delete(jobId: string): Promise<boolean>
  /** Jobs of a queue that wait for a worker or for their time, at most `limit`, in no particular order. */
  listWaiting(queueName: string, options: { readonly limit: number }): Promise<readonly JobRecord[]>

  /**
   * Tells of every job whose record has changed, whoever changed it. A hint, not a guarantee: notices may be lost
   * with a connection, so callers poll beside it. Absent when the store cannot push.
   */
  subscribe?(onChange: (jobId: string) => void): Promise<Release>

  stats(): Promise<StorageStats>
  healthCheck(): Promise<HealthReport>
}

/** One enqueue: the same id may be used again later, with another enqueue time. */
export type JobIdentity = Pick<JobRecord, 'jobId' | 'enqueueTime'>
