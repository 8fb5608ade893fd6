import type { OutboxRow, RowEnd, RowError } from '../outbox-row.js'
import type { OutboxDialect, OutboxNames } from './names.js'
import type { AsideRow, OutboxRows, OutboxStatus, RetryingRow } from './outbox-rows.js'
import type { Row, Session } from './session.js'

/** Longer ones say nothing more. */
const LONGEST_ERROR = 2000

interface SqlRowsParts {
  readonly session: Session
  readonly dialect: OutboxDialect
  readonly names: OutboxNames
  /** Makes of what the driver throws one of our errors. */
  readonly toError: (error: unknown) => unknown
}

/** The table over one connection. Whoever sees it fail opens another one. */
export class SqlRows implements OutboxRows {
  readonly #parts: SqlRowsParts
  readonly #nowText: string

  constructor(parts: SqlRowsParts) {
    this.#parts = parts
    this.#nowText =
      parts.dialect === 'postgresql'
        ? '(extract(epoch from clock_timestamp()) * 1000)::bigint'
        : 'floor(unix_timestamp(now(3)) * 1000)'
  }

  async take(
    limit: number,
    settle: (rows: readonly OutboxRow[]) => Promise<ReadonlyMap<string, RowEnd>>,
  ): Promise<number> {
    const { outbox } = this.#parts.names
    await this.#run('begin')
    const found = await this.#run(
      `select * from ${outbox} where aside_at is null
       and (retry_at is null or retry_at <= ${this.#nowText})
       order by id limit ${String(limit)} for update skip locked`,
    )
    const ends = found.length === 0 ? NONE : await settle(found.map(toOutboxRow))
    await this.#delete([...ends].filter(([, { type }]) => type === 'sent').map(([id]) => id))
    for (const [id, end] of ends) {
      if (end.type === 'later') await this.#putOff(id, end.afterMs, end.error)
      if (end.type === 'aside') await this.#setAside(id, end.error)
    }
    await this.#run('commit')
    return found.length
  }

  async onRows(listener: () => void): Promise<void> {
    const { session, names, toError } = this.#parts
    try {
      await session.listen(names.outbox, listener)
    } catch (error) {
      throw toError(error)
    }
  }

  async status(): Promise<OutboxStatus> {
    const [row = {}] = await this.#run(
      `select count(*) as all_rows, count(aside_at) as aside,
       sum(case when aside_at is null and retry_at is not null then 1 else 0 end) as retrying,
       min(case when aside_at is null then created_at end) as oldest,
       ${this.#nowText} - min(case when aside_at is null then created_at end) as oldest_age
       from ${this.#parts.names.outbox}`,
    )
    const aside = Number(row['aside'] ?? 0)
    const oldest = row['oldest'] ?? undefined
    return {
      waiting: Number(row['all_rows'] ?? 0) - aside,
      retrying: Number(row['retrying'] ?? 0),
      aside,
      oldestAt: oldest === undefined ? undefined : new Date(Number(oldest)),
      // By one clock. That of MySQL was seen to step back by a fraction of a second.
      oldestAgeMs: oldest === undefined ? undefined : Math.max(0, Number(row['oldest_age'])),
    }
  }

  async asideRows(limit: number): Promise<readonly AsideRow[]> {
    const rows = await this.#failed('aside_at is not null', limit)
    return rows.map((row) => ({ ...failedRow(row), asideAt: momentOf(row['aside_at']) }))
  }

  async retryingRows(limit: number): Promise<readonly RetryingRow[]> {
    const rows = await this.#failed('aside_at is null and retry_at is not null', limit)
    return rows.map((row) => ({
      ...failedRow(row),
      attempts: Number(row['attempts']),
      retryAt: momentOf(row['retry_at']),
    }))
  }

  /** @param jobIds of rows that have failed; absent: all that were set aside */
  retryAside(jobIds: readonly string[] | undefined): Promise<number> {
    return this.#changeFailed('update', `set aside_at = null, retry_at = null`, jobIds)
  }

  /** @param jobIds of rows that have failed; absent: all that were set aside */
  dropAside(jobIds: readonly string[] | undefined): Promise<number> {
    return this.#changeFailed('delete from', '', jobIds)
  }

  close(): void {
    this.#parts.session.close()
  }

  #failed(which: string, limit: number): Promise<readonly Row[]> {
    return this.#run(
      `select job_id, task, queue_name, created_at, attempts, retry_at, aside_at, error_code, error
       from ${this.#parts.names.outbox} where ${which} order by id limit ${String(limit)}`,
    )
  }

  async #changeFailed(
    verb: string,
    change: string,
    jobIds: readonly string[] | undefined,
  ): Promise<number> {
    const { outbox } = this.#parts.names
    const wanted = jobIds === undefined ? undefined : new Set(jobIds)
    const which = wanted ? '(aside_at is not null or retry_at is not null)' : 'aside_at is not null'
    await this.#run('begin')
    // MySQL looks at each row, and would wait for those that relays have in hand.
    const rows = await this.#run(
      `select id, job_id from ${outbox} where ${which} for update skip locked`,
    )
    const ids = rows
      .filter((row) => wanted?.has(String(row['job_id'])) !== false)
      .map((row) => String(row['id']))
    if (ids.length > 0) {
      await this.#run(`${verb} ${outbox} ${change} where ${this.#isOneOf}`, [ids])
    }
    await this.#run('commit')
    return ids.length
  }

  async #delete(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    await this.#run(`delete from ${this.#parts.names.outbox} where ${this.#isOneOf}`, [ids])
  }

  async #putOff(id: string, afterMs: number, error: RowError): Promise<void> {
    const [code, message, which] = this.#places(3)
    await this.#run(
      `update ${this.#parts.names.outbox} set attempts = attempts + 1,
       retry_at = ${this.#nowText} + ${String(Math.round(afterMs))},
       error_code = ${code}, error = ${message} where id = ${which}`,
      [error.code, error.message.slice(0, LONGEST_ERROR), id],
    )
  }

  async #setAside(id: string, error: RowError): Promise<void> {
    const [code, message, which] = this.#places(3)
    await this.#run(
      `update ${this.#parts.names.outbox} set attempts = attempts + 1,
       aside_at = ${this.#nowText}, error_code = ${code}, error = ${message} where id = ${which}`,
      [error.code, error.message.slice(0, LONGEST_ERROR), id],
    )
  }

  get #isOneOf(): string {
    return this.#parts.dialect === 'postgresql' ? 'id = any($1::bigint[])' : 'id in (?)'
  }

  #places(count: number): readonly string[] {
    const isPostgres = this.#parts.dialect === 'postgresql'
    return Array.from({ length: count }, (_, at) => (isPostgres ? `$${String(at + 1)}` : '?'))
  }

  async #run(text: string, values?: readonly unknown[]): Promise<readonly Row[]> {
    try {
      return await this.#parts.session.run(text, values)
    } catch (error) {
      throw this.#parts.toError(error)
    }
  }
}

const NONE: ReadonlyMap<string, RowEnd> = new Map()

/** Drivers give large integers as texts. */
const numberOf = (value: unknown): number | undefined =>
  value === null || value === undefined ? undefined : Number(value)

const momentOf = (value: unknown): Date => new Date(Number(value))

const failedRow = (row: Row) => ({
  jobId: String(row['job_id']),
  task: String(row['task']),
  queueName: String(row['queue_name']),
  createdAt: momentOf(row['created_at']),
  errorCode: String(row['error_code']),
  error: String(row['error']),
})

function toOutboxRow(row: Row): OutboxRow {
  const headers = row['headers']
  return {
    id: String(row['id']),
    jobId: String(row['job_id']),
    task: String(row['task']),
    queueName: String(row['queue_name']),
    arguments: String(row['arguments']),
    contentType: String(row['content_type']),
    headers: typeof headers === 'string' ? headers : undefined,
    priority: numberOf(row['priority']),
    jobTry: Number(row['job_try']),
    dueAtMs: numberOf(row['due_at']),
    expiresAtMs: Number(row['expires_at']),
    createdAtMs: Number(row['created_at']),
    attempts: Number(row['attempts']),
  }
}
