import type pg from 'pg'

import { loadDriver } from '../load-driver.js'
import type { ResolvedSqlSettings } from '../sql-settings.js'
import type { PostgresAddress } from '../sql-url.js'

export type PostgresDriver = typeof pg

export type PostgresSettings = ResolvedSqlSettings & { readonly address: PostgresAddress }

/** As `pg_type` numbers them. */
const INT8 = 20
const JSON_TEXT = 114

/** @throws {@link UnsupportedError} `ARQ_UNSUPPORTED` with the line that installs it */
export const loadPostgresDriver = (): Promise<PostgresDriver> =>
  loadDriver(async () => (await import('pg')).default, { scheme: 'postgresql:', name: 'pg' })

/** What every connection of the store is made with. */
export function connectionOptions(
  driver: PostgresDriver,
  settings: PostgresSettings,
): pg.ClientConfig {
  const { address, tls, connectTimeoutMs, commandTimeoutMs } = settings
  return {
    application_name: 'arq',
    connectionString: address.connectionString,
    ...(tls && { ssl: tls as pg.ClientConfig['ssl'] }),
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: commandTimeoutMs,
    keepAlive: true,
    types: typeParsers(driver),
  }
}

function typeParsers({ types, TypeOverrides }: PostgresDriver): pg.CustomTypesConfig {
  const own = new TypeOverrides(types)
  // Versions and moments fit into a number; records are decoded by core.
  own.setTypeParser(INT8, Number)
  own.setTypeParser(JSON_TEXT, String)
  return own
}
