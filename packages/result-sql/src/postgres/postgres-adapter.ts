import type { JobStatus, MigrationOutcome, Release, ResultStoreError } from '@arq/core'
import { isJobStatus } from '@arq/core/internal'
import type {
  DatabaseName,
  FoundRow,
  JobRow,
  RecordRow,
  RowOperation,
  RowSearch,
  SearchedRows,
} from '@arq/core/store'
import { Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely'

import { MIGRATION_LIMIT_MS } from '../migration-limit.js'
import { toSearchedRows } from '../search-statement.js'
import type { SqlAdapter } from '../sql-adapter.js'
import { toState } from '../state-columns.js'
import { PostgresChangeFeed } from './change-feed.js'
import { migrateTables } from './migrate-tables.js'
import { connectionOptions, loadPostgresDriver, type PostgresSettings } from './postgres-driver.js'
import { PostgresEntries } from './postgres-entries.js'
import { isConflict, isMisconfiguration, isNoSuchTable, toStoreError } from './postgres-errors.js'
import { type LimitedPostgresPool, openPostgresPool } from './postgres-pool.js'
import { type PostgresNames, postgresNames } from './postgres-schema.js'
import { deleteExpiredStreams, PostgresStreams } from './postgres-streams.js'
import {
  deleteExpiredGroups,
  deleteExpiredRows,
  findRows,
  type FoundColumns,
  readDetails,
  readRecords,
  readStatus,
  readStopped,
  readWaiting,
  type RecordColumns,
} from './read-statements.js'
import { countRowsAbout, searchRows } from './search-rows.js'
import { applyOperations, writeAtOnce, type WrittenIds } from './write-statements.js'

/** A statement that met another one is done again; it has left nothing behind. */
const TRIES_AT_CONFLICT = 5

interface Open {
  readonly db: Kysely<unknown>
  readonly pool: LimitedPostgresPool
}

/** PostgreSQL 12 or newer, by node-postgres. */
export class PostgresAdapter implements SqlAdapter {
  readonly storeType = 'postgresql'
  readonly canSubscribe = true
  readonly entries: PostgresEntries
  readonly streams: PostgresStreams
  readonly #settings: PostgresSettings
  readonly #name: DatabaseName
  readonly #names: PostgresNames
  #open: Open | undefined
  readonly #migrations = new Set<LimitedPostgresPool>()
  #feed: PostgresChangeFeed | undefined

  constructor(settings: PostgresSettings) {
    this.#settings = settings
    this.#name = { database: 'PostgreSQL', address: settings.address.shown }
    this.#names = postgresNames(settings.tablePrefix)
    this.entries = new PostgresEntries({
      names: this.#names,
      commandTimeoutMs: settings.commandTimeoutMs,
      db: () => this.#db,
      run: (work) => this.#again(work),
    })
    this.streams = new PostgresStreams({
      names: this.#names,
      run: (build) => this.#run(build),
    })
  }

  async open(): Promise<void> {
    const driver = await loadPostgresDriver()
    const options = connectionOptions(driver, this.#settings)
    const pool = openPostgresPool(driver, this.#settings, { name: this.#name, options })
    this.#open = { pool, db: new Kysely({ dialect: new PostgresDialect({ pool }) }) }
    this.#feed = new PostgresChangeFeed(driver, options, this.#names.channel)
  }

  async close(): Promise<void> {
    const open = this.#open
    this.#open = undefined
    for (const pool of this.#migrations) pool.abandon()
    await this.#feed?.close()
    // A kysely that was never used does not end its pool.
    await open?.db.destroy()
    await open?.pool.end()
  }

  async schemaVersion(): Promise<number> {
    const versions = sql<{ version: number }>`select version from ${sql.table(this.#names.schema)}`
    try {
      const [row] = await versions.execute(this.#db).then(({ rows }) => rows)
      return row?.version ?? 0
    } catch (error) {
      if (isNoSuchTable(error)) return 0
      throw this.#toStoreError(error)
    }
  }

  async migrate(): Promise<MigrationOutcome> {
    const pool = this.#opened.pool.withLimit(MIGRATION_LIMIT_MS)
    this.#migrations.add(pool)
    try {
      const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
      return await migrateTables(db, this.#names)
    } catch (error) {
      throw toStoreError(error, this.#name, MIGRATION_LIMIT_MS)
    } finally {
      this.#migrations.delete(pool)
    }
  }

  async writeAtOnce(rows: readonly JobRow[]): Promise<readonly string[]> {
    return idsOf(await this.#run(() => writeAtOnce(this.#names, rows)))
  }

  async find(jobIds: readonly string[]): Promise<readonly FoundRow[]> {
    const rows = await this.#run(() => findRows(this.#names, jobIds))
    return rows.map(toFoundRow)
  }

  async apply(operations: readonly RowOperation[]): Promise<readonly string[]> {
    return idsOf(await this.#run(() => applyOperations(this.#names, operations)))
  }

  async records(jobIds: readonly string[]): Promise<readonly RecordRow[]> {
    const rows = await this.#run(() => readRecords(this.#names, jobIds))
    return rows.flatMap(toRecordRow)
  }

  async status(jobId: string): Promise<JobStatus | undefined> {
    const [row] = await this.#run(() => readStatus(this.#names, jobId))
    return isJobStatus(row?.status) ? row.status : undefined
  }

  async waiting(queueName: string, limit: number): Promise<readonly RecordRow[]> {
    const rows = await this.#run(() => readWaiting(this.#names, queueName, limit))
    return rows.flatMap(toRecordRow)
  }

  async stopped(limit: number): Promise<readonly string[]> {
    const rows = await this.#run(() => readStopped(this.#names, limit))
    return rows.map((row) => row.job_id)
  }

  async searchRows(search: RowSearch): Promise<SearchedRows> {
    return toSearchedRows(await this.#run(() => searchRows(this.#names, search)), search)
  }

  async countAbout(): Promise<number | undefined> {
    const [row] = await this.#run(() => countRowsAbout(this.#names))
    return row?.rows_about
  }

  async deleteExpired(limit: number): Promise<number> {
    try {
      const jobs = await deleteExpiredRows(this.#names, limit).execute(this.#db)
      const groups = await deleteExpiredGroups(this.#names, limit).execute(this.#db)
      const streams = await deleteExpiredStreams(this.#names, limit).execute(this.#db)
      return Math.max(
        ...[jobs, groups, streams].map(({ numAffectedRows }) => Number(numAffectedRows ?? 0)),
      )
    } catch (error) {
      throw this.#toStoreError(error)
    }
  }

  async ping(): Promise<void> {
    await this.#run(() => sql`select 1`)
  }

  async details(): Promise<Readonly<Record<string, unknown>>> {
    const [row] = await this.#run(() => readDetails(this.#names))
    return {
      serverVersion: row?.version,
      databaseBytes: row?.database_bytes,
      tableBytes: row?.table_bytes,
      rowsAbout: row?.rows_about,
      openConnections: this.#open?.pool.size ?? 0,
    }
  }

  subscribe(onChange: (jobId: string) => void): Promise<Release> {
    return this.#feed?.subscribe(onChange) ?? Promise.resolve(() => Promise.resolve())
  }

  isMisconfiguration(error: ResultStoreError): boolean {
    return isMisconfiguration(error)
  }

  get #opened(): Open {
    if (!this.#open) throw new Error('the adapter is not open')
    return this.#open
  }

  get #db(): Kysely<unknown> {
    return this.#opened.db
  }

  async #run<T>(build: () => RawBuilder<T>): Promise<readonly T[]> {
    return this.#again(async () => (await build().execute(this.#db)).rows)
  }

  async #again<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work()
      } catch (error) {
        if (!isConflict(error) || tries === TRIES_AT_CONFLICT) throw this.#toStoreError(error)
      }
    }
  }

  #toStoreError(error: unknown): ResultStoreError {
    return toStoreError(error, this.#name, this.#settings.commandTimeoutMs)
  }
}

// We have written it, with `json_agg`.
const idsOf = ([row]: readonly WrittenIds[]): readonly string[] =>
  JSON.parse(row?.ids ?? '[]') as string[]

const toFoundRow = (row: FoundColumns): FoundRow => ({
  jobId: row.job_id,
  version: row.version,
  isOutrun: row.is_outrun,
  state: row.is_live ? toState(row) : undefined,
})

function toRecordRow(row: RecordColumns): RecordRow[] {
  const state = toState(row)
  return state ? [{ jobId: row.job_id, text: row.record, state }] : []
}
