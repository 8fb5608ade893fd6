import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { setImmediate } from 'node:timers/promises'

import {
  type JobStatus,
  type MigrationOutcome,
  type Release,
  type ResultStoreError,
  systemClock,
} from '@arq/core'
import { isJobStatus, pause } from '@arq/core/internal'
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
import { type SearchColumns, toSearchedRows } from '../search-statement.js'
import type { SqlAdapter } from '../sql-adapter.js'
import type { ResolvedSqlSettings } from '../sql-settings.js'
import { type StateColumns, toState } from '../state-columns.js'
import { type TableNames, tableNames } from '../table-names.js'
import { applyOperation } from './apply-operation.js'
import { searchRows } from './search-rows.js'
import {
  loadSqliteDriver,
  type OpenSqlite,
  type SqliteDatabase,
  type SqliteStatement,
  type SqliteValue,
} from './sqlite-driver.js'
import { SqliteEntries, type SqliteTransaction } from './sqlite-entries.js'
import { cannotOpen, isBusy, isNoSuchTable, toStoreError } from './sqlite-errors.js'
import { SQLITE_MIGRATIONS } from './sqlite-schema.js'
import { atOnceValues, writeAtOnceText } from './write-at-once.js'

/** Between two tries while somebody else writes. SQLite's own waiting would hold up the whole process. */
const BUSY_PAUSE_MS = 5

const STATE_COLUMNS =
  'job_id, status, token, enqueue_time, retry_count, claim, duplicate_runs, duplicate_deliveries'
const IS_LIVE = `(status <> 'outrun' and (expires_at is null or expires_at > ?))`

interface FoundColumns extends StateColumns {
  readonly version: number
  readonly is_live: number
  readonly is_outrun: number
}

interface RecordColumns extends StateColumns {
  readonly record: string
}

/** One file, of all processes of one machine. The driver answers at once: nothing here waits but for other writers. */
export class SqliteAdapter implements SqlAdapter {
  readonly storeType = 'sqlite'
  readonly canSubscribe = false
  readonly entries: SqliteEntries
  readonly #settings: ResolvedSqlSettings
  readonly #path: string
  readonly #name: DatabaseName
  readonly #names: TableNames
  readonly #jobs: string
  readonly #schema: string
  readonly #writeAtOnceText: string
  readonly #statements = new Map<string, SqliteStatement>()
  readonly #transaction: SqliteTransaction = {
    // An array of ours: the driver's may come from outside of a test runner's world.
    all: <T>(text: string, ...values: readonly SqliteValue[]) => [
      ...(this.#prepared(text).all(...values) as T[]),
    ],
    run: (text, ...values) => Number(this.#prepared(text).run(...values).changes),
  }
  #openFile: OpenSqlite | undefined
  #file: SqliteDatabase | undefined

  constructor(settings: ResolvedSqlSettings, path: string) {
    this.#settings = settings
    this.#path = path
    this.#name = { database: 'SQLite', address: settings.address.shown }
    this.#names = tableNames(settings.tablePrefix)
    this.#jobs = this.#names.jobs
    this.#schema = this.#names.schema
    this.entries = new SqliteEntries({
      names: this.#names,
      all: (text, ...values) => this.#all(text, ...values),
      write: (work) => this.#write(() => work(this.#transaction)),
    })
    this.#writeAtOnceText = writeAtOnceText(this.#jobs)
  }

  async open(): Promise<void> {
    this.#openFile = await loadSqliteDriver()
  }

  close(): Promise<void> {
    this.#statements.clear()
    this.#file?.close()
    this.#file = undefined
    this.#openFile = undefined
    return Promise.resolve()
  }

  async schemaVersion(): Promise<number> {
    // Whoever only looks leaves no file behind.
    if (!this.#file && !existsSync(this.#path) && existsSync(dirname(this.#path))) return 0
    return this.#run(() => this.#readVersion())
  }

  migrate(): Promise<MigrationOutcome> {
    const to = SQLITE_MIGRATIONS.length
    return this.#write(() => {
      this.#db.exec(`create table if not exists ${this.#schema} (version integer not null)`)
      const from = this.#readVersion()
      for (const toNext of SQLITE_MIGRATIONS.slice(from)) {
        for (const text of toNext(this.#names)) this.#db.exec(text)
      }
      if (from >= to) return { from, to: from }
      this.#db.exec(`delete from ${this.#schema}`)
      this.#db.exec(`insert into ${this.#schema} values (${String(to)})`)
      return { from, to }
    }, MIGRATION_LIMIT_MS)
  }

  writeAtOnce(rows: readonly JobRow[]): Promise<readonly string[]> {
    return this.#write(() => {
      const [version, nowMs] = [newVersion(), Date.now()]
      const statement = this.#prepared(this.#writeAtOnceText)
      const written = rows.filter(
        (row) => Number(statement.run(...atOnceValues(row, version, nowMs)).changes) > 0,
      )
      return written.map(({ jobId }) => jobId)
    })
  }

