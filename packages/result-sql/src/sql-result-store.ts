import {
  type AnnouncedJob,
  ClosedError,
  type CreateOptions,
  decodeJobRecord,
  type EncodedTransition,
  type HealthReport,
  isArqError,
  type JobIdentity,
  type JobRecord,
  type JobStart,
  type JobStatus,
  type JobTransition,
  type Release,
  type ResultStore,
  ResultStoreError,
  SharedResource,
  type StorageStats,
  toError,
  type TransitionOutcome,
} from '@arq/core'

import { createAdapter } from './create-adapter.js'
import { ExpirySweep } from './expiry-sweep.js'
import type { RecordRow } from './job-row.js'
import { JobWriter, type WriteOutcome } from './job-writer.js'
import { OutageWatch } from './outage-watch.js'
import type { SchemaGate } from './schema-gate.js'
import type { SqlAdapter } from './sql-adapter.js'
import {
  type ResolvedSqlSettings,
  resolveSqlSettings,
  type SqlResultStoreSettings,
} from './sql-settings.js'
import { StoreCounters } from './store-counters.js'
import { notARecord, unstorable } from './store-errors.js'
import { WriteBatch } from './write-batch.js'
import {
  announceCommand,
  beginCommand,
  createCommand,
  deleteCommand,
  encodedCommand,
  replaceClaimCommand,
  transitionCommand,
  withdrawCommand,
  type WriteCommand,
} from './write-command.js'

const CREATE_OUTCOMES = ['created', 'exists'] as const
const TRANSITION_OUTCOMES = ['applied', 'repeated', 'stale', 'final'] as const
const DONE_OR_NOT = ['done', 'none'] as const
/** Answers that mean a record was written. */
const WRITTEN: readonly string[] = ['created', 'applied', 'repeated']

/** A worker keeps them all in mind, and reads them several times a second. */
const MOST_STOPPED_TOLD = 1000
/** Records in one read: a few megabytes at most, as a rule. */
const MAX_READ = 500

/**
 * Keeps state and results of jobs in a table of a SQL database: PostgreSQL, or a file of SQLite.
 *
 * - Writes of many jobs are one statement; each is guarded, and there is no transaction that a crash could leave open.
 * - It makes its tables itself (`migrate: false` leaves that to you and {@link migrate}).
 * - While the database is away every call rejects with `ARQ_STORE_CONNECTION`, and works again when it is back.
 *
 * @example
 * ```ts
 * const client = await createClient({
 *   transport,
 *   resultStore: new SqlResultStore({ url: 'postgresql://app:secret@localhost:5432/app' }),
 * })
 * ```
 */
