import type pg from 'pg'

import { loadDriver } from '../load-driver.js'
import type { ResolvedSqlSettings } from '../sql-settings.js'
import type { PostgresAddress } from '../sql-url.js'
import { tlsOfConnections } from './postgres-tls.js'

export type PostgresDriver = typeof pg

export type PostgresSettings = ResolvedSqlSettings & { readonly address: PostgresAddress }

/** As `pg_type` numbers them. */
const INT8 = 20
const JSON_TEXT = 114

/** @throws {@link UnsupportedError} `ARQ_UNSUPPORTED` with the line that installs it */
export const loadPostgresDriver = (): Promise<PostgresDriver> =>
  loadDriver(async () => (await import('pg')).default, { scheme: 'postgresql:', name: 'pg' })

/**
 * What connections of the store are made with, asked for each of them.
 * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID`, at once, when a file that the URL names cannot be read
 */
export function connectionOptions(
  driver: PostgresDriver,
  settings: PostgresSettings,
): () => pg.ClientConfig {
  const { address, connectTimeoutMs, commandTimeoutMs } = settings
  const tls = tlsOfConnections(settings)
  const types = typeParsers(driver)
  return () => ({
    application_name: 'arq',
    connectionString: address.connectionString,
    ssl: tls(),
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: commandTimeoutMs,
    keepAlive: true,
    types,
  })
}

function typeParsers({ types, TypeOverrides }: PostgresDriver): pg.CustomTypesConfig {
  const own = new TypeOverrides(types)
  // Versions and moments fit into a number; records are decoded by core.
  own.setTypeParser(INT8, Number)
  own.setTypeParser(JSON_TEXT, String)
  return own
}
