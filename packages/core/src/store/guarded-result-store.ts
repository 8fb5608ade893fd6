import type { ResultStoreError } from '../errors/store-errors.js'
import type { JobRecord, JobStatus } from '../job/job.js'
import type { JobTransition, TransitionOutcome } from '../job/job-transition.js'
import type {
  CreateOptions,
  HealthReport,
  JobIdentity,
  ResultStore,
  StorageStats,
} from '../ports/result-store.js'
import { type Release, SharedResource } from '../ports/shared-resource.js'
import { orAborted } from '../time/or-aborted.js'
import { type GuardedTable, JobWriter } from './job-writer.js'
import { OutageWatch } from './outage-watch.js'
import { StoreCalls } from './store-calls.js'
import { isPassing, openingFailure } from './store-failures.js'
import { StoreWrites, type WriteOutcome } from './store-writes.js'
import { WriteBatch } from './write-batch.js'
import { WRITE_FORMS, type WriteCommand } from './write-command.js'

/** What one round trip takes, see `WriteBatch`. */
export interface WriteLimits {
  readonly maxWrites: number
  /** Text of records, in characters; a larger one goes alone. */
  readonly maxCharacters: number
  /** Round trips under way at once. */
  readonly maxCalls: number
}

export interface GuardedResultStoreParts {
  /** The class that users make, for errors: `SqlResultStore`. */
  readonly name: string
  readonly onFailure: ResultStore['onFailure']
  readonly limits: WriteLimits
}

/**
 * A result store over a {@link GuardedTable}. What every such store does is here: it is opened once for many users, writes
 * are gathered and decided by the one rule of core, calls are counted, and none waits for a database that is known to be
 * away. What remains is the database's: the table, how it is opened and closed, and how records are read.
 *
 * A store that is opened while its database is away serves when it is back, if `onFailure` is `degrade`.
 *
 * @example
 * ```ts
 * class OwnResultStore extends GuardedResultStore {
 *   protected readonly table = new OwnTable()
 *   constructor() {
 *     super({
 *       name: 'OwnResultStore',
 *       onFailure: 'refuse',
 *       limits: { maxWrites: 100, maxCharacters: 1_000_000, maxCalls: 2 },
 *     })
 *   }
 *   protected open = () => this.table.open()
 *   protected check = () => this.table.create()
 *   protected shut = () => this.table.close()
 *   protected ping = () => this.table.ping()
 *   // getMany, getStatus, stats
 * }
 * ```
 */
export abstract class GuardedResultStore<V = number> implements ResultStore {
  readonly onFailure: ResultStore['onFailure']
  /** Counts what is read and written, and rejects calls while the store is closed. */
  protected readonly calls: StoreCalls
  /** For the writes that not every store has: `announce`, `begin`, `transitionMany`. */
  protected readonly writes: StoreWrites<WriteCommand>
  readonly #batch: WriteBatch<WriteCommand, WriteOutcome>
  readonly #shared: SharedResource
  #watch = this.#newWatch()
  #isOpen = false

