import type * as mysql from 'mysql2/promise'

import { loadDriver } from '../load-driver.js'
import type { ResolvedSqlSettings } from '../sql-settings.js'
import type { MysqlAddress } from '../sql-url.js'
import { readTlsFiles, type TlsKeys } from '../tls-files.js'

export type MysqlDriver = typeof mysql

export type MysqlSettings = ResolvedSqlSettings & { readonly address: MysqlAddress }

/** As MySQL's own programs call them. */
export const MYSQL_TLS_KEYS: TlsKeys = { ca: 'ssl-ca', cert: 'ssl-cert', key: 'ssl-key' }

/** @throws {@link UnsupportedError} `ARQ_UNSUPPORTED` with the line that installs it */
export const loadMysqlDriver = (): Promise<MysqlDriver> =>
  loadDriver(() => import('mysql2/promise'), { scheme: 'mysql:', name: 'mysql2' })

/** What every connection of the store is made with. */
export function connectionOptions(settings: MysqlSettings): mysql.ConnectionOptions {
  const { address, connectTimeoutMs } = settings
  const { host, port, user, password, database } = address
  const tls = settings.tls ?? (address.tls && readTlsFiles(address.tls, MYSQL_TLS_KEYS))
  return {
    ...{ host, port, database },
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    // Settings and driver call the same things by the same names.
    ...(tls && {
      ssl: { ...tls, verifyIdentity: address.tls?.verifiesName ?? true } as mysql.SslOptions,
    }),
    connectTimeout: connectTimeoutMs,
    charset: 'utf8mb4_bin',
    // A transaction goes in one round trip. Values are never part of a text before the driver has escaped them.
    multipleStatements: true,
    // Rows that a write has left as they were are not counted.
    flags: ['-FOUND_ROWS', '-LOCAL_FILES'],
  }
}

/**
 * What every session begins with. The driver escapes texts by backslashes, which a `sql_mode` of the server may forbid;
 * too long values are errors. Reading only what is committed locks no gaps between rows. A lock is waited for in steps of
 * a second, so that the caller's own limit decides. The comments are for MariaDB and for MySQL, each.
 */
export const sessionStatements = (limitMs: number): string => `
  set session transaction isolation level read committed;
  set session sql_mode = 'STRICT_TRANS_TABLES', time_zone = '+00:00', innodb_lock_wait_timeout = 1
    /*M!100101 , max_statement_time = ${String(limitMs / 1000)} */
    /*!50708 , max_execution_time = ${String(Math.ceil(limitMs))} */;
  select @@max_allowed_packet as bytes`
