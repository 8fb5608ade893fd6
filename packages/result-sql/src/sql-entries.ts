import { randomUUID } from 'node:crypto'

import type { EntriesWritten, Entry, EntryChange, EntryStore, GroupPage, Lifetime } from '@arq/core'
import { notAGroupCursor } from '@arq/core/store'

import type { EntryColumns, EntryTable } from './entry-table.js'
import type { FewAtOnce } from './few-at-once.js'

type Entries = ReadonlyMap<string, Entry>

export interface SqlEntriesParts {
  readonly table: () => EntryTable
  /** Runs a call to the database as the store does. */
  readonly run: <T>(operation: () => Promise<T>) => Promise<T>
  /** Writes that wait for the lock of a group have a connection each: others must find one all the same. */
  readonly writes: FewAtOnce
  readonly onWritten: () => void
}

/** Entries of a store over an {@link EntryTable}. */
export class SqlEntries implements EntryStore {
  readonly #parts: SqlEntriesParts

  constructor(parts: SqlEntriesParts) {
    this.#parts = parts
  }

  async read(group: string, names?: readonly string[]): Promise<Entries> {
    const rows = await this.#run((table) =>
      names?.length === 0 ? Promise.resolve([]) : table.read([group], names),
    )
    return new Map(rows.map(toEntry))
  }

  async readMany(groups: readonly string[]): Promise<ReadonlyMap<string, Entries>> {
    const rows = await this.#run((table) =>
      groups.length === 0 ? Promise.resolve([]) : table.read(groups),
    )
    const found = new Map<string, Map<string, Entry>>()
    for (const row of rows) {
      const entries = found.get(row.group_name) ?? new Map<string, Entry>()
      found.set(row.group_name, entries.set(...toEntry(row)))
    }
    return found
  }

  async write(
    group: string,
    changes: readonly EntryChange[],
    { ttlMs }: { readonly ttlMs: Lifetime },
  ): Promise<EntriesWritten> {
    const version = randomUUID()
    const written = await this.#parts.writes.run(() =>
      this.#run((table) => table.write({ group, changes, version, ttlMs })),
    )
    this.#parts.onWritten()
    return written
  }

  now(): Promise<number> {
    return this.#run((table) => table.now())
  }

  remove(group: string): Promise<boolean> {
    return this.#parts.writes.run(() => this.#run((table) => table.remove(group)))
  }

  async groups(
    prefix: string,
    { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<GroupPage> {
    // A cursor is the group that was looked at last.
    if (cursor?.startsWith(prefix) === false) throw notAGroupCursor()
    const rows = await this.#run((table) =>
      table.groups({ from: prefix, after: cursor ?? '', limit }),
    )
    const names = rows.flatMap(({ group_name, is_live }) => (is_live ? group_name : []))
    const last = rows.at(-1)?.group_name
    const isOver = rows.length < limit || last?.startsWith(prefix) !== true
    return {
      groups: names.filter((name) => name.startsWith(prefix)),
      cursor: isOver ? undefined : last,
    }
  }

  #run<T>(operation: (table: EntryTable) => Promise<T>): Promise<T> {
    return this.#parts.run(() => operation(this.#parts.table()))
  }
}

const toEntry = ({ name, version, content }: EntryColumns): [string, Entry] => [
  name,
  { text: content, version },
]
