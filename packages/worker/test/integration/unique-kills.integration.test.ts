import { RedisResultStore } from '@arq/result-redis'
import { SqlResultStore } from '@arq/result-sql'
import { describe, it } from '@jest/globals'

import type { StoreOfKeys } from './keys-with-store.js'
import { serverUrl, uniqueName } from './servers.js'
import { expectCallsRun } from './unique-with-kills.js'

const PATIENCE_MS = 600_000

const inRedis = { url: serverUrl('ARQ_TEST_REDIS_URL'), keyPrefix: uniqueName('unique') }
const inPostgres = {
  url: serverUrl('ARQ_TEST_POSTGRESQL_URL'),
  tablePrefix: `${uniqueName('unique').replaceAll('-', '_')}_`,
  maxConnections: 3,
}

const STORES: readonly (readonly [string, StoreOfKeys])[] = [
  [
    'Redis',
    {
      newStore: () => new RedisResultStore(inRedis),
      ...{ storeModule: '@arq/result-redis', storeName: 'RedisResultStore' },
      storeSettings: inRedis,
    },
  ],
  [
    'PostgreSQL',
    {
      newStore: () => new SqlResultStore(inPostgres),
      ...{ storeModule: '@arq/result-sql', storeName: 'SqlResultStore' },
      storeSettings: inPostgres,
    },
  ],
]

describe.each(STORES)('jobs of a few keys, over RabbitMQ and %s', (_name, store) => {
  it(
    'are run, and never two of a key at once, while clients and workers are killed',
    () => expectCallsRun(store),
    PATIENCE_MS,
  )
})
