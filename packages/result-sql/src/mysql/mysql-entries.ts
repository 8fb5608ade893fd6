import type { EntriesWritten } from '@arq/core'

import {
  conflictIn,
  type EntryColumns,
  type EntryTable,
  type EntryWrite,
  type GroupColumns,
  type GroupPlace,
} from '../entry-table.js'
import type { TableNames } from '../table-names.js'
import type { MysqlSession, MysqlStatement } from './mysql-pool.js'
import { writeEntries } from './write-entries.js'
import { NOW_MS } from './write-statements.js'

export interface MysqlEntriesParts {
  readonly names: TableNames
  readonly use: <T>(work: (session: MysqlSession) => Promise<T>) => Promise<T>
}

/** What callers chose is kept as bytes. */
interface RawEntry {
  readonly group_name: Buffer
  readonly name: Buffer
  readonly version: string
  readonly content: string
}

const IS_LIVE = `(expires_at is null or expires_at > ${NOW_MS})`

export class MysqlEntries implements EntryTable {
  readonly #parts: MysqlEntriesParts

  constructor(parts: MysqlEntriesParts) {
    this.#parts = parts
  }

  async read(
    groups: readonly string[],
    names?: readonly string[],
  ): Promise<readonly EntryColumns[]> {
    const { entries, groups: table } = this.#parts.names
    const rows = await this.#rows<RawEntry>({
      text: `select group_name, name, e.version, e.content
        from ${entries} e join ${table} using (group_name)
        where group_name in (?) and ${IS_LIVE} ${names ? 'and name in (?)' : ''}`,
      values: names ? [groups, names] : [groups],
    })
    return rows.map(({ group_name, name, ...row }) => ({
      ...row,
      group_name: group_name.toString(),
      name: name.toString(),
    }))
  }

  async write(write: EntryWrite): Promise<EntriesWritten> {
    const { names, use } = this.#parts
    const statements = writeEntries(names, write)
    const answers = await use((session) =>
      session.together<{ name: Buffer; version: string; entry_count: number | null }>(statements),
    )
    const [seen, counted] = [
      answers[statements.findIndex(({ tells }) => tells === 'seen')],
      answers.at(-1),
    ]
    const found = new Map(seen?.rows.map((row) => [row.name.toString(), row.version]))
    const conflict = conflictIn(write.changes, found)
    if (conflict !== undefined) return { kind: 'conflict', name: conflict }
    return { kind: 'written', version: write.version, count: counted?.rows[0]?.entry_count ?? 0 }
  }

  async now(): Promise<number> {
    const [row] = await this.#rows<{ now_ms: number | string }>({
      text: `select ${NOW_MS} as now_ms`,
      values: [],
    })
    return Number(row?.now_ms)
  }

  async remove(group: string): Promise<boolean> {
    const { groups } = this.#parts.names
    const [found] = await this.#parts.use((session) =>
      session.together([
        {
          text: `select 1 from ${groups} where group_name = ? and ${IS_LIVE} for update`,
          values: [group],
        },
        { text: `delete from ${groups} where group_name = ?`, values: [group] },
      ]),
    )
    return (found?.rows.length ?? 0) > 0
  }

  async groups({ from, after, limit }: GroupPlace): Promise<readonly GroupColumns[]> {
    const rows = await this.#rows<{ group_name: Buffer; is_live: number }>({
      text: `select group_name, ${IS_LIVE} as is_live from ${this.#parts.names.groups}
        where group_name >= ? and group_name > ? order by group_name limit ?`,
      values: [from, after, limit],
    })
    return rows.map((row) => ({
      group_name: row.group_name.toString(),
      is_live: row.is_live === 1,
    }))
  }

  async #rows<T>(statement: MysqlStatement): Promise<readonly T[]> {
    return (await this.#parts.use((session) => session.run<T>(statement))).rows
  }
}
