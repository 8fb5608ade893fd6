import type { MigrationOutcome } from '@arq/core'

import { MIGRATION_LIMIT_MS } from '../migration-limit.js'
import type { TableNames } from '../table-names.js'
import type { MysqlSession } from './mysql-pool.js'
import { MYSQL_MIGRATIONS } from './mysql-schema.js'

/**
 * Brings the tables to the version of this code; whoever comes second waits for it.
 * @returns `undefined` when another process has been at it for longer than that is waited for
 */
export async function migrateTables(
  session: MysqlSession,
  names: TableNames,
): Promise<MigrationOutcome | undefined> {
  const { jobs, schema } = names
  // Of the session, which holds it until it is given back or the connection ends. Names of locks have up to 64
  // characters, and MySQL 9.6 and later have no sha1.
  const lock = ['sha2(concat(database(), ?), 256)', `@arq/result-sql:${jobs}`] as const
  const { rows } = await session.run<{ is_held: number | null }>({
    text: `select get_lock(${lock[0]}, ?) as is_held`,
    values: [lock[1], MIGRATION_LIMIT_MS / 1000],
  })
  if (rows[0]?.is_held !== 1) return undefined
  await session.run({
    text: `create table if not exists ${schema} (version int not null) engine = innodb`,
  })
  const from = await readVersion(session, schema)
  for (const toNext of MYSQL_MIGRATIONS.slice(from)) {
    for (const text of toNext(names)) await session.run({ text })
  }
  const to = Math.max(from, MYSQL_MIGRATIONS.length)
  if (from < to) {
    await session.together([
      { text: `delete from ${schema}` },
      { text: `insert into ${schema} values (?)`, values: [to] },
    ])
  }
  await session.run({ text: `do release_lock(${lock[0]})`, values: [lock[1]] })
  return { from, to }
}

export async function readVersion(session: MysqlSession, schema: string): Promise<number> {
  const { rows } = await session.run<{ version: number }>({ text: `select version from ${schema}` })
  return rows[0]?.version ?? 0
}
