import type { JobStatus, MigrationOutcome, Release, ResultStoreError } from '@arq/core'
import { isJobStatus } from '@arq/core/internal'
import {
  type DatabaseName,
  type FoundRow,
  type JobRow,
  newVersion,
  type RecordRow,
  type RowOperation,
  type RowSearch,
  type SearchedRows,
  timedOut,
} from '@arq/core/store'

import { MIGRATION_LIMIT_MS } from '../migration-limit.js'
import { toSearchedRows } from '../search-statement.js'
import type { SqlAdapter } from '../sql-adapter.js'
import { toState } from '../state-columns.js'
import { type TableNames, tableNames } from '../table-names.js'
import { type RawColumns, toColumns } from './columns.js'
import { migrateTables, readVersion } from './migrate-tables.js'
import { loadMysqlDriver, type MysqlSettings } from './mysql-driver.js'
import { MysqlEntries } from './mysql-entries.js'
import { isConflict, isMisconfiguration, isNoSuchTable, toStoreError } from './mysql-errors.js'
import { LimitedMysqlPool, type MysqlSession, type MysqlStatement } from './mysql-pool.js'
import { type RawSearchColumns, searchRows, toSearchColumns } from './search-rows.js'
import { applyOperation, byId, NOW_MS, writeAtOnce } from './write-statements.js'

const IS_LIVE = `(status <> 'outrun' and (expires_at is null or expires_at > ${NOW_MS}))`

const STATE_COLUMNS =
  'job_id, status, token, enqueue_time, retry_count, claim, duplicate_runs, duplicate_deliveries'

interface FoundColumns extends RawColumns {
  readonly version: number
  readonly is_live: number
  readonly is_outrun: number
}

interface RecordColumns extends RawColumns {
  readonly record: string
}

/** MariaDB 10.6 and MySQL 8, or newer, by mysql2. */
export class MysqlAdapter implements SqlAdapter {
  readonly storeType = 'mysql'
  readonly canSubscribe = false
  readonly entries: MysqlEntries
  readonly #settings: MysqlSettings
  readonly #name: DatabaseName
  readonly #names: TableNames
  readonly #jobs: string
  #pool: LimitedMysqlPool | undefined