  constructor({ name, onFailure, limits }: GuardedResultStoreParts) {
    this.onFailure = onFailure
    this.calls = new StoreCalls(name, () => this.#isOpen)
    this.#batch = new WriteBatch<WriteCommand, WriteOutcome>({
      ...limits,
      charactersOf: ({ characters }) => characters,
      send: (commands) => this.guarded(() => new JobWriter(this.table).write(commands)),
    })
    this.writes = new StoreWrites({
      calls: this.calls,
      batch: this.#batch,
      forms: WRITE_FORMS,
      onWritten: () => this.onWritten(),
    })
    this.#shared = new SharedResource({
      name,
      open: (signal) => this.#open(signal),
      close: () => this.#shut(),
    })
  }

  /** Where jobs are, as long as the store is open. */
  protected abstract readonly table: GuardedTable<V>

  /** Makes what calls need: loads a driver, makes a pool. Asks the database nothing. */
  protected abstract open(): Promise<void>

  /**
   * The first question to the database: whether login and tables are right. An outage (`error.retryable`) is waited for
   * by a store that degrades, so calls may come that were not checked; see {@link prepare}.
   */
  protected abstract check(): Promise<void>

  /** Ends what {@link open} has made; nothing is under way any more. */
  protected abstract shut(): Promise<void>

  /** One question to the database, which rejects with a `ResultStoreError`. */
  protected abstract ping(): Promise<void>

  abstract getMany(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobRecord>>
  abstract getStatus(jobId: string): Promise<JobStatus | undefined>
  abstract stats(): Promise<StorageStats>

  /**
   * Opens the store for its owner. A store that degrades opens also while its database is away.
   * @throws {@link ResultStoreConnectionError} `ARQ_STORE_AUTH` when the database refuses the login, does not exist, or
   *   TLS does not come about; `ARQ_STORE_CONNECTION` when it cannot be reached and the store does not degrade
   * @throws {@link ResultStoreError} `ARQ_STORE_FAILED` when what the store needs there is missing and may not be made
   * @throws {@link UnsupportedError} `ARQ_UNSUPPORTED` when a driver or the server lacks what the store needs
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

  create(record: JobRecord, options: CreateOptions): Promise<'created' | 'exists'> {
    return this.writes.create(record, options)
  }

  replaceClaim(claim: string, record: JobRecord, options: CreateOptions): Promise<boolean> {
    return this.writes.replaceClaim(claim, record, options)
  }

  withdraw(job: JobIdentity): Promise<void> {
    return this.writes.withdraw(job)
  }

  transition(change: JobTransition): Promise<TransitionOutcome> {
    return this.writes.transition(change)
  }

  delete(jobId: string): Promise<boolean> {
    return this.writes.delete(jobId)
  }

  async get(jobId: string): Promise<JobRecord | undefined> {
    return (await this.getMany([jobId])).get(jobId)
  }

  healthCheck(): Promise<HealthReport> {
    return this.calls.health(() => this.guarded(() => this.ping()))
  }

  /** Before each call to the database. Resolves, or is `undefined`, when the call may go. */
  protected prepare(): Promise<void> | undefined {
    return undefined
  }

  /** After each record that was written. */
  protected onWritten(): void {
    // Nothing, as a rule.
  }

  /** Whether an error that looks like an outage says that settings are wrong: a login, a database, a certificate. */
  protected isMisconfiguration(_error: ResultStoreError): boolean {
    return false
  }

  /** A call of a user: counted, refused while the store is closed or its database is known to be away. */
  protected call<T>(operation: () => Promise<T>): Promise<T> {
    return this.calls.run(() => this.guarded(operation))
  }

  /** As {@link call}, for what is counted already, or nobody has called. */
  protected async guarded<T>(operation: () => Promise<T>): Promise<T> {
    const { failure } = this.#watch
    if (failure) throw failure
    try {
      await this.prepare()
      return await operation()
    } catch (error) {
      this.#watch.suspect(error)
      throw error
    }
  }

  /** Whether the database is away is asked for, unless somebody asks already. */
  protected suspect(error: unknown): void {
    this.#watch.suspect(error)
  }

  async #open(signal: AbortSignal): Promise<void> {
    await this.open()
    this.#watch = this.#newWatch()
    try {
      await orAborted(this.check(), signal)
    } catch (error) {
      const told = openingFailure(error, (each) => this.isMisconfiguration(each))
      // An outage passes; a wrong password does not, and somebody should hear of it while they are looking.
      if (this.onFailure !== 'degrade' || !isPassing(told)) {
        await this.shut()
        throw told
      }
      this.#watch.suspect(told)
    }
    this.#isOpen = true
  }

  async #shut(): Promise<void> {
    await this.#batch.drain()
    await this.#watch.close()
    this.#isOpen = false
    await this.shut()
  }

  #newWatch(): OutageWatch {
    return new OutageWatch(() => this.ping())
  }
}
