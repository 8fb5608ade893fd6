import type { Lifetime } from '../time/lifetime.js'

/** A small text that a feature keeps beside the records of jobs: the outcome of a step, a signal, who holds a place. */
export interface Entry {
  /** As it was written: JSON, well-formed, at most 1 MiB in UTF-8. */
  readonly text: string
  /** Names this one write of it: no other write of any entry, at any time, has the same. */
  readonly version: string
}

/** What is to become of one entry of a group. */
export interface EntryChange {
  readonly name: string
  /** What shall stand there; `undefined`: nothing. */
  readonly text: string | undefined
  /** The version that must stand there; `null`: nothing may stand there. Absent: whatever stands there. */
  readonly ifVersion?: string | null | undefined
}

export type EntriesWritten =
  /** All changes were made. */
  | {
      readonly kind: 'written'
      /** {@link Entry.version} of each entry that was written. */
      readonly version: string
      /** How many entries the group has now. */
      readonly count: number
    }
  /** Nothing was changed: something else stood in the place of this entry. */
  | { readonly kind: 'conflict'; readonly name: string }

/** A step of looking through the groups. */
export interface GroupPage {
  readonly groups: readonly string[]
  /** Where to go on; absent: all were looked at. */
  readonly cursor?: string | undefined
}

/**
 * Small texts in groups, for what several processes must agree on. A part of the {@link ResultStore} port: a group is
 * read and written as one, entries of different groups know nothing of each other. Names of groups and entries are
 * well-formed texts of 1 to 512 bytes in UTF-8. The features that stand on it say at start when a store has none.
 *
 * Its methods reject as those of `ResultStore` do, and leave no half-made write behind.
 */
export interface EntryStore {
  /** Those of these names that are there, or all of the group; read at one moment. */
  read(group: string, names?: readonly string[]): Promise<ReadonlyMap<string, Entry>>

  /** Entries of several groups in one round trip, each group read at one moment; groups without any are absent. */
  readMany(groups: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, Entry>>>

  /**
   * Makes all of these changes of a group, or none: of any number of callers at once that expect the same version,
   * exactly one is told `written`. No entry is named twice.
   * @param options - `ttlMs`: the whole group is kept at least this long from now; a write never shortens its life
   */
  write(
    group: string,
    changes: readonly EntryChange[],
    options: { readonly ttlMs: Lifetime },
  ): Promise<EntriesWritten>

  /**
   * What time it is where this group is kept, in milliseconds since 1970: the one clock that processes agree on whose own
   * differ. Of one group it is always the clock of the same server, as long as that serves.
   */
  now(group: string): Promise<number>

  /** Forgets all entries of a group. @returns whether there were any */
  remove(group: string): Promise<boolean>

  /**
   * Groups whose name begins so, in no particular order. Each call does a bounded amount of work and may answer with
   * none, and a cursor. A group that is there all the time is given at least once.
   * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` for a cursor that is none of this store's
   */
  groups(
    prefix: string,
    options: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<GroupPage>
}
