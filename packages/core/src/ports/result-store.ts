import type { ResultStoreError } from '../errors/store-errors.js'
import type { JobRecord, JobStatus } from '../job/job.js'
import type {
  EncodedTransition,
  JobStart,
  JobTransition,
  TransitionOutcome,
} from '../job/job-transition.js'
import type { Instant } from '../time/instant.js'
import type { Lifetime } from '../time/lifetime.js'
import type { EntryStore } from './entry-store.js'
import type { JobPage, JobQuery, JobSearches, JobSearchOptions } from './job-search.js'
import type { Release } from './shared-resource.js'
import type { StreamStore } from './stream-store.js'

export interface CreateOptions {
  /** How long the record is kept unless something renews it. */
  readonly ttlMs: number | 'forever'
}

/** The first record of a job whose message is sent at the same time, see {@link ResultStore.announce}. */
export interface AnnouncedJob {
  readonly jobId: string
  readonly queueName: string
  readonly enqueueTime: Instant
  /** The record, as `encodeJobRecord` writes it: `queued`, without token and claim. */
  readonly text: string
  /** How long the record is kept unless something renews it. */
  readonly ttlMs: Lifetime
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

/** What a store needs before it can serve, such as tables, and what of it is there. */
export interface StoreSchema {
  /** For people: `PostgreSQL`. */
  readonly database: string
  /** For people: its URL, without user and password. */
  readonly address: string
  /** For people: `arq_*`. */
  readonly tables: string
  /** The version that is there; 0: none. */
  readonly found: number
  /** The version that this code needs. A higher one that is found was made by a newer version of the store's package. */
  readonly needed: number
  /** What {@link ResultStore.migrate} would do, in its order; empty: nothing. */
  readonly pending: readonly PendingMigration[]
}

/** One step from a version of the schema to the next. */
export interface PendingMigration {
  /** The version that it brings. */
  readonly version: number
  /** In the words of the database. */
  readonly statements: readonly string[]
}

/** The versions before and after; the same: nothing was to be done. */
export interface MigrationOutcome {
  readonly from: number
  readonly to: number
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
 * Every method rejects with a `ResultStoreError` when the store fails, and leaves no half-made write behind. The error's
 * code tells one of two kinds of failure, and workers act on it (`error.retryable`):
 *
 * - The store is away, and the same call may succeed later. `ARQ_STORE_CONNECTION`: there is no connection.
 *   `ARQ_STORE_TIMEOUT`: no answer came in time. `ARQ_STORE_UNAVAILABLE`: it answers that it serves nobody for now,
 *   because it starts, fails over to another server, is read-only, busy, or out of memory or disk.
 * - The store refuses this call until somebody changes something. `ARQ_STORE_AUTH`: it was to be opened, and refuses the
 *   login or the database. `ARQ_STORE_FAILED`: the user has no permission, for example. `ARQ_STORE_DATA`: something that is no job record stands in its place. `ARQ_ENCODE_FAILED`: the record
 *   cannot be written down.
 */
export interface ResultStore {
  /** Whether the Python library reads its records, too: nothing may be encrypted there. */
  readonly isSharedWithPython?: boolean | undefined
  /**
   * What clients and workers do while the store is away. `degrade`: clients enqueue without a record, and jobs start.
   * `refuse`: enqueueing rejects, and no job starts; a worker holds what it has taken until the store is back.
   * Jobs that run end in both cases, and their results wait at the broker until a worker can write them to the store.
   */
  readonly onFailure: 'degrade' | 'refuse'

  /**
   * Names one life of the data that the store keeps, as far as it is known by now. Another text than before means that
   * records may have been lost in between: the server was restarted, or replaced by a copy that lags behind. Clients then
   * do not take a record that is gone for a job that has ended. Absent: records go by their lifetime alone.
   */
  readonly incarnation?: string | undefined

  /** Opens it for its owner, who then also closes it. */
  connect(): Promise<void>
  /**
   * Opens it for one user; the last release closes it unless an owner called `connect`. A worker whose store is away
   * (`error.retryable`) calls it again.
   */
  acquire(): Promise<Release>
  close(): Promise<void>

  /**
   * Writes the first record of a job if there is none under that id: of any number of callers at once,
   * exactly one gets `created`.
   */
  create(record: JobRecord, options: CreateOptions): Promise<'created' | 'exists'>

