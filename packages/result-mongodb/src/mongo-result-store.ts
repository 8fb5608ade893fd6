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
  type ResultStoreError,
  ResultStoreSerializationError,
  SharedResource,
  type StorageStats,
  type StoreSchema,
  type TransitionOutcome,
  UnsupportedError,
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

import { MongoChangeFeed } from './change-feed.js'
import { IndexGate } from './index-gate.js'
import { createMongoClient } from './mongo-client.js'
import { MongoConnection } from './mongo-connection.js'
import { isMisconfiguration } from './mongo-errors.js'
import {
  type MongoResultStoreSettings,
  type ResolvedMongoSettings,
  resolveMongoSettings,
} from './mongo-settings.js'
import { MongoTable } from './mongo-table.js'
import { isRetryable, onOwnConnection, tellRefusedLogin } from './on-own-connection.js'
import { texts } from './texts.js'

const BATCH_LIMITS = {
  charactersOf: ({ characters }: WriteCommand): number => characters,
  maxWrites: 500,
  maxCharacters: 1024 * 1024,
  // The server works on one while the other waits for its journal, or for other members.
  maxCalls: 2,
} as const

/** How often an open store asks again for the server's time and for the indexes, beside its calls. */
const FRESHEN_MS = 60_000

/**
 * Keeps state and results of jobs in a collection of MongoDB: a replica set, a sharded cluster, or a single server.
 *
 * - Writes of many jobs are one `bulkWrite`; each is guarded, and none needs a transaction.
 * - It makes its indexes itself (`migrate: false` leaves that to you and {@link migrate}).
 * - While the database is away every call rejects with `ARQ_STORE_CONNECTION`, and works again when it is back.
 *
 * @example
 * ```ts
 * const client = await createClient({
 *   transport,
 *   resultStore: new MongoResultStore({ url: 'mongodb://app:secret@localhost:27017/app' }),
 * })
 * ```
 */
