import type { EntriesWritten } from '@arq/core'
import { expiryOf } from '@arq/core/store'

import {
  conflictIn,
  type EntryColumns,
  type EntryTable,
  type EntryWrite,
  type GroupColumns,
  type GroupPlace,
} from '../entry-table.js'
import type { TableNames } from '../table-names.js'
import type { SqliteValue } from './sqlite-driver.js'

/** Statements of one transaction. */
export interface SqliteTransaction {
  readonly all: <T>(text: string, ...values: readonly SqliteValue[]) => T[]
  /** How many rows it has changed. */
  readonly run: (text: string, ...values: readonly SqliteValue[]) => number
}

export interface SqliteEntriesParts {
  readonly names: TableNames
  readonly all: <T>(text: string, ...values: readonly SqliteValue[]) => Promise<readonly T[]>
  /** One transaction, in which nobody else writes. */
  readonly write: <T>(work: (transaction: SqliteTransaction) => T) => Promise<T>
}

interface StoredGroup {
  readonly entry_count: number
  readonly expires_at: number | null
}

const IS_LIVE = '(expires_at is null or expires_at > ?)'

export class SqliteEntries implements EntryTable {
  readonly #parts: SqliteEntriesParts

  constructor(parts: SqliteEntriesParts) {
    this.#parts = parts
  }

  read(groups: readonly string[], names?: readonly string[]): Promise<readonly EntryColumns[]> {
    const { entries, groups: table } = this.#parts.names
    const ofNames = names ? 'and name in (select value from json_each(?))' : ''
    return this.#parts.all<EntryColumns>(
      `select group_name, name, version, content from ${entries}
        where group_name in (select group_name from ${table}
          where group_name in (select value from json_each(?)) and ${IS_LIVE}) ${ofNames}`,
      ...[JSON.stringify(groups), Date.now()],
      ...(names ? [JSON.stringify(names)] : []),
    )
  }

  write(write: EntryWrite): Promise<EntriesWritten> {
    return this.#parts.write((transaction) => this.#writeIn(transaction, write))
  }

  /** All who have the file open share the clock of its machine. */
  now(): Promise<number> {
    return Promise.resolve(Date.now())
  }

  remove(group: string): Promise<boolean> {
    const { names } = this.#parts
    return this.#parts.write(({ all, run }) => {
      const text = `select 1 from ${names.groups} where group_name = ? and ${IS_LIVE}`
      const wasLive = all(text, group, Date.now()).length > 0
      run(`delete from ${names.entries} where group_name = ?`, group)
      run(`delete from ${names.groups} where group_name = ?`, group)
      return wasLive
    })
  }

  async groups({ from, after, limit }: GroupPlace): Promise<readonly GroupColumns[]> {
    const rows = await this.#parts.all<{ group_name: string; is_live: number }>(
      `select group_name, ${IS_LIVE} as is_live from ${this.#parts.names.groups}
        where group_name >= ? and group_name > ? order by group_name limit ?`,
      ...[Date.now(), from, after, limit],
    )
    return rows.map(({ group_name, is_live }) => ({ group_name, is_live: is_live === 1 }))
  }

  #writeIn(
    { all, run }: SqliteTransaction,
    { group, changes, version, ttlMs }: EntryWrite,
  ): EntriesWritten {
    const { names } = this.#parts
    const nowMs = Date.now()
    const [stored] = all<StoredGroup>(
      `select entry_count, expires_at from ${names.groups} where group_name = ?`,
      group,
    )
    const isOver = (stored?.expires_at ?? Infinity) <= nowMs
    if (isOver) run(`delete from ${names.entries} where group_name = ?`, group)
    const rows = all<{ name: string; version: string }>(
      `select name, version from ${names.entries}
        where group_name = ? and name in (select value from json_each(?))`,
      ...[group, JSON.stringify(changes.map(({ name }) => name))],
    )
    const found = new Map(rows.map((row) => [row.name, row.version]))
    const conflict = conflictIn(changes, found)
    if (conflict !== undefined) return { kind: 'conflict', name: conflict }
    let count = isOver ? 0 : (stored?.entry_count ?? 0)
    for (const { name, text } of changes) {
      if (text === undefined) {
        count -= run(`delete from ${names.entries} where group_name = ? and name = ?`, group, name)
        continue
      }
      run(
        `insert into ${names.entries} (group_name, name, version, content) values (?, ?, ?, ?)
          on conflict (group_name, name)
          do update set version = excluded.version, content = excluded.content`,
        ...[group, name, version, text],
      )
      if (!found.has(name)) count += 1
    }
    if (count === 0) run(`delete from ${names.groups} where group_name = ?`, group)
    else {
      const expiresAt = latest(stored ? stored.expires_at : 0, expiryOf(ttlMs, nowMs))
      run(
        `insert into ${names.groups} (group_name, entry_count, expires_at) values (?, ?, ?)
          on conflict (group_name)
          do update set entry_count = excluded.entry_count, expires_at = excluded.expires_at`,
        ...[group, count, expiresAt],
      )
    }
    return { kind: 'written', version, count }
  }
}

/** Null, and `undefined`: for ever. */
const latest = (one: number | null, other: number | undefined): number | null =>
  one === null || other === undefined ? null : Math.max(one, other)
