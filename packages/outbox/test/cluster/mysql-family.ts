import type { MariaDBServer } from '@arq/tooling-services'
import { beforeAll } from '@jest/globals'
import mysql from 'mysql2/promise'

import { MYSQL_LIBRARIES } from '../integration/libraries.js'
import { outboxSuite } from '../integration/outbox-suite.js'

/** Relays come under a name of their own, so that they can be found. */
const RELAY_USER = 'relay'

/** Whatever a server has been set to, the outbox says for itself what it needs. */
export const HOSTILE_SETTINGS: Readonly<Record<string, string>> = {
  'sql-mode': 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES',
  'default-time-zone': '+05:30',
  'character-set-server': 'latin1',
  'transaction-isolation': 'SERIALIZABLE',
}

/** What an outbox does on MariaDB or MySQL, as its user `root`. */
export function outboxOnServer(server: () => Pick<MariaDBServer, 'url'>): void {
  const query = async (text: string, values: readonly string[] = []) => {
    const connection = await mysql.createConnection(server().url)
    try {
      const [rows] = await connection.query(text, [...values])
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : []
    } finally {
      await connection.end()
    }
  }
  beforeAll(async () => {
    await query(`create user if not exists '${RELAY_USER}'@'%'`)
    await query(`grant all on *.* to '${RELAY_USER}'@'%'`)
  })
  outboxSuite({
    dialect: 'mysql',
    url: () => server().url,
    libraries: MYSQL_LIBRARIES,
    relayOptions: () => ({ user: RELAY_USER, password: '' }),
    killRelays: async () => {
      const found = await query(
        'select id as thread from information_schema.processlist where user = ?',
        [RELAY_USER],
      )
      for (const { thread } of found) await query(`kill ${String(thread)}`).catch(() => undefined)
    },
    query,
  })
}
