import { readProperty } from '@arq/core/internal'
import type { ConnectionOptions } from 'mysql2/promise'

import { loadDriver } from './load-driver.js'
import type { Row, Session, SessionOptions } from './session.js'

export async function openMysqlSession(options: SessionOptions): Promise<Session> {
  const { createConnection } = await loadDriver(() => import('mysql2/promise'), {
    scheme: 'mysql:',
    name: 'mysql2',
  })
  const { url, driverOptions, connectTimeoutMs, commandTimeoutMs, idleLimitMs } = options
  const connection = await createConnection({
    // The driver looks at what follows the scheme.
    uri: url.replace(/^mariadb:/, 'mysql:'),
    connectTimeout: connectTimeoutMs,
    charset: 'utf8mb4_bin',
    ...driverOptions,
  } as ConnectionOptions)
  connection.on('error', () => undefined)
  const run = async (text: string, values: readonly unknown[] = []): Promise<readonly Row[]> => {
    const [rows] = await connection.query({ sql: text, timeout: commandTimeoutMs }, [...values])
    return Array.isArray(rows) ? (rows as Row[]) : []
  }
  try {
    await begin(run, idleLimitMs)
  } catch (error) {
    connection.destroy()
    throw error
  }
  return {
    run,
    // Errors of the server have a state; the driver's and the system's have none.
    isLost: (error) =>
      readProperty(error, 'fatal') === true || readProperty(error, 'sqlState') === undefined,
    listen: () => Promise.resolve(),
    close: () => connection.destroy(),
  }
}

/** Reading only what is committed locks no gaps between rows. The driver escapes texts by backslashes. */
async function begin(run: Session['run'], idleLimitMs: number): Promise<void> {
  await run('set session transaction isolation level read committed')
  const idle = String(Math.ceil(idleLimitMs / 1000))
  await run(
    `set session sql_mode = 'STRICT_TRANS_TABLES', innodb_lock_wait_timeout = 5, wait_timeout = ${idle}`,
  )
}
