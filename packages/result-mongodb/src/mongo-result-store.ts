import {
  type JobPage,
  type JobQuery,
  type JobSearches,
  type JobSearchOptions,
  type MigrationOutcome,
  type Release,
  type ResultStore,
  type ResultStoreError,
  ResultStoreSerializationError,
  type StoreSchema,
  UnsupportedError,
} from '@arq/core'
import { ROW_SEARCHES, RowResultStore } from '@arq/core/store'

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
import { onOwnConnection } from './on-own-connection.js'
import { texts } from './texts.js'

const LIMITS = {
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
 * - To open it rejects with `ARQ_STORE_FAILED` when the server is too old or no member of the URL's replica set, and when
 *   indexes are absent and may not be made.
 *
 * @example
 * ```ts
 * const client = await createClient({
 *   transport,
 *   resultStore: new MongoResultStore({ url: 'mongodb://app:secret@localhost:27017/app' }),
 * })
 * ```
 */
export class MongoResultStore extends RowResultStore implements ResultStore {
  /** Absent as soon as it is known that the server is a single one, which keeps no log of changes: callers poll. */
  subscribe?: (onChange: (jobId: string) => void) => Promise<Release>
  readonly searches: JobSearches = ROW_SEARCHES
  protected readonly table: MongoTable
  readonly #settings: ResolvedMongoSettings
  readonly #connection: MongoConnection
  readonly #gate: IndexGate
  readonly #feed: MongoChangeFeed

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming each wrong setting */
  constructor(input: MongoResultStoreSettings) {
    const settings = resolveMongoSettings(input)
    // Whoever writes the URL wrong hears of it here. It has opened nothing.
    createMongoClient(settings)
    const { collection } = settings
    super({
      name: 'MongoResultStore',
      onFailure: settings.degradeOnFailure ? 'degrade' : 'refuse',
      limits: LIMITS,
      toFailure: (jobId, reason, cause) =>
        new ResultStoreSerializationError({
          code: 'ARQ_STORE_DATA',
          text: texts.notARecord({ jobId, collection, reason }),
          details: { jobId, collection, reason },
          cause,
        }),
    })
    this.#settings = settings
    const connection = new MongoConnection(settings)
    this.#connection = connection
    this.table = new MongoTable(connection)
    this.#gate = new IndexGate(connection, settings)
    this.#feed = new MongoChangeFeed(connection, settings.commandTimeoutMs)
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

  /**
   * Looks through the documents in the order of an index, newest first, 2,000 at a time; an id is one document. Of a range
   * of enqueue times no others are looked at.
   */
  search(query: JobQuery, options: JobSearchOptions): Promise<JobPage> {
    return this.searchIn(this.table, query, options)
  }

  protected open(): Promise<void> {
    this.#connection.open()
    return Promise.resolve()
  }

  protected async check(): Promise<void> {
    // Whether it keeps a log of changes is known with its first answer.
    this.subscribe = (onChange) => this.calls.run(() => this.#subscribe(onChange))
    await this.#gate.pass()
    if (this.#connection.deployment?.hasChanges === false) delete this.subscribe
  }

  protected async shut(): Promise<void> {
    await this.#feed.close()
    this.#gate.close()
    await this.#connection.close()
  }

  protected ping(): Promise<void> {
    return this.#connection.ping()
  }

  /** Once the indexes are known to be there. */
  protected override prepare(): Promise<void> | undefined {
    if (!this.#gate.isPassed) return this.#gate.pass()
    // Nobody waits for it: clocks drift slowly, and a collection that was dropped misses its indexes only later.
    if (this.#gate.ageMs >= FRESHEN_MS) {
      this.#gate.pass().catch((error: unknown) => this.suspect(error))
    }
    return undefined
  }

  protected override isMisconfiguration(error: ResultStoreError): boolean {
    return isMisconfiguration(error)
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
}
