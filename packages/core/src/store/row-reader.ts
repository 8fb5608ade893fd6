import type { ResultStoreError } from '../errors/store-errors.js'
import type { JobRecord } from '../job/job.js'
import type { RecordRow } from './job-row.js'
import { readStored } from './store-failures.js'

/** A worker keeps them all in mind, and reads them several times a second. */
const MOST_STOPPED_TOLD = 1000
/** Records in one read: a few megabytes at most, as a rule. */
const MAX_READ = 500

/** Rows of jobs whose time is not over. Each call is one question, and rejects with a `ResultStoreError`. */
export interface RowSource {
  records(jobIds: readonly string[]): Promise<readonly RecordRow[]>
  waiting(queueName: string, limit: number): Promise<readonly RecordRow[]>
  /** Ids of jobs that were stopped while they waited. */
  stopped(limit: number): Promise<readonly string[]>
}

export interface RowReaderParts {
  readonly source: () => RowSource
  /** Takes a call to the database. */
  readonly run: <T>(operation: () => Promise<T>) => Promise<T>
  /** The error that tells where something else than the record of a job stands. */
  readonly toFailure: (jobId: string, reason: string, cause: unknown) => ResultStoreError
}

/** Reads records of jobs. */
export class RowReader {
  readonly #parts: RowReaderParts

  constructor(parts: RowReaderParts) {
    this.#parts = parts
  }

  async getMany(jobIds: readonly string[]): Promise<Map<string, JobRecord>> {
    const { source, run } = this.#parts
    const found = new Map<string, JobRecord>()
    for (let first = 0; first < jobIds.length; first += MAX_READ) {
      const part = jobIds.slice(first, first + MAX_READ)
      const rows = await run(() => source().records(part))
      for (const row of rows) found.set(row.jobId, this.recordOf(row))
    }
    return found
  }

  async waiting(queueName: string, limit: number): Promise<readonly JobRecord[]> {
    const { source, run } = this.#parts
    const rows = await run(() => source().waiting(queueName, limit))
    return rows.map((row) => this.recordOf(row))
  }

  /** @returns `many` when there are more than a worker would want to hear */
  async stoppedJobs(): Promise<ReadonlySet<string> | 'many'> {
    const { source, run } = this.#parts
    const ids = await run(() => source().stopped(MOST_STOPPED_TOLD + 1))
    return ids.length > MOST_STOPPED_TOLD ? 'many' : new Set(ids)
  }

  /** @throws {@link ResultStoreError} `ARQ_STORE_DATA` when it is no record of a job */
  recordOf({ jobId, text, state }: RecordRow): JobRecord {
    const { toFailure } = this.#parts
    return { ...readStored(text, (reason, cause) => toFailure(jobId, reason, cause)), ...state }
  }
}
