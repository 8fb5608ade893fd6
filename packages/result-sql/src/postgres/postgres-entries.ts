import type { EntriesWritten, EntryChange, Lifetime } from '@arq/core'
import { wholeMs } from '@arq/core/store'
import { type Kysely, type RawBuilder, sql } from 'kysely'

import type {
  EntryColumns,
  EntryTable,
  EntryWrite,
  GroupColumns,
  GroupPlace,
} from '../entry-table.js'
import type { PostgresNames } from './postgres-schema.js'
import { nowMs } from './write-statements.js'

export interface PostgresEntriesParts {
  readonly names: PostgresNames
  readonly commandTimeoutMs: number
  readonly db: () => Kysely<unknown>
  /** Runs what has left nothing behind when it rejects, once more if it met another one. */
  readonly run: <T>(work: () => Promise<T>) => Promise<T>
}

/** Ends a transaction in which nothing is to be done after all. */
class Conflict extends Error {
  readonly entry: string

  constructor(entry: string) {
    super(`another version of ${entry}`)
    this.entry = entry
  }
}

const IS_LIVE = sql`(g.expires_at is null or g.expires_at > ${nowMs})`

export class PostgresEntries implements EntryTable {
  readonly #parts: PostgresEntriesParts

  constructor(parts: PostgresEntriesParts) {
    this.#parts = parts
  }

  read(groups: readonly string[], names?: readonly string[]): Promise<readonly EntryColumns[]> {
    const { entries, groups: table } = this.#parts.names
    return this.#rows(sql<EntryColumns>`
      select e.group_name, e.name, e.version, e.content
      from ${sql.table(entries)} e join ${sql.table(table)} g on g.group_name = e.group_name
      where e.group_name = any(${groups}::text[]) and ${IS_LIVE}
        ${names ? sql`and e.name = any(${names}::text[])` : sql``}`)
  }

  write(write: EntryWrite): Promise<EntriesWritten> {
    return this.#parts.run(async () => {
      try {
        const count = await this.#parts
          .db()
          .transaction()
          .execute((transaction) => this.#writeIn(transaction, write))
        return { kind: 'written', version: write.version, count }
      } catch (error) {
        if (error instanceof Conflict) return { kind: 'conflict', name: error.entry }
        throw error
      }
    })
  }

  async now(): Promise<number> {
    const [row] = await this.#rows(sql<{ now_ms: number | string }>`select ${nowMs} as now_ms`)
    return Number(row?.now_ms)
  }

  async remove(group: string): Promise<boolean> {
    const groups = sql.table(this.#parts.names.groups)
    const [row] = await this.#rows(sql<{ was_live: boolean }>`
      delete from ${groups} g where group_name = ${group} returning ${IS_LIVE} as was_live`)
    return row?.was_live === true
  }

  groups({ from, after, limit }: GroupPlace): Promise<readonly GroupColumns[]> {
    return this.#rows(sql<GroupColumns>`
      select group_name, ${IS_LIVE} as is_live from ${sql.table(this.#parts.names.groups)} g
      where group_name >= ${from} and group_name > ${after} order by group_name limit ${limit}`)
  }

  async #rows<T>(statement: RawBuilder<T>): Promise<readonly T[]> {
    return this.#parts.run(async () => (await statement.execute(this.#parts.db())).rows)
  }

  /**
   * Each statement sees what was committed before it began, so entries are looked at once the lock is there.
   * @returns how many entries there are then
   */
  async #writeIn(
    transaction: Kysely<unknown>,
    { group, changes, version, ttlMs }: EntryWrite,
  ): Promise<number> {
    const { names } = this.#parts
    const before = await this.#lock(transaction, group)
    const written = writeStatement(names, { group, changes, version, ttlMs, before })
    const [row] = (await written.execute(transaction)).rows
    if (typeof row?.conflict === 'string') throw new Conflict(row.conflict)
    const count = row?.count ?? 0
    if (count === 0) {
      await sql`delete from ${sql.table(names.groups)} where group_name = ${group}`.execute(
        transaction,
      )
    }
    return count
  }

  /** @returns how many entries the group has, whose row nobody else writes until the transaction is over */
  async #lock(transaction: Kysely<unknown>, group: string): Promise<number> {
    const { names, commandTimeoutMs } = this.#parts
    // A process that stops in the middle must not keep others waiting for longer than a call may take.
    const limit = sql`set_config('idle_in_transaction_session_timeout', ${String(Math.ceil(commandTimeoutMs))}, true)`
    const found = await sql<{ entry_count: number; is_over: boolean }>`
      insert into ${sql.table(names.groups)} as g (group_name, entry_count, expires_at)
      values (${group}, 0, 0)
      on conflict (group_name) do update set entry_count = g.entry_count
      returning entry_count, coalesce(expires_at <= ${nowMs}, false) as is_over, ${limit}`.execute(
      transaction,
    )
    const [row] = found.rows
    if (!row || row.entry_count === 0) return 0
    if (!row.is_over) return row.entry_count
    await sql`delete from ${sql.table(names.entries)} where group_name = ${group}`.execute(
      transaction,
    )
    return 0
  }
}

interface WriteColumns {
  readonly conflict: string | null
  readonly count: number | null
}

/** All changes, or none where one of them expects something else than what stands there. */
function writeStatement(
  { groups, entries }: PostgresNames,
  { group, changes, version, ttlMs, before }: EntryWrite & { readonly before: number },
): RawBuilder<WriteColumns> {
  const isWhole = sql`not exists (select from conflict)`
  return sql<WriteColumns>`
    with given as (
      select * from unnest(
        ${changes.map(({ name }) => name)}::text[], ${changes.map(textOf)}::text[],
        ${changes.map(isGuarded)}::boolean[], ${changes.map(expectedBy)}::text[]
      ) with ordinality as given(name, content, is_guarded, expected, place)
    ), seen as (
      select given.*, e.version as found from given
      left join ${sql.table(entries)} e on e.group_name = ${group} and e.name = given.name
    ), conflict as (
      select name from seen where is_guarded and found is distinct from expected
      order by place limit 1
    ), put as (
      insert into ${sql.table(entries)} (group_name, name, version, content)
      select ${group}, name, ${version}, content from given
      where content is not null and ${isWhole}
      on conflict (group_name, name)
        do update set version = excluded.version, content = excluded.content
    ), taken as (
      delete from ${sql.table(entries)} e using given
      where e.group_name = ${group} and e.name = given.name and given.content is null and ${isWhole}
    ), counted as (
      update ${sql.table(groups)} g set
        entry_count = ${before}::integer + (
          select count(*) filter (where content is not null and found is null)
            - count(*) filter (where content is null and found is not null) from seen
        ),
        expires_at = ${expiryAfter(ttlMs)}
      where group_name = ${group} and ${isWhole} returning entry_count
    )
    select (select name from conflict) as conflict, (select entry_count from counted) as count`
}

/** Null: for ever. It only grows. */
const expiryAfter = (ttlMs: Lifetime): RawBuilder<unknown> =>
  ttlMs === 'forever'
    ? sql`null`
    : sql`case when g.expires_at is not null
        then greatest(g.expires_at, ${nowMs} + ${wholeMs(ttlMs)}::bigint) end`

const textOf = ({ text }: EntryChange): string | null => text ?? null
const isGuarded = ({ ifVersion }: EntryChange): boolean => ifVersion !== undefined
const expectedBy = ({ ifVersion }: EntryChange): string | null => ifVersion ?? null
