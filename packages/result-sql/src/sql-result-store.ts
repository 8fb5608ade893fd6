import {
  type EntryStore,
  type JobPage,
  type JobQuery,
  type JobSearches,
  type JobSearchOptions,
  type MigrationOutcome,
  type Release,
  type ResultStore,
  ResultStoreError,
  type StoreSchema,
  type StreamStore,
} from '@arq/core'
import { ROW_SEARCHES, RowResultStore } from '@arq/core/store'

import { createAdapter } from './create-adapter.js'
import { ExpirySweep } from './expiry-sweep.js'
import { FewAtOnce } from './few-at-once.js'
import { notARecord } from './not-a-record.js'
import { onOwnConnection } from './on-own-connection.js'
import type { SchemaGate } from './schema-gate.js'
import type { SqlAdapter } from './sql-adapter.js'
import { SqlEntries } from './sql-entries.js'
import {
  type ResolvedSqlSettings,
  resolveSqlSettings,
  type SqlResultStoreSettings,
} from './sql-settings.js'
import { SqlStreams } from './sql-streams.js'

const LIMITS = {
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
 * - To open it rejects with `ARQ_STORE_FAILED` when its tables have another version than this code or may not be made, and
 *   with `ARQ_UNSUPPORTED` when the driver is not installed.
 *
 * @example
 * ```ts
 * const client = await createClient({
 *   transport,
 *   resultStore: new SqlResultStore({ url: 'postgresql://app:secret@localhost:5432/app' }),
 * })
 * ```
 */
export class SqlResultStore extends RowResultStore implements ResultStore {
  readonly searches: JobSearches = ROW_SEARCHES
  /** Each group is written in a transaction that locks its row. */
  readonly entries: EntryStore
  /** Of PostgreSQL: each append is one statement. MySQL, MariaDB and SQLite have none. */
  readonly streams?: StreamStore
  readonly subscribe?: (onChange: (jobId: string) => void) => Promise<Release>
  protected readonly table: SqlAdapter
  readonly #settings: ResolvedSqlSettings
  readonly #gate: SchemaGate
  #sweep: ExpirySweep

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming each wrong setting */
  constructor(input: SqlResultStoreSettings) {
    const settings = resolveSqlSettings(input)
    super({
      name: 'SqlResultStore',
      onFailure: settings.degradeOnFailure ? 'degrade' : 'refuse',
      limits: LIMITS,
      toFailure: notARecord(`${settings.tablePrefix}*`),
    })
    this.#settings = settings
    const { adapter, gate } = createAdapter(settings)
    this.table = adapter
    this.#gate = gate
    this.#sweep = this.#newSweep()
    const guards = {
      run: <T>(operation: () => Promise<T>) => this.call(operation),
      writes: new FewAtOnce(Math.ceil(settings.maxConnections / 2)),
      onWritten: () => this.onWritten(),
    }
    this.entries = new SqlEntries({ ...guards, table: () => adapter.entries })
    if (adapter.streams) this.streams = new SqlStreams({ ...guards, table: adapter.streams })
    if (adapter.canSubscribe) {
      this.subscribe = (onChange) => this.calls.run(() => adapter.subscribe(onChange))
    }
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

  /**
   * Looks through the rows in the order of an index, newest first, 2,000 in one statement; an id is one row. Of a range of
   * enqueue times no others are looked at.
   */
  search(query: JobQuery, options: JobSearchOptions): Promise<JobPage> {
    return this.searchIn(this.table, query, options)
  }

  protected async open(): Promise<void> {
    await this.table.open()
    this.#sweep = this.#newSweep()
  }

  protected check(): Promise<void> {
    return this.#gate.pass()
  }

  protected async shut(): Promise<void> {
    await this.#sweep.stop()
    await this.table.close()
  }

  protected ping(): Promise<void> {
    return this.table.ping()
  }

  protected override prepare(): Promise<void> | undefined {
    return this.#gate.isPassed ? undefined : this.#gate.pass()
  }

  protected override onWritten(): void {
    this.#sweep.poke()
  }

  protected override isMisconfiguration(error: ResultStoreError): boolean {
    return this.table.isMisconfiguration(error)
  }

  protected override async guarded<T>(operation: () => Promise<T>): Promise<T> {
    try {
      return await super.guarded(operation)
    } catch (error) {
      // The tables may be gone, with a database that was put in this one's place.
      if (isUnavailable(error)) this.#gate.close()
      throw error
    }
  }

  #newSweep(): ExpirySweep {
    return new ExpirySweep((limit) => this.table.deleteExpired(limit))
  }
}

const isUnavailable = (error: unknown): boolean =>
  error instanceof ResultStoreError && error.code === 'ARQ_STORE_UNAVAILABLE'