export class SqlResultStore implements ResultStore {
  readonly onFailure: 'degrade' | 'refuse'
  readonly subscribe?: (onChange: (jobId: string) => void) => Promise<Release>
  readonly #settings: ResolvedSqlSettings
  readonly #adapter: SqlAdapter
  readonly #gate: SchemaGate
  readonly #batch: WriteBatch
  readonly #sweep: ExpirySweep
  #watch: OutageWatch
  readonly #counters = new StoreCounters()
  readonly #shared: SharedResource
  #isOpen = false

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming each wrong setting */
  constructor(settings: SqlResultStoreSettings) {
    this.#settings = resolveSqlSettings(settings)
    this.onFailure = this.#settings.degradeOnFailure ? 'degrade' : 'refuse'
    const { adapter, gate } = createAdapter(this.#settings)
    this.#adapter = adapter
    this.#gate = gate
    this.#watch = new OutageWatch(() => adapter.ping())
    const writer = new JobWriter(adapter)
    this.#batch = new WriteBatch((commands) => this.#guarded(() => writer.write(commands)))
    this.#sweep = new ExpirySweep((limit) => adapter.deleteExpired(limit))
    this.#shared = new SharedResource({
      name: 'SqlResultStore',
      open: () => this.#open(),
      close: () => this.#shut(),
    })
    if (adapter.canSubscribe) {
      this.subscribe = (onChange) => this.#count(() => adapter.subscribe(onChange))
    }
  }

  /**
   * Opens the store for its owner, and makes or changes its tables if need be.
   * @throws {@link ResultStoreConnectionError} `ARQ_STORE_CONNECTION` when the database refuses the login, and when it
   *   cannot be reached and `degradeOnFailure` is false; otherwise it is looked for at the next call
   * @throws {@link ResultStoreError} `ARQ_STORE_FAILED` when its tables have another version than this code, or may not be made
   * @throws {@link UnsupportedError} `ARQ_UNSUPPORTED` when the driver is not installed
   */
  connect(): Promise<void> {
    return this.#shared.connect()
  }

  acquire(): Promise<Release> {
    return this.#shared.acquire()
  }

  /** Sends what is still gathered, waits for the answers and ends the connections. */
  close(): Promise<void> {
    return this.#shared.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /**
   * Makes the tables, or brings those of an older version up to date, on a connection of its own. Needs the rights for
   * it. Whoever comes second waits, and finds that nothing is to be done.
   * @returns the versions before and after; the same: nothing was to be done
   */
  async migrate(): Promise<{ readonly from: number; readonly to: number }> {
    const isMine = !this.#isOpen
    if (isMine) await this.#adapter.open()
    try {
      const from = await this.#adapter.schemaVersion()
      await this.#adapter.migrate()
      return { from, to: await this.#adapter.schemaVersion() }
    } finally {
      if (isMine) await this.#adapter.close()
    }
  }

  create(record: JobRecord, { ttlMs }: CreateOptions): Promise<'created' | 'exists'> {
    return this.#write(record.jobId, () => createCommand(record, ttlMs), CREATE_OUTCOMES)
  }

  announce(jobs: readonly AnnouncedJob[]): Promise<readonly ('created' | 'exists')[]> {
    if (jobs.length === 0) return Promise.resolve([])
    return this.#count(() =>
      this.#batch.add(jobs.map(announceCommand), (outcomes) =>
        outcomes.map((outcome) => this.#read(outcome, CREATE_OUTCOMES)),
      ),
    )
  }

  async replaceClaim(claim: string, record: JobRecord, { ttlMs }: CreateOptions): Promise<boolean> {
    const command = () => replaceClaimCommand(claim, record, ttlMs)
    const isReplaced = (await this.#write(record.jobId, command, DONE_OR_NOT)) === 'done'
    if (isReplaced && ttlMs === 0) this.#counters.deleted += 1
    else if (isReplaced) this.#counters.stored += 1
    return isReplaced
  }

  async withdraw(job: JobIdentity): Promise<void> {
    const answer = await this.#write(job.jobId, () => withdrawCommand(job), DONE_OR_NOT)
    if (answer === 'done') this.#counters.deleted += 1
  }

  transition(change: JobTransition): Promise<TransitionOutcome> {
    return this.#write(change.record.jobId, () => transitionCommand(change), TRANSITION_OUTCOMES)
  }

  transitionMany(
    changes: readonly EncodedTransition[],
  ): Promise<readonly (TransitionOutcome | ResultStoreError)[]> {
    if (changes.length === 0) return Promise.resolve([])
    return this.#count(() =>
      this.#batch.add(changes.map(encodedCommand), (outcomes) =>
        outcomes.map((outcome) =>
          outcome instanceof ResultStoreError ? outcome : this.#read(outcome, TRANSITION_OUTCOMES),
        ),
      ),
    )
  }

  begin(start: JobStart): Promise<TransitionOutcome> {
    return this.#write(start.jobId, () => beginCommand(start), TRANSITION_OUTCOMES)
  }

  async stoppedJobs(): Promise<ReadonlySet<string> | 'many'> {
    const ids = await this.#call(() => this.#adapter.stopped(MOST_STOPPED_TOLD + 1))
    return ids.length > MOST_STOPPED_TOLD ? 'many' : new Set(ids)
  }

  async get(jobId: string): Promise<JobRecord | undefined> {
    return (await this.getMany([jobId])).get(jobId)
  }

  async getMany(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobRecord>> {
    const found = new Map<string, JobRecord>()
    for (let first = 0; first < jobIds.length; first += MAX_READ) {
      const part = jobIds.slice(first, first + MAX_READ)
      const rows = await this.#call(() => this.#adapter.records(part))
      for (const row of rows) found.set(row.jobId, this.#recordOf(row))
    }
    this.#counters.retrieved += found.size
    return found
  }

  getStatus(jobId: string): Promise<JobStatus | undefined> {
    return this.#call(() => this.#adapter.status(jobId))
  }

  async delete(jobId: string): Promise<boolean> {
    const answer = await this.#write(jobId, () => deleteCommand(jobId), DONE_OR_NOT)
    const isDeleted = answer === 'done'
    if (isDeleted) this.#counters.deleted += 1
    return isDeleted
  }

  async listWaiting(
    queueName: string,
    { limit }: { readonly limit: number },
  ): Promise<readonly JobRecord[]> {
    const rows = await this.#call(() => this.#adapter.waiting(queueName, limit))
    this.#counters.retrieved += rows.length
    return rows.map((row) => this.#recordOf(row))
  }

  async stats(): Promise<StorageStats> {
    const details = await this.#call(() => this.#adapter.details())
    const { stored, retrieved, deleted, successRate } = this.#counters
    return {
      storeType: this.#adapter.storeType,
      totalStored: stored,
      totalRetrieved: retrieved,
      totalDeleted: deleted,
      successRate,
      details,
    }
  }

  async healthCheck(): Promise<HealthReport> {
    const startedAt = performance.now()
    try {
      await this.#call(() => this.#adapter.ping())
      return { isHealthy: true, latencyMs: performance.now() - startedAt }
    } catch (error) {
      return { isHealthy: false, error: toError(error).message }
    }
  }

  async #open(): Promise<void> {
    await this.#adapter.open()
    this.#watch = new OutageWatch(() => this.#adapter.ping())
    try {
      await this.#gate.pass()
    } catch (error) {
      // An outage passes; a wrong password does not, and somebody should hear of it while they are looking.
      if (this.#settings.degradeOnFailure && this.#mayPass(error)) {
        this.#watch.suspect(error)
        this.#isOpen = true
        return
      }
      await this.#adapter.close()
      throw error
    }
    this.#isOpen = true
  }

  #mayPass(error: unknown): boolean {
    if (!(error instanceof ResultStoreError) || !error.retryable) return false
    return !this.#adapter.isMisconfiguration(error)
  }

  async #shut(): Promise<void> {
    await this.#batch.drain()
    await this.#sweep.stop()
    await this.#watch.close()
    this.#isOpen = false
    await this.#adapter.close()
  }

  #recordOf({ jobId, text, state }: RecordRow): JobRecord {
    try {
      return { ...decodeJobRecord(text), ...state }
    } catch (error) {
      if (!isArqError(error)) throw error
      const tables = `${this.#settings.tablePrefix}*`
      throw notARecord({ jobId, tables }, String(error.details['reason']), error)
    }
  }

  #write<const T extends string>(
    jobId: string,
    build: () => WriteCommand,
    expected: readonly T[],
  ): Promise<T> {
    return this.#count(() => {
      let command: WriteCommand
      try {
        command = build()
      } catch (error) {
        return Promise.reject(unstorable(jobId, error))
      }
      return this.#batch.add([command], ([outcome]) => this.#read(outcome, expected))
    })
  }

  /** @throws the error that the write was answered with */
  #read<const T extends string>(outcome: WriteOutcome | undefined, expected: readonly T[]): T {
    if (outcome instanceof ResultStoreError) throw outcome
    const known = expected.find((each) => each === outcome)
    if (known === undefined) throw new Error(`a command was answered with ${String(outcome)}`)
    if (WRITTEN.includes(known)) {
      this.#counters.stored += 1
      this.#sweep.poke()
    }
    return known
  }

  #call<T>(operation: () => Promise<T>): Promise<T> {
    return this.#count(() => this.#guarded(operation))
  }

  /** Once the tables are known to fit, and while the database is not known to be away. */
  async #guarded<T>(operation: () => Promise<T>): Promise<T> {
    const { failure } = this.#watch
    if (failure) throw failure
    try {
      if (!this.#gate.isPassed) await this.#gate.pass()
      return await operation()
    } catch (error) {
      this.#watch.suspect(error)
      if (error instanceof ResultStoreError && error.code === 'ARQ_STORE_UNAVAILABLE') {
        // The tables may be gone, with a database that was put in this one's place.
        this.#gate.close()
      }
      throw error
    }
  }

  #count<T>(operation: () => Promise<T>): Promise<T> {
    if (!this.#isOpen) return Promise.reject(new ClosedError('SqlResultStore'))
    return this.#counters.count(operation())
  }
}