  async find(jobIds: readonly string[]): Promise<readonly FoundRow[]> {
    const nowMs = Date.now()
    const text = `select ${STATE_COLUMNS}, version, ${IS_LIVE} as is_live,
      coalesce(outrun_until > ?, 0) as is_outrun
      from ${this.#jobs} where job_id in (select value from json_each(?))`
    const rows = await this.#all<FoundColumns>(text, nowMs, nowMs, JSON.stringify(jobIds))
    return rows.map((row) => ({
      jobId: row.job_id,
      version: row.version,
      isOutrun: row.is_outrun === 1,
      state: row.is_live === 1 ? toState(row) : undefined,
    }))
  }

  apply(operations: readonly RowOperation[]): Promise<readonly string[]> {
    return this.#write(() => {
      const version = newVersion()
      const run = (text: string, ...values: readonly SqliteValue[]): boolean =>
        this.#transaction.run(text, ...values) > 0
      const done = operations.filter((each) => applyOperation(each, this.#jobs, version, run))
      return done.map(({ jobId }) => jobId)
    })
  }

  async records(jobIds: readonly string[]): Promise<readonly RecordRow[]> {
    const where = `job_id in (select value from json_each(?)) and ${IS_LIVE}`
    return this.#records(where, JSON.stringify(jobIds), Date.now())
  }

  async status(jobId: string): Promise<JobStatus | undefined> {
    const text = `select status from ${this.#jobs} where job_id = ? and ${IS_LIVE}`
    const [row] = await this.#all<{ status: string }>(text, jobId, Date.now())
    return isJobStatus(row?.status) ? row.status : undefined
  }

  waiting(queueName: string, limit: number): Promise<readonly RecordRow[]> {
    const where = `queue_name = ? and status in ('queued', 'retrying') and ${IS_LIVE} limit ?`
    return this.#records(where, queueName, Date.now(), limit)
  }

  async stopped(limit: number): Promise<readonly string[]> {
    const text = `select job_id from ${this.#jobs}
      where status = 'aborted' and token is null and ${IS_LIVE} limit ?`
    const rows = await this.#all<{ job_id: string }>(text, Date.now(), limit)
    return rows.map((row) => row.job_id)
  }

  async searchRows(search: RowSearch): Promise<SearchedRows> {
    // A search asks many times, and the driver answers at once: others get their turn in between.
    await setImmediate()
    const { text, values } = searchRows(this.#jobs, search)
    return toSearchedRows(await this.#all<SearchColumns>(text, ...values), search)
  }

  /** Counting would read the whole of an index. Rows that have gone from between others are counted. */
  async countAbout(): Promise<number | undefined> {
    const text = `select (select max(rowid) from ${this.#jobs}) - (select min(rowid) from ${this.#jobs}) + 1
      as rows_about`
    const [row] = await this.#all<{ rows_about: number | null }>(text)
    return row?.rows_about ?? 0
  }

  deleteExpired(limit: number): Promise<number> {
    const nowMs = Date.now()
    const text = `delete from ${this.#jobs} where job_id in (
      select job_id from ${this.#jobs}
      where expires_at <= ? and (outrun_until is null or outrun_until <= ?)
      order by expires_at limit ?)`
    const expired = `select group_name from ${this.#names.groups}
      where expires_at <= ? order by expires_at limit ?`
    return this.#write(() => {
      const { all, run } = this.#transaction
      const jobs = run(text, nowMs, nowMs, limit)
      const rows = all<{ group_name: string }>(expired, nowMs, limit)
      for (const { group_name } of rows) {
        run(`delete from ${this.#names.entries} where group_name = ?`, group_name)
        run(`delete from ${this.#names.groups} where group_name = ?`, group_name)
      }
      return Math.max(jobs, rows.length)
    })
  }