  constructor(settings: MysqlSettings, name: DatabaseName) {
    this.#settings = settings
    this.#name = name
    this.#names = tableNames(settings.tablePrefix)
    this.#jobs = this.#names.jobs
    this.entries = new MysqlEntries({ names: this.#names, use: (work) => this.#use(work) })
  }

  async open(): Promise<void> {
    this.#pool = new LimitedMysqlPool(await loadMysqlDriver(), this.#settings, this.#name)
  }

  async close(): Promise<void> {
    const pool = this.#pool
    this.#pool = undefined
    pool?.abandonLong()
    await pool?.end()
  }

  schemaVersion(): Promise<number> {
    return this.#use(async (session) => {
      try {
        return await readVersion(session, this.#names.schema)
      } catch (error) {
        if (isNoSuchTable(error)) return 0
        throw error
      }
    })
  }

  async migrate(): Promise<MigrationOutcome> {
    try {
      const outcome = await this.#opened.useLong(MIGRATION_LIMIT_MS, (session) =>
        migrateTables(session, this.#names),
      )
      if (outcome) return outcome
      throw timedOut(this.#name, MIGRATION_LIMIT_MS)
    } catch (error) {
      throw toStoreError(error, this.#name, MIGRATION_LIMIT_MS)
    }
  }

  async writeAtOnce(rows: readonly JobRow[]): Promise<readonly string[]> {
    const statements = writeAtOnce(this.#jobs, rows)
    const [, written] = await this.#use((session) =>
      session.together<{ job_id: Buffer }>(statements),
    )
    return (written?.rows ?? []).map(({ job_id }) => job_id.toString())
  }

  async find(jobIds: readonly string[]): Promise<readonly FoundRow[]> {
    const rows = await this.#rows<FoundColumns>({
      text: `select ${STATE_COLUMNS}, version, ${IS_LIVE} as is_live,
        coalesce(outrun_until > ${NOW_MS}, 0) as is_outrun
        from ${this.#jobs} where job_id in (?)`,
      values: [jobIds],
    })
    return rows.map((row) => ({
      jobId: row.job_id.toString(),
      version: row.version,
      isOutrun: row.is_outrun === 1,
      state: row.is_live === 1 ? toState(toColumns(row)) : undefined,
    }))
  }

  async apply(operations: readonly RowOperation[]): Promise<readonly string[]> {
    const version = newVersion()
    const sorted = operations.toSorted(byId)
    const statements = sorted.map((each) => applyOperation(this.#jobs, each, version))
    const answers = await this.#use((session) => session.together(statements))
    return sorted.flatMap(({ jobId }, index) => ((answers[index]?.changed ?? 0) > 0 ? jobId : []))
  }

  records(jobIds: readonly string[]): Promise<readonly RecordRow[]> {
    return this.#records('job_id in (?)', [jobIds])
  }

  async status(jobId: string): Promise<JobStatus | undefined> {
    const [row] = await this.#rows<{ status: string }>({
      text: `select status from ${this.#jobs} where job_id = ? and ${IS_LIVE}`,
      values: [jobId],
    })
    return isJobStatus(row?.status) ? row.status : undefined
  }

  waiting(queueName: string, limit: number): Promise<readonly RecordRow[]> {
    return this.#records('waits_in = ?', [queueName], limit)
  }

  async stopped(limit: number): Promise<readonly string[]> {
    const rows = await this.#rows<{ job_id: Buffer }>({
      text: `select job_id from ${this.#jobs} where is_stopped = 1 and ${IS_LIVE} limit ?`,
      values: [limit],
    })
    return rows.map(({ job_id }) => job_id.toString())
  }

  async searchRows(search: RowSearch): Promise<SearchedRows> {
    const rows = await this.#rows<RawSearchColumns>(searchRows(this.#jobs, search))
    return toSearchedRows(rows.map(toSearchColumns), search)
  }

  async countAbout(): Promise<number | undefined> {
    const [row] = await this.#rows<{ rows_about: number | null }>({
      text: `select cast(table_rows as signed) as rows_about
        from information_schema.tables where table_schema = database() and table_name = ?`,
      values: [this.#jobs],
    })
    return row?.rows_about ?? undefined
  }

  async deleteExpired(limit: number): Promise<number> {
    const jobs = await this.#use((session) =>
      session.run({
        text: `delete from ${this.#jobs} where expires_at <= ${NOW_MS}
          and (outrun_until is null or outrun_until <= ${NOW_MS}) order by expires_at limit ?`,
        values: [limit],
      }),
    )
    // Their entries go with them.
    const groups = await this.#use((session) =>
      session.run({
        text: `delete from ${this.#names.groups} where expires_at <= ${NOW_MS} order by expires_at limit ?`,
        values: [limit],
      }),
    )
    return Math.max(jobs.changed, groups.changed)
  }

  async ping(): Promise<void> {
    await this.#rows({ text: 'select 1' })
  }

  async details(): Promise<Readonly<Record<string, unknown>>> {
    const [row] = await this.#rows<{ version: string; bytes: number; rows_about: number }>({
      text: `select version() as version, cast(data_length + index_length as signed) as bytes,
        cast(table_rows as signed) as rows_about
        from information_schema.tables where table_schema = database() and table_name = ?`,
      values: [this.#jobs],
    })
    return {
      serverVersion: row?.version,
      tableBytes: row?.bytes,
      rowsAbout: row?.rows_about,
    }
  }

  subscribe(): Promise<Release> {
    return Promise.resolve(() => Promise.resolve())
  }

  isMisconfiguration(error: ResultStoreError): boolean {
    return isMisconfiguration(error)
  }

  get #opened(): LimitedMysqlPool {
    if (!this.#pool) throw new Error('the adapter is not open')
    return this.#pool
  }

  async #records(
    where: string,
    values: readonly unknown[],
    limit?: number,
  ): Promise<readonly RecordRow[]> {
    const rows = await this.#rows<RecordColumns>({
      text: `select ${STATE_COLUMNS}, record from ${this.#jobs} where ${where} and ${IS_LIVE}
        ${limit === undefined ? '' : 'limit ?'}`,
      values: [...values, ...(limit === undefined ? [] : [limit])],
    })
    return rows.flatMap((row) => {
      const columns = toColumns(row)
      const state = toState(columns)
      return state ? [{ jobId: columns.job_id, text: row.record, state }] : []
    })
  }

  async #rows<T>(statement: MysqlStatement): Promise<readonly T[]> {
    return (await this.#use((session) => session.run<T>(statement))).rows
  }

  /** What met somebody else's work is done again, as long as a command may take; it has left nothing behind. */
  async #use<T>(work: (session: MysqlSession) => Promise<T>): Promise<T> {
    const { commandTimeoutMs } = this.#settings
    const endMs = performance.now() + commandTimeoutMs
    for (;;) {
      try {
        return await this.#opened.use(work)
      } catch (error) {
        const isOver = performance.now() >= endMs
        if (!isConflict(error)) throw toStoreError(error, this.#name, commandTimeoutMs)
        if (isOver) throw timedOut(this.#name, commandTimeoutMs, error)
      }
    }
  }
}
