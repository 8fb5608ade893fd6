import { describe } from '@jest/globals'
import pg from 'pg'

import { POSTGRES_LIBRARIES } from './libraries.js'
import { outboxSuite } from './outbox-suite.js'
import { urlOf } from './setup.js'

async function query(text: string, values: readonly string[] = []) {
  const client = new pg.Client(urlOf('POSTGRESQL'))
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(text, [...values])
    return rows
  } finally {
    await client.end()
  }
}

describe('an outbox in PostgreSQL', () =>
  outboxSuite({
    dialect: 'postgresql',
    url: () => urlOf('POSTGRESQL'),
    libraries: POSTGRES_LIBRARIES,
    relayOptions: (name) => ({ application_name: name }),
    killRelays: async (name) => {
      await query(
        'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
        [name],
      )
    },
    query,
  }))
