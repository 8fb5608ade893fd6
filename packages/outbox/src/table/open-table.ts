import type { MigrationOutcome } from '@arq/core'

import { migrateTable } from './migrate-table.js'
import { openRows, openSession } from './open-rows.js'
import type { AsideRow, OutboxStatus, RetryingRow } from './outbox-rows.js'
import { toStatementError } from './table-errors.js'
import {
  type OutboxTableSettings,
  type ResolvedTableSettings,
  resolveTableSettings,
} from './table-settings.js'

export type { OutboxTableSettings } from './table-settings.js'

const IDLE_LIMIT_MS = 60_000

/** The table, to be looked at and put in order. Each call has a connection of its own. */
export interface OutboxTable {
  /** How many rows wait, and since when. */
  status(): Promise<OutboxStatus>
  /** Rows that were set aside, the oldest first. @param limit @defaultValue 100 */
  asideRows(limit?: number): Promise<readonly AsideRow[]>
  /** Rows that could not be sent and wait for their next try, the oldest first. @param limit @defaultValue 100 */
  retryingRows(limit?: number): Promise<readonly RetryingRow[]>
  /**
   * Lets relays send rows at once that were set aside.
   * @param jobIds of these, or of rows that wait for their next try; absent: all that were set aside
   * @returns how many
   */
  retryAside(jobIds?: readonly string[]): Promise<number>
  /**
   * Deletes rows that were set aside: their jobs will never be. A row that a relay has in hand stays.
   * @param jobIds of these, or of rows that wait for their next try; absent: all that were set aside
   * @returns how many
   */
  dropAside(jobIds?: readonly string[]): Promise<number>
  /** Makes the tables, or brings them up to date. */
  migrate(): Promise<MigrationOutcome>
}

/**
 * Every call rejects with a ResultStoreError `ARQ_STORE_CONNECTION`, `ARQ_STORE_AUTH` or `ARQ_STORE_FAILED`, or with
 * `ARQ_UNSUPPORTED` when the driver is not installed.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming each wrong setting
 *
 * @example
 * ```ts
 * const { waiting, aside } = await openOutboxTable({ url: 'postgresql://localhost/shop' }).status()
 * ```
 */
export function openOutboxTable(settings: OutboxTableSettings): OutboxTable {
  const resolved = resolveTableSettings(settings)
  const withRows = async <T>(
    work: (rows: Awaited<ReturnType<typeof openRows>>) => Promise<T>,
  ): Promise<T> => {
    const rows = await openRows(resolved, IDLE_LIMIT_MS)
    try {
      return await work(rows)
    } finally {
      rows.close()
    }
  }
  return {
    status: () => withRows((rows) => rows.status()),
    asideRows: (limit = 100) => withRows((rows) => rows.asideRows(limit)),
    retryingRows: (limit = 100) => withRows((rows) => rows.retryingRows(limit)),
    retryAside: (jobIds) => withRows((rows) => rows.retryAside(jobIds)),
    dropAside: (jobIds) => withRows((rows) => rows.dropAside(jobIds)),
    migrate: () => migrated(resolved),
  }
}

async function migrated(settings: ResolvedTableSettings): Promise<MigrationOutcome> {
  const session = await openSession(settings, IDLE_LIMIT_MS)
  try {
    return await migrateTable(session, settings)
  } catch (error) {
    throw toStatementError(error, settings.name, session.isLost(error))
  } finally {
    session.close()
  }
}
