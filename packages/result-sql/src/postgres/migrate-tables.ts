import type { MigrationOutcome } from '@arq/core'
import { type Kysely, sql } from 'kysely'

import { MIGRATION_LIMIT_MS } from '../migration-limit.js'
import { POSTGRES_MIGRATIONS, type PostgresNames } from './postgres-schema.js'

/** Brings the tables to the version of this code, in one transaction; whoever comes second waits for it. */
export function migrateTables(
  db: Kysely<unknown>,
  names: PostgresNames,
): Promise<MigrationOutcome> {
  const table = sql.table(names.schema)
  const to = POSTGRES_MIGRATIONS.length
  return db.transaction().execute(async (transaction) => {
    await sql`set local statement_timeout = ${sql.lit(MIGRATION_LIMIT_MS)}`.execute(transaction)
    // Held until the end of the transaction; the number is any, if nobody else means something by it.
    const lock = `@arq/result-sql:${names.prefix}`
    await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(transaction)
    await sql`create table if not exists ${table} (version integer not null)`.execute(transaction)
    const found = await sql<{ version: number }>`select version from ${table}`.execute(transaction)
    const from = found.rows[0]?.version ?? 0
    for (const toNext of POSTGRES_MIGRATIONS.slice(from)) {
      for (const text of toNext(names)) await sql.raw(text).execute(transaction)
    }
    if (from >= to) return { from, to: from }
    await sql`delete from ${table}`.execute(transaction)
    await sql`insert into ${table} (version) values (${to})`.execute(transaction)
    return { from, to }
  })
}
