import type { MigrationOutcome, Release, ResultStoreError, StreamStore } from '@arq/core'
import type { RowTable, SearchableRows } from '@arq/core/store'

import type { EntryTable } from './entry-table.js'

/**
 * One kind of database. Every call is one statement, or one transaction that is over when it resolves, and rejects with
 * a `ResultStoreError`.
 */
export interface SqlAdapter extends RowTable, SearchableRows {
  /** Loads the driver. Rejects with `ARQ_UNSUPPORTED` when it is not installed. Connections are made when they are needed. */
  open(): Promise<void>
  /** Waits for what is under way, within the limits of its calls. */
  close(): Promise<void>
  /** The version of the tables that are there; 0: none. */
  schemaVersion(): Promise<number>
  /** Brings the tables to the version of this code, alone; who comes second finds that nothing is to be done. */
  migrate(): Promise<MigrationOutcome>

  /**
   * Deletes jobs, groups of entries, and streams whose time is over, at most `limit` of each, and none that somebody else is
   * deleting.
   * @returns of which there were more, how many
   */
  deleteExpired(limit: number): Promise<number>

  readonly entries: EntryTable
  /** Absent where the database has no logs; not behind the guards of the store. */
  readonly streams?: StreamStore

  ping(): Promise<void>
  /** Whether the database can push. */
  readonly canSubscribe: boolean
  /** Tells of changes, by whoever made them. */
  subscribe(onChange: (jobId: string) => void): Promise<Release>
  /** Whether `connect` had better fail: no outage, but a login or a database that is wrong. */
  isMisconfiguration(error: ResultStoreError): boolean
}