export class MongoResultStore implements ResultStore {
  readonly onFailure: 'degrade' | 'refuse'
  /** Absent as soon as it is known that the server is a single one, which keeps no log of changes: callers poll. */
  subscribe?: (onChange: (jobId: string) => void) => Promise<Release>
  readonly #settings: ResolvedMongoSettings
  readonly #connection: MongoConnection
  readonly #table: MongoTable
  readonly #gate: IndexGate
  readonly #batch: WriteBatch<WriteCommand, WriteOutcome>
  readonly #writes: StoreWrites<WriteCommand>
  readonly #reader: RowReader
  readonly #feed: MongoChangeFeed
  #watch: OutageWatch
  readonly #calls = new StoreCalls('MongoResultStore', () => this.#isOpen)
  readonly #shared: SharedResource
  #isOpen = false

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming each wrong setting */
  constructor(input: MongoResultStoreSettings) {
    const settings = resolveMongoSettings(input)
    // Whoever writes the URL wrong hears of it here. It has opened nothing.
    createMongoClient(settings)
    this.#settings = settings
    this.onFailure = settings.degradeOnFailure ? 'degrade' : 'refuse'
    const connection = new MongoConnection(settings)
    const { collection } = settings
    this.#connection = connection
    this.#table = new MongoTable(connection)
    this.#gate = new IndexGate(connection, settings)
    this.#feed = new MongoChangeFeed(connection, settings.commandTimeoutMs)
    this.#watch = new OutageWatch(() => connection.ping())
    const writer = new JobWriter(this.#table)
    this.#batch = new WriteBatch<WriteCommand, WriteOutcome>({
      ...BATCH_LIMITS,
      send: (commands) => this.#guarded(() => writer.write(commands)),
    })
    this.#writes = new StoreWrites({ calls: this.#calls, batch: this.#batch, forms: WRITE_FORMS })
    this.#reader = new RowReader({
      source: this.#table,
      run: (operation) => this.#call(operation),
      toFailure: (jobId, reason, cause) =>
        new ResultStoreSerializationError({
          code: 'ARQ_STORE_DATA',
          text: texts.notARecord({ jobId, collection, reason }),
          details: { jobId, collection, reason },
          cause,
        }),
    })
    this.#shared = new SharedResource({
      name: 'MongoResultStore',
      open: () => this.#open(),
      close: () => this.#shut(),
    })
  }

  /**
   * Opens the store for its owner, and makes its indexes if need be.
   * @throws {@link ResultStoreConnectionError} `ARQ_STORE_AUTH` when the server refuses the login, or TLS does not come
   *   about; `ARQ_STORE_CONNECTION` when it cannot be reached and `degradeOnFailure` is false; otherwise it is looked for
   *   at the next call
   * @throws {@link ResultStoreError} `ARQ_STORE_FAILED` when the server is too old or no member of the URL's replica set,
   *   and when indexes are absent and may not be made
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
   * Makes the collection and its indexes, if need be; before {@link connect}, too. Needs the rights for it. Several who
   * do it at once do no harm.
   * @throws {@link ResultStoreError} when the database is away or refuses
   */
  migrate(): Promise<MigrationOutcome> {
    return onOwnConnection(this.#settings, (gate) => gate.migrate())
  }

  /**
   * Looks at which indexes there are, and what {@link migrate} would do. Changes nothing.
   * @throws {@link ResultStoreError} when the database is away or refuses
   */
  schema(): Promise<StoreSchema> {
    return onOwnConnection(this.#settings, (gate) => gate.look())
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
    return this.#call(() => this.#table.status(jobId))
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
    const details = await this.#call(() => this.#table.details())
    return this.#calls.stats({ storeType: 'mongodb', details })
  }

  healthCheck(): Promise<HealthReport> {
    return this.#calls.health(() => this.#guarded(() => this.#connection.ping()))
  }

  async #open(): Promise<void> {
    this.#connection.open()
    this.#watch = new OutageWatch(() => this.#connection.ping())
    try {
      await this.#gate.pass()
    } catch (error) {
      // An outage passes; a wrong password does not, and somebody should hear of it while they are looking.
      const isPassing = isRetryable(error) && !isMisconfiguration(error)
      if (!this.#settings.degradeOnFailure || !isPassing) {
        await this.#connection.close()
        throw tellRefusedLogin(error)
      }
      this.#watch.suspect(error)
    }
    this.#isOpen = true
    if (this.#connection.deployment?.hasChanges === false) delete this.subscribe
    else this.subscribe = (onChange) => this.#calls.run(() => this.#subscribe(onChange))
  }

  async #shut(): Promise<void> {
    await this.#batch.drain()
    await this.#watch.close()
    await this.#feed.close()
    this.#isOpen = false
    this.#gate.close()
    await this.#connection.close()
  }

  async #subscribe(onChange: (jobId: string) => void): Promise<Release> {
    try {
      return await this.#feed.subscribe(onChange)
    } catch (error) {
      // It was away when the store was opened, and is a single one.
      if (error instanceof UnsupportedError) delete this.subscribe
      throw error
    }
  }

  #call<T>(operation: () => Promise<T>): Promise<T> {
    return this.#calls.run(() => this.#guarded(operation))
  }

  /** Once the indexes are known to be there, and while the database is not known to be away. */
  async #guarded<T>(operation: () => Promise<T>): Promise<T> {
    const { failure } = this.#watch
    if (failure) throw failure
    try {
      if (!this.#gate.isPassed) await this.#gate.pass()
      else this.#freshen()
      return await operation()
    } catch (error) {
      this.#watch.suspect(error)
      throw error
    }
  }

  /** Nobody waits for it: clocks drift slowly, and a collection that was dropped misses its indexes only later. */
  #freshen(): void {
    if (this.#gate.ageMs < FRESHEN_MS) return
    this.#gate.pass().catch((error: unknown) => this.#watch.suspect(error))
  }
}
