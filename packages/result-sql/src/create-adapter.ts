import { MysqlAdapter } from './mysql/mysql-adapter.js'
import { MYSQL_MIGRATIONS } from './mysql/mysql-schema.js'
import { PostgresAdapter } from './postgres/postgres-adapter.js'
import { POSTGRES_MIGRATIONS } from './postgres/postgres-schema.js'
import { SchemaGate } from './schema-gate.js'
import type { SqlAdapter } from './sql-adapter.js'
import type { ResolvedSqlSettings } from './sql-settings.js'
import { SqliteAdapter } from './sqlite/sqlite-adapter.js'
import { SQLITE_MIGRATIONS } from './sqlite/sqlite-schema.js'

interface Kind {
  readonly adapter: SqlAdapter
  /** Of its tables, as this code needs them. */
  readonly needed: number
  /** For people. */
  readonly database: string
}

/** The adapter for the URL's kind of database, and the gate to its tables. */
export function createAdapter(settings: ResolvedSqlSettings): {
  readonly adapter: SqlAdapter
  readonly gate: SchemaGate
} {
  const { adapter, needed, database } = kindOf(settings)
  const gate = new SchemaGate({
    adapter,
    needed,
    mayMigrate: settings.migrate,
    name: { database, address: settings.address.shown },
    tables: `${settings.tablePrefix}*`,
  })
  return { adapter, gate }
}

function kindOf(settings: ResolvedSqlSettings): Kind {
  const { address } = settings
  switch (address.kind) {
    case 'postgresql': {
      const adapter = new PostgresAdapter({ ...settings, address })
      return { adapter, needed: POSTGRES_MIGRATIONS.length, database: 'PostgreSQL' }
    }
    case 'mysql': {
      // Who writes `mariadb:` wants to read of it.
      const database = address.shown.startsWith('mariadb:') ? 'MariaDB' : 'MySQL'
      const name = { database, address: address.shown }
      const adapter = new MysqlAdapter({ ...settings, address }, name)
      return { adapter, needed: MYSQL_MIGRATIONS.length, database }
    }
    case 'sqlite': {
      const adapter = new SqliteAdapter(settings, address.path)
      return { adapter, needed: SQLITE_MIGRATIONS.length, database: 'SQLite' }
    }
  }
}
