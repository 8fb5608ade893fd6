import { MysqlAdapter } from './mysql/mysql-adapter.js'
import { MYSQL_MIGRATIONS } from './mysql/mysql-schema.js'
import { PostgresAdapter } from './postgres/postgres-adapter.js'
import { POSTGRES_MIGRATIONS, postgresNames } from './postgres/postgres-schema.js'
import { SchemaGate } from './schema-gate.js'
import type { SqlAdapter } from './sql-adapter.js'
import type { ResolvedSqlSettings } from './sql-settings.js'
import { SqliteAdapter } from './sqlite/sqlite-adapter.js'
import { SQLITE_MIGRATIONS } from './sqlite/sqlite-schema.js'
import { tableNames } from './table-names.js'

interface Kind {
  readonly adapter: SqlAdapter
  /** The statements of each migration: as many as the version of the tables that this code needs. */
  readonly migrations: readonly (readonly string[])[]
  /** For people. */
  readonly database: string
}

export interface DatabaseParts {
  readonly adapter: SqlAdapter
  readonly gate: SchemaGate
}

/** The adapter for the URL's kind of database, and the gate to its tables. */
export function createAdapter(settings: ResolvedSqlSettings): DatabaseParts {
  const { adapter, migrations, database } = kindOf(settings)
  const gate = new SchemaGate({
    adapter,
    migrations,
    mayMigrate: settings.migrate,
    // A store that refuses has nothing to do before the tables are there.
    waitMs: settings.degradeOnFailure ? settings.commandTimeoutMs : undefined,
    name: { database, address: settings.address.shown },
    tables: `${settings.tablePrefix}*`,
  })
  return { adapter, gate }
}

function kindOf(settings: ResolvedSqlSettings): Kind {
  const { address, tablePrefix } = settings
  const names = tableNames(tablePrefix)
  switch (address.kind) {
    case 'postgresql': {
      const adapter = new PostgresAdapter({ ...settings, address })
      const ofPostgres = postgresNames(tablePrefix)
      const migrations = POSTGRES_MIGRATIONS.map((toNext) => toNext(ofPostgres))
      return { adapter, migrations, database: 'PostgreSQL' }
    }
    case 'mysql': {
      // Who writes `mariadb:` wants to read of it.
      const database = address.shown.startsWith('mariadb:') ? 'MariaDB' : 'MySQL'
      const name = { database, address: address.shown }
      const adapter = new MysqlAdapter({ ...settings, address }, name)
      return { adapter, migrations: MYSQL_MIGRATIONS.map((toNext) => toNext(names)), database }
    }
    case 'sqlite': {
      const adapter = new SqliteAdapter(settings, address.path)
      const migrations = SQLITE_MIGRATIONS.map((toNext) => toNext(names))
      return { adapter, migrations, database: 'SQLite' }
    }
  }
}
