import {
  type AnnouncedJob,
  type CreateOptions,
  type EncodedTransition,
  type HealthReport,
  type JobIdentity,
  type JobRecord,
  type JobStart,
  type JobStatus,
  type JobTransition,
  type MigrationOutcome,
  type Release,
  type ResultStore,
  ResultStoreError,
  SharedResource,
  type StorageStats,
  type StoreSchema,
  type TransitionOutcome,
} from '@arq/core'
import {
  announceCommand,
  beginCommand,
  JobWriter,
  OutageWatch,
  RowReader,
  StoreCalls,
  StoreWrites,
  TRANSITION_OUTCOMES,
  WRITE_FORMS,
  WriteBatch,
  type WriteCommand,
  type WriteOutcome,
} from '@arq/core/store'

import { createAdapter } from './create-adapter.js'
import { ExpirySweep } from './expiry-sweep.js'
import { notARecord } from './not-a-record.js'
import { onOwnConnection } from './on-own-connection.js'
import { isRetryable, tellRefusedLogin } from './refused-login.js'
import type { SchemaGate } from './schema-gate.js'
import type { SqlAdapter } from './sql-adapter.js'
import {
  type ResolvedSqlSettings,
  resolveSqlSettings,
  type SqlResultStoreSettings,
} from './sql-settings.js'

const BATCH_LIMITS = {
  charactersOf: ({ characters }: WriteCommand): number => characters,
  maxWrites: 500,
  maxCharacters: 1024 * 1024,
  // Two calls at once are slower: each is smaller, and at their commits they wait for each other, because both notify
  // (measured: 35 and 54 µs of the client, 25 and 30 of PostgreSQL).
  maxCalls: 1,
} as const

/**
 * Keeps state and results of jobs in a table of a SQL database: PostgreSQL, MySQL, MariaDB, or a file of SQLite.
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
  readonly #batch: WriteBatch<WriteCommand, WriteOutcome>
  readonly #writes: StoreWrites<WriteCommand>
  readonly #reader: RowReader
  #sweep: ExpirySweep
  #watch: OutageWatch
  readonly #calls = new StoreCalls('SqlResultStore', () => this.#isOpen)
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
    this.#sweep = this.#newSweep()
    const writer = new JobWriter(adapter)
    this.#batch = new WriteBatch<WriteCommand, WriteOutcome>({
      ...BATCH_LIMITS,
      send: (commands) => this.#guarded(() => writer.write(commands)),
    })
    this.#writes = new StoreWrites({
      calls: this.#calls,
      batch: this.#batch,
      forms: WRITE_FORMS,
      onWritten: () => this.#sweep.poke(),
    })
    this.#reader = new RowReader({
      source: adapter,
      run: (operation) => this.#call(operation),
      toFailure: notARecord(`${this.#settings.tablePrefix}*`),
    })
    this.#shared = new SharedResource({
      name: 'SqlResultStore',
      open: () => this.#open(),
      close: () => this.#shut(),
    })
    if (adapter.canSubscribe) {
      this.subscribe = (onChange) => this.#calls.run(() => adapter.subscribe(onChange))
    }
  }

  /**
   * Opens the store for its owner, and makes or changes its tables if need be.
   * @throws {@link ResultStoreConnectionError} `ARQ_STORE_AUTH` when the database refuses the login or does not exist;
   *   `ARQ_STORE_CONNECTION` when it cannot be reached and `degradeOnFailure` is false; otherwise it is looked for at the
   *   next call
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
  migrate(): Promise<MigrationOutcome> {
    return onOwnConnection(this.#settings, ({ adapter }) => adapter.migrate())
  }

  /**
   * Looks at which tables there are, and what {@link migrate} would do, on a connection of its own. Changes nothing.
   * @throws {@link ResultStoreError} when the database is away or refuses
   */
  schema(): Promise<StoreSchema> {
    return onOwnConnection(this.#settings, ({ gate }) => gate.look())
  }

  create(record: JobRecord, options: CreateOptions): Promise<'created' | 'exists'> {
    return this.#writes.create(record, options)
  }

  announce(jobs: readonly AnnouncedJob[]): Promise<readonly ('created' | 'exists')[]> {
    return this.#writes.announce(jobs, announceCommand)
  }

  replaceClaim(claim: string, record: JobRecord, options: CreateOptions): Promise<boolean> {
    return this.#writes.replaceClaim(claim, record, options)
  }

  withdraw(job: JobIdentity): Promise<void> {
    return this.#writes.withdraw(job)
  }

  transition(change: JobTransition): Promise<TransitionOutcome> {
    return this.#writes.transition(change)
  }

  transitionMany(
    changes: readonly EncodedTransition[],
  ): Promise<readonly (TransitionOutcome | ResultStoreError)[]> {
    return this.#writes.transitionMany(changes)
  }

  begin(start: JobStart): Promise<TransitionOutcome> {
    return this.#writes.one(start.jobId, () => beginCommand(start), TRANSITION_OUTCOMES)
  }

  delete(jobId: string): Promise<boolean> {
    return this.#writes.delete(jobId)
  }

  stoppedJobs(): Promise<ReadonlySet<string> | 'many'> {
    return this.#reader.stoppedJobs()
  }

  async get(jobId: string): Promise<JobRecord | undefined> {
    return (await this.getMany([jobId])).get(jobId)
  }

  async getMany(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobRecord>> {
    const found = await this.#reader.getMany(jobIds)
    this.#calls.retrieved += found.size
    return found
  }

  getStatus(jobId: string): Promise<JobStatus | undefined> {
    return this.#call(() => this.#adapter.status(jobId))
  }

  async listWaiting(
    queueName: string,
    { limit }: { readonly limit: number },
  ): Promise<readonly JobRecord[]> {
    const found = await this.#reader.waiting(queueName, limit)
    this.#calls.retrieved += found.length
    return found
  }

  async stats(): Promise<StorageStats> {
    const details = await this.#call(() => this.#adapter.details())
    return this.#calls.stats({ storeType: this.#adapter.storeType, details })
  }

  healthCheck(): Promise<HealthReport> {
    return this.#calls.health(() => this.#guarded(() => this.#adapter.ping()))
  }

  async #open(): Promise<void> {
    await this.#adapter.open()
    this.#watch = new OutageWatch(() => this.#adapter.ping())
    this.#sweep = this.#newSweep()
    try {
      await this.#gate.pass()
    } catch (error) {
      const told = tellRefusedLogin(error, this.#adapter)
      // An outage passes; a wrong password does not, and somebody should hear of it while they are looking.
      if (this.#settings.degradeOnFailure && isRetryable(told)) {
        this.#watch.suspect(told)
        this.#isOpen = true
        return
      }
      await this.#adapter.close()
      throw told
    }
    this.#isOpen = true
  }

  async #shut(): Promise<void> {
    await this.#batch.drain()
    await this.#sweep.stop()
    await this.#watch.close()
    this.#isOpen = false
    await this.#adapter.close()
  }

  #newSweep(): ExpirySweep {
    return new ExpirySweep((limit) => this.#adapter.deleteExpired(limit))
  }

  #call<T>(operation: () => Promise<T>): Promise<T> {
    return this.#calls.run(() => this.#guarded(operation))
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
}
