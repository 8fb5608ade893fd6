import type { ResultStore } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { SqlResultStore } from '@arq/result-sql'
import pg from 'pg'

import { serverUrl, uniqueName } from './servers.js'

/** A store that processes of the test can open, too. */
export interface SignalStore {
  readonly newStore: () => ResultStore
  /** Where its class comes from, for a process. */
  readonly storeModule: string
  readonly storeName: string
  readonly storeSettings: object
}

const prefixes: string[] = []

/** A place of a test's own in each store that is there for signals. */
export const SIGNAL_STORES: Readonly<Record<string, () => Promise<SignalStore>>> = {
  Redis: async () => {
    const storeSettings = { url: serverUrl('ARQ_TEST_REDIS_URL'), keyPrefix: uniqueName('signals') }
    return {
      newStore: () => new RedisResultStore(storeSettings),
      ...{ storeModule: '@arq/result-redis', storeName: 'RedisResultStore', storeSettings },
    }
  },
  PostgreSQL: async () => {
    const tablePrefix = `${uniqueName('s').replaceAll('-', '_')}_`
    prefixes.push(tablePrefix)
    const storeSettings = { url: serverUrl('ARQ_TEST_POSTGRESQL_URL'), tablePrefix }
    const newStore = () => new SqlResultStore(storeSettings)
    // The tables stand before several processes at once look for them.
    const store = newStore()
    await store.connect()
    await store.close()
    return {
      newStore,
      ...{ storeModule: '@arq/result-sql', storeName: 'SqlResultStore', storeSettings },
    }
  },
}

/** Takes away what was made in PostgreSQL. */
export async function dropTables(): Promise<void> {
  const sql = new pg.Client(serverUrl('ARQ_TEST_POSTGRESQL_URL'))
  await sql.connect()
  for (const prefix of prefixes.splice(0)) {
    const tables = ['jobs', 'entries', 'entry_groups', 'schema'].map((name) => `${prefix}${name}`)
    await sql.query(`drop table if exists ${tables.join(', ')}`)
  }
  await sql.end()
}
