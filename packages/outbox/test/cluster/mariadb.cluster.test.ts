import { createMariaDB, type MariaDBServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe } from '@jest/globals'
import mysql from 'mysql2/promise'

import { MYSQL_LIBRARIES } from '../integration/libraries.js'
import { outboxSuite } from '../integration/outbox-suite.js'

/** Relays come under a name of their own, so that they can be found. */
const RELAY_USER = 'relay'

let server: MariaDBServer

async function query(text: string, values: readonly string[] = []) {
  const connection = await mysql.createConnection(server.url)
  try {
    const [rows] = await connection.query(text, [...values])
    return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : []
  } finally {
    await connection.end()
  }
}

beforeAll(async () => {
  // Whatever a server has been set to, the outbox says for itself what it needs.
  server = await createMariaDB({
    settings: {
      'sql-mode': 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES',
      'default-time-zone': '+05:30',
      'transaction-isolation': 'SERIALIZABLE',
    },
  })
  await server.start()
  await query(`create user '${RELAY_USER}'@'%'`)
  await query(`grant all on *.* to '${RELAY_USER}'@'%'`)
})
afterAll(() => server.dispose())

describe('an outbox in MariaDB', () =>
  outboxSuite({
    dialect: 'mysql',
    url: () => server.url,
    libraries: MYSQL_LIBRARIES,
    relayOptions: () => ({ user: RELAY_USER, password: '' }),
    killRelays: async () => {
      const found = await query('select id from information_schema.processlist where user = ?', [
        RELAY_USER,
      ])
      for (const { id } of found) await query(`kill ${String(id)}`).catch(() => undefined)
    },
    query,
  }))
