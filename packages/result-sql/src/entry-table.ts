import type { EntriesWritten, EntryChange, Lifetime } from '@arq/core'

/** An entry as a database has it. */
export interface EntryColumns {
  readonly group_name: string
  readonly name: string
  readonly version: string
  readonly content: string
}

/** A write of a group, see `EntryStore.write`. */
export interface EntryWrite {
  readonly group: string
  readonly changes: readonly EntryChange[]
  /** What the entries that are written get. */
  readonly version: string
  readonly ttlMs: Lifetime
}

/** Where a look through the groups goes on. */
export interface GroupPlace {
  /** The names of groups are not before this one. */
  readonly from: string
  /** They are behind this one. */
  readonly after: string
  readonly limit: number
}

export interface GroupColumns {
  readonly group_name: string
  readonly is_live: boolean
}

/**
 * Entries in a database: a row for each, and one for each group, which is locked while the group is written. Calls reject
 * with a `ResultStoreError`.
 */
export interface EntryTable {
  /** Entries of these groups whose time is not over, all or those of these names, as they are at one moment. */
  read(groups: readonly string[], names?: readonly string[]): Promise<readonly EntryColumns[]>
  /** One transaction. */
  write(write: EntryWrite): Promise<EntriesWritten>
  /** What time it is at the database, in milliseconds since 1970. */
  now(): Promise<number>
  /** Whether there were any whose time was not over. */
  remove(group: string): Promise<boolean>
  /** Groups in the order of the bytes of their names. */
  groups(place: GroupPlace): Promise<readonly GroupColumns[]>
}

/**
 * The first change that expects something else than what stands there.
 * @param found versions by the names of entries
 */
export const conflictIn = (
  changes: readonly EntryChange[],
  found: ReadonlyMap<string, string>,
): string | undefined =>
  changes.find(
    ({ name, ifVersion }) => ifVersion !== undefined && (found.get(name) ?? null) !== ifVersion,
  )?.name
