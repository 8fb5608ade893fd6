import { isArqError } from '../errors/arq-error.js'
import type { ResultStoreError } from '../errors/store-errors.js'
import type { JobRecord, JobStatus } from '../job/job.js'
import type { EncodedTransition, JobStart, TransitionOutcome } from '../job/job-transition.js'
import type { JobPage, JobQuery, JobSearchOptions } from '../ports/job-search.js'
import type { AnnouncedJob, StorageStats } from '../ports/result-store.js'
import { GuardedResultStore, type GuardedResultStoreParts } from './guarded-result-store.js'
import type { GuardedTable } from './job-writer.js'
import { RowReader, type RowReaderParts, type RowSource } from './row-reader.js'
import { type SearchableRows, searchRows } from './row-search.js'
import { TRANSITION_OUTCOMES } from './store-writes.js'
import { announceCommand, beginCommand } from './write-command.js'

/** A table that also finds rows by what is in them. */
export interface RowTable extends GuardedTable, RowSource {
  /** For `stats`: `postgresql`. */
  readonly storeType: string
  status(jobId: string): Promise<JobStatus | undefined>
  /** Figures of the database for `stats`. */
  details(): Promise<Readonly<Record<string, unknown>>>
}

export interface RowResultStoreParts
  extends GuardedResultStoreParts, Pick<RowReaderParts, 'toFailure'> {}

/**
 * A result store over a {@link RowTable}, such as a database that answers queries: all of the port but `subscribe`,
 * `schema` and `migrate`.
 */
export abstract class RowResultStore extends GuardedResultStore {
  protected abstract override readonly table: RowTable
  readonly #reader: RowReader

  constructor({ toFailure, ...parts }: RowResultStoreParts) {
    super(parts)
    this.#reader = new RowReader({
      source: () => this.table,
      run: (operation) => this.call(operation),
      toFailure,
    })
  }

  announce(jobs: readonly AnnouncedJob[]): Promise<readonly ('created' | 'exists')[]> {
    return this.writes.announce(jobs, announceCommand)
  }

  transitionMany(
    changes: readonly EncodedTransition[],
  ): Promise<readonly (TransitionOutcome | ResultStoreError)[]> {
    return this.writes.transitionMany(changes)
  }

  begin(start: JobStart): Promise<TransitionOutcome> {
    return this.writes.one(start.jobId, () => beginCommand(start), TRANSITION_OUTCOMES)
  }

  stoppedJobs(): Promise<ReadonlySet<string> | 'many'> {
    return this.#reader.stoppedJobs()
  }

  async getMany(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobRecord>> {
    const found = await this.#reader.getMany(jobIds)
    this.calls.retrieved += found.size
    return found
  }

  getStatus(jobId: string): Promise<JobStatus | undefined> {
    return this.call(() => this.table.status(jobId))
  }

  async listWaiting(
    queueName: string,
    { limit }: { readonly limit: number },
  ): Promise<readonly JobRecord[]> {
    const found = await this.#reader.waiting(queueName, limit)
    this.calls.retrieved += found.length
    return found
  }

  /** `search`, over a table that can; its `searches` are {@link ROW_SEARCHES}. */
  protected async searchIn(
    table: SearchableRows,
    query: JobQuery,
    options: JobSearchOptions,
  ): Promise<JobPage> {
    const page = await searchRows(query, options, {
      kind: this.table.storeType,
      table,
      run: (operation) => this.call(operation),
      toRecord: (row) => this.#reader.recordOf(row),
      isUnreadable: (error) => isArqError(error) && error.code === 'ARQ_STORE_DATA',
    })
    this.calls.retrieved += page.jobs.length
    return page
  }

  async stats(): Promise<StorageStats> {
    const details = await this.call(() => this.table.details())
    return this.calls.stats({ storeType: this.table.storeType, details })
  }
}