  /**
   * Writes the first records of jobs whose messages are sent at the same time, in one round trip: as {@link create}, but
   * a record may come when its job has long run. So nothing is written either for a job that a worker has outrun: see
   * {@link outrunsAnnouncement}. Only for jobs whose ids nobody can know yet. Absent: clients call {@link create}, and
   * wait for its answer before they send.
   * @returns an answer for each job, in order
   */
  announce?(jobs: readonly AnnouncedJob[]): Promise<readonly ('created' | 'exists')[]>

  /**
   * Writes `record` in the place of a claim that {@link create} or this has written, if that very claim still stands
   * (see `isClaim`): of any number of callers at once, exactly one replaces it. A `ttlMs` of 0 removes it.
   * @returns whether it did
   */
  replaceClaim(claim: string, record: JobRecord, options: CreateOptions): Promise<boolean>

  /** Takes back what {@link create} made, if it is still waiting: the job never reached the queue. */
  withdraw(job: JobIdentity): Promise<void>

  /** A guarded write: see {@link JobTransition} for who may write what. */
  transition(change: JobTransition): Promise<TransitionOutcome>

  /**
   * Many guarded writes in one round trip, each answered as {@link transition} would be, in their order: a worker ends
   * its jobs by it, at most 100 and about a megabyte of text at once. A write that this store refuses by itself is answered with its error and stops no other one.
   * Absent where it saves nothing: then workers call {@link transition} for each.
   */
  transitionMany?(
    changes: readonly EncodedTransition[],
  ): Promise<readonly (TransitionOutcome | ResultStoreError)[]>

  /**
   * Begins an attempt without the whole record, see {@link JobStart}. Absent where that saves nothing: then workers call
   * {@link transition}.
   */
  begin?(start: JobStart): Promise<TransitionOutcome>

  /**
   * The ids of the jobs whose record is a tombstone (see `isTombstone`), read at one moment: one that was written before
   * the call is among them. `many` when there are more than a worker would want to hear.
   *
   * By it a worker starts jobs without asking for each whether it was stopped. Absent: workers ask before every start.
   */
  stoppedJobs?(): Promise<ReadonlySet<string> | 'many'>

  get(jobId: string): Promise<JobRecord | undefined>
  /** Many in one round trip; ids without a record are absent from the map. */
  getMany(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobRecord>>
  getStatus(jobId: string): Promise<JobStatus | undefined>
  /** Whether there was something to delete. */
  delete(jobId: string): Promise<boolean>
  /**
   * Jobs of a queue that wait for a worker or for their time, at most `limit`, in no particular order. Absent when the
   * store cannot tell: callers hear `ARQ_UNSUPPORTED`.
   */
  listWaiting?(
    queueName: string,
    options: { readonly limit: number },
  ): Promise<readonly JobRecord[]>

  /** What {@link search} answers by an index, and in which order; absent with it. */
  readonly searches?: JobSearches | undefined

  /**
   * A page of the jobs that fit a query, where the store can newest first. Each call does a bounded amount of work: it
   * answers with what it has found by then, says how far it came, and goes on at the cursor. Records that are no job
   * records are passed over. Absent when the store cannot look through its records: callers hear `ARQ_UNSUPPORTED`.
   * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` for a cursor that is none of this store's
   */
  search?(query: JobQuery, options: JobSearchOptions): Promise<JobPage>

  /**
   * Small texts beside the records, open as long as the store is. Absent when the store has none: features that need
   * them say `ARQ_UNSUPPORTED` at start.
   */
  readonly entries?: EntryStore | undefined

  /**
   * Logs that jobs write and read while they run, open as long as the store is. Absent when the store has none: what needs
   * them says `ARQ_UNSUPPORTED`.
   */
  readonly streams?: StreamStore | undefined

  /**
   * Tells of every job whose record has changed, whoever changed it. A hint, not a guarantee: notices may be lost
   * with a connection, so callers poll beside it. Absent when the store cannot push.
   */
  subscribe?(onChange: (jobId: string) => void): Promise<Release>

  /**
   * Looks at what there is of its tables, and changes nothing; before `connect`, too, and then on a connection of its own.
   * Absent, with {@link migrate}, of a store that needs nothing of the kind.
   */
  schema?(): Promise<StoreSchema>

  /**
   * Brings the tables up to date; before `connect`, too. Of any number of callers at once one does it, and the others
   * wait, and find that nothing is to be done.
   */
  migrate?(): Promise<MigrationOutcome>

  stats(): Promise<StorageStats>
  healthCheck(): Promise<HealthReport>
}

/** One enqueue: the same id may be used again later, with another enqueue time. */
export type JobIdentity = Pick<JobRecord, 'jobId' | 'enqueueTime'>
