import { type JobRecord, ResultStoreSerializationError } from '@arq/core'
import { readStored, type RecordRow } from '@arq/core/store'

import type { SqlAdapter } from './sql-adapter.js'
import { texts } from './texts.js'

/** A worker keeps them all in mind, and reads them several times a second. */
const MOST_STOPPED_TOLD = 1000
/** Records in one read: a few megabytes at most, as a rule. */
const MAX_READ = 500

export interface RowReaderParts {
  readonly adapter: Pick<SqlAdapter, 'records' | 'waiting' | 'stopped'>
  /** Takes a call to the database. */
  readonly run: <T>(operation: () => Promise<T>) => Promise<T>
  /** For people: `arq_*`. */
  readonly tables: string
}

/** Reads records of jobs. */
export class RowReader {
  readonly #parts: RowReaderParts

  constructor(parts: RowReaderParts) {
    this.#parts = parts
  }

  async getMany(jobIds: readonly string[]): Promise<Map<string, JobRecord>> {
    const { adapter, run } = this.#parts
    const found = new Map<string, JobRecord>()
    for (let first = 0; first < jobIds.length; first += MAX_READ) {
      const part = jobIds.slice(first, first + MAX_READ)
      const rows = await run(() => adapter.records(part))
      for (const row of rows) found.set(row.jobId, this.#recordOf(row))
    }
    return found
  }

  async waiting(queueName: string, limit: number): Promise<readonly JobRecord[]> {
    const { adapter, run } = this.#parts
    const rows = await run(() => adapter.waiting(queueName, limit))
    return rows.map((row) => this.#recordOf(row))
  }

  async stoppedJobs(): Promise<ReadonlySet<string> | 'many'> {
    const { adapter, run } = this.#parts
    const ids = await run(() => adapter.stopped(MOST_STOPPED_TOLD + 1))
    return ids.length > MOST_STOPPED_TOLD ? 'many' : new Set(ids)
  }

  #recordOf({ jobId, text, state }: RecordRow): JobRecord {
    const { tables } = this.#parts
    const record = readStored(
      text,
      (reason, cause) =>
        new ResultStoreSerializationError({
          code: 'ARQ_STORE_DATA',
          text: texts.notARecord({ jobId, tables, reason }),
          details: { jobId, tables, reason },
          cause,
        }),
    )
    return { ...record, ...state }
  }
}