  async ping(): Promise<void> {
    await this.#all('select 1 from sqlite_schema limit 1')
  }

  async details(): Promise<Readonly<Record<string, unknown>>> {
    const text = `select sqlite_version() as version, page_count * page_size as bytes
      from pragma_page_count(), pragma_page_size()`
    const [row] = await this.#all<{ version: string; bytes: number }>(text)
    return { libraryVersion: row?.version, databaseBytes: row?.bytes }
  }

  subscribe(): Promise<Release> {
    return Promise.resolve(() => Promise.resolve())
  }

  /** A file that cannot be opened may be there later; nothing else of a URL can be wrong. */
  isMisconfiguration(): boolean {
    return false
  }

  async #records(where: string, ...values: readonly SqliteValue[]): Promise<RecordRow[]> {
    const text = `select ${STATE_COLUMNS}, record from ${this.#jobs} where ${where}`
    const rows = await this.#all<RecordColumns>(text, ...values)
    return rows.flatMap((row) => {
      const state = toState(row)
      return state ? [{ jobId: row.job_id, text: row.record, state }] : []
    })
  }

  #readVersion(): number {
    try {
      const [row] = this.#db.prepare(`select version from ${this.#schema}`).all()
      return (row as { version: number } | undefined)?.version ?? 0
    } catch (error) {
      if (isNoSuchTable(error)) return 0
      throw error
    }
  }

  #all<T>(text: string, ...values: readonly SqliteValue[]): Promise<readonly T[]> {
    return this.#run(() => this.#transaction.all<T>(text, ...values))
  }

  /** One transaction, which is over before anybody else of this process can come between. */
  #write<T>(work: () => T, limitMs?: number): Promise<T> {
    return this.#run(() => {
      this.#db.exec('begin immediate')
      try {
        const result = work()
        this.#db.exec('commit')
        return result
      } catch (error) {
        this.#db.exec('rollback')
        throw error
      }
    }, limitMs)
  }

  async #run<T>(work: () => T, limitMs = this.#settings.commandTimeoutMs): Promise<T> {
    const endMs = performance.now() + limitMs
    for (;;) {
      try {
        return work()
      } catch (error) {
        if (!isBusy(error)) throw this.#toStoreError(error)
        if (performance.now() >= endMs) throw timedOut(this.#name, limitMs, error)
      }
      await pause(BUSY_PAUSE_MS * (0.5 + Math.random()), { clock: systemClock })
    }
  }

  #toStoreError(error: unknown): ResultStoreError {
    if (isNoSuchTable(error)) this.#statements.clear()
    return toStoreError(error, this.#name)
  }

  #prepared(text: string): SqliteStatement {
    let statement = this.#statements.get(text)
    if (!statement) {
      statement = this.#db.prepare(text)
      this.#statements.set(text, statement)
    }
    return statement
  }

  #opened(openFile: OpenSqlite): SqliteDatabase {
    try {
      return openFile(this.#path)
    } catch (error) {
      throw cannotOpen(error, this.#name)
    }
  }

  get #db(): SqliteDatabase {
    if (!this.#openFile) throw new Error('the adapter is not open')
    if (this.#file) return this.#file
    const file = this.#opened(this.#openFile)
    try {
      file.exec('pragma busy_timeout = 0')
      // Readers and the writer do not wait for each other; what was committed survives a loss of power.
      file.exec('pragma journal_mode = wal')
      file.exec('pragma synchronous = full')
    } catch (error) {
      file.close()
      throw error
    }
    this.#file = file
    return file
  }
}
