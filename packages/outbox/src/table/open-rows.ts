import { UnsupportedError } from '@arq/core'
import { readProperty } from '@arq/core/internal'

import { texts } from '../texts.js'
import { assertVersion, migrateTable, versionOf } from './migrate-table.js'
import { openMysqlSession } from './mysql-session.js'
import { namesOf } from './names.js'
import { openPostgresSession } from './postgres-session.js'
import type { Session } from './session.js'
import { SqlRows } from './sql-rows.js'
import { toConnectionError, toStatementError } from './table-errors.js'
import type { ResolvedTableSettings } from './table-settings.js'

/** MySQL's, and MariaDB's: it does not know what it was told. */
const SYNTAX_ERROR = 'ER_PARSE_ERROR'

/**
 * A connection to the table, which fits.
 * @param idleLimitMs how long a transaction may rest before the database ends it
 * @throws ResultStoreError `ARQ_STORE_CONNECTION`, `ARQ_STORE_AUTH`, `ARQ_STORE_FAILED`; UnsupportedError
 */
export async function openRows(
  settings: ResolvedTableSettings,
  idleLimitMs: number,
): Promise<SqlRows> {
  const { dialect, tablePrefix, name, migrate } = settings
  const names = namesOf(tablePrefix)
  const session = await openSession(settings, idleLimitMs)
  const toError = (error: unknown): unknown => toStatementError(error, name, session.isLost(error))
  try {
    let version = await versionOf(session, names.schema)
    if (version === 0 && migrate) version = (await migrateTable(session, settings)).to
    assertVersion(version, settings)
    if (dialect === 'mysql') await assertSkipLocked(session, names.outbox, name.address)
    return new SqlRows({ session, dialect, names, toError })
  } catch (error) {
    session.close()
    throw toError(error)
  }
}

export async function openSession(
  settings: ResolvedTableSettings,
  idleLimitMs: number,
): Promise<Session> {
  const { dialect, name } = settings
  const open = dialect === 'postgresql' ? openPostgresSession : openMysqlSession
  try {
    return await open({ ...settings, idleLimitMs })
  } catch (error) {
    throw toConnectionError(error, name)
  }
}

async function assertSkipLocked(session: Session, table: string, address: string): Promise<void> {
  try {
    await session.run(`select id from ${table} limit 0 for update skip locked`)
  } catch (error) {
    if (readProperty(error, 'code') !== SYNTAX_ERROR) throw error
    throw new UnsupportedError(texts.skipLockedAbsent({ address }), { address })
  }
}
