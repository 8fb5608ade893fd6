import { UnsupportedError } from '@arq/core'
import { readProperty } from '@arq/core/internal'
import type pg from 'pg'

import type { ResolvedSqlSettings } from '../sql-settings.js'
import type { PostgresAddress } from '../sql-url.js'
import { texts } from '../texts.js'

export type PostgresDriver = typeof pg

export type PostgresSettings = ResolvedSqlSettings & { readonly address: PostgresAddress }

/** As `pg_type` numbers them. */
const INT8 = 20
const JSON_TEXT = 114

/** @throws {@link UnsupportedError} `ARQ_UNSUPPORTED` with the line that installs it */
export async function loadPostgresDriver(): Promise<PostgresDriver> {
  try {
    return (await import('pg')).default
  } catch (error) {
    if (!isAbsent(error)) throw error
    throw new UnsupportedError(texts.driverAbsent({ scheme: 'postgresql:', name: 'pg' }), {
      missing: 'pg',
    })
  }
}

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

const isAbsent = (error: unknown): boolean => readProperty(error, 'code') === 'ERR_MODULE_NOT_FOUND'
