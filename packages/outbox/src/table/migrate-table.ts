import { type MigrationOutcome, ResultStoreError, type Text } from '@arq/core'
import { readProperty } from '@arq/core/internal'

import { texts } from '../texts.js'
import { namesOf } from './names.js'
import { migrationsOf } from './schema-text.js'
import type { Session } from './session.js'
import type { ResolvedTableSettings } from './table-settings.js'

/** PostgreSQL's and MySQL's: there is no such table. */
const NO_SUCH_TABLE: ReadonlySet<unknown> = new Set(['42P01', 'ER_NO_SUCH_TABLE'])

/** The version of the tables that are there; 0: none. */
export async function versionOf(session: Session, schema: string): Promise<number> {
  try {
    const [row] = await session.run(`select version from ${schema}`)
    return Number(row?.['version'] ?? 0)
  } catch (error) {
    if (NO_SUCH_TABLE.has(readProperty(error, 'code'))) return 0
    throw error
  }
}

/** Brings the tables to the version of this code; whoever comes second waits for it. */
export async function migrateTable(
  session: Session,
  { dialect, tablePrefix }: Pick<ResolvedTableSettings, 'dialect' | 'tablePrefix'>,
): Promise<MigrationOutcome> {
  const names = namesOf(tablePrefix)
  const migrations = migrationsOf(dialect, names)
  const lock = `@arq/outbox:${tablePrefix}`
  const migrated = async (): Promise<MigrationOutcome> => {
    await session.run(`create table if not exists ${names.schema} (version integer not null)`)
    const from = await versionOf(session, names.schema)
    for (const text of migrations.slice(from).flat()) await session.run(text)
    if (from >= migrations.length) return { from, to: from }
    await session.run(`delete from ${names.schema}`)
    await session.run(`insert into ${names.schema} (version) values (${String(migrations.length)})`)
    return { from, to: migrations.length }
  }
  if (dialect === 'postgresql') {
    await session.run('begin')
    // Held until the end of the transaction; the number is any, if nobody else means something by it.
    await session.run('select pg_advisory_xact_lock(hashtextextended($1, 0))', [lock])
    const outcome = await migrated()
    await session.run('commit')
    return outcome
  }
  // Of the session, until it is given back or the connection ends; names of locks have up to 64 characters.
  const lockName = `sha2(concat(database(), ?), 256)`
  await session.run(`select get_lock(${lockName}, 60) as is_held`, [lock])
  const outcome = await migrated()
  await session.run(`do release_lock(${lockName})`, [lock])
  return outcome
}

/** @throws ResultStoreError `ARQ_STORE_FAILED` when the tables have another version than this code */
export function assertVersion(found: number, settings: ResolvedTableSettings): void {
  const { dialect, tablePrefix, name } = settings
  const names = namesOf(tablePrefix)
  const needed = migrationsOf(dialect, names).length
  if (found === needed) return
  const details = { table: names.outbox, address: name.address, found, needed }
  throw new ResultStoreError({ code: 'ARQ_STORE_FAILED', text: versionText(details), details })
}

function versionText(
  details: Readonly<Record<'table' | 'address', string> & Record<'found' | 'needed', number>>,
): Text {
  const { found, needed } = details
  if (found === 0) return texts.schemaAbsent(details)
  return found < needed ? texts.schemaOlder(details) : texts.schemaNewer(details)
}
