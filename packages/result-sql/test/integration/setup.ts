import { randomUUID } from 'node:crypto'

import pg from 'pg'

import { SqlResultStore, type SqlResultStoreSettings } from '../../src/index.js'

/** The PostgreSQL that tests share; each file uses tables of its own. */
export function postgresUrl(): string {
  const url = process.env['ARQ_TEST_POSTGRESQL_URL']
  if (url === undefined) throw new Error('set ARQ_TEST_POSTGRESQL_URL (npm test does)')
  return url
}

export const freshPrefix = (): string => `t${randomUUID().replaceAll('-', '')}_`

/** A connection of the test's own, to look at what the store has written. */
export async function openRawClient(url = postgresUrl()): Promise<pg.Client> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  return client
}

export async function dropTables(raw: pg.Client, prefix: string): Promise<void> {
  await raw.query(
    `drop table if exists ${prefix}jobs, ${prefix}entries, ${prefix}entry_groups, ${prefix}stream_items, ${prefix}streams, ${prefix}schema`,
  )
}

/** A store on tables of its own, and a connection beside it; `dispose` drops the tables. */
export async function setup(settings: Partial<SqlResultStoreSettings> = {}) {
  const prefix = settings.tablePrefix ?? freshPrefix()
  const store = new SqlResultStore({ url: postgresUrl(), tablePrefix: prefix, ...settings })
  await store.connect()
  const raw = await openRawClient(settings.url)
  return {
    prefix,
    store,
    raw,
    dispose: async (): Promise<void> => {
      await store.close()
      await dropTables(raw, prefix)
      await raw.end()
    },
  }
}
