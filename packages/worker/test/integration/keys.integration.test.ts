import { RedisResultStore } from '@arq/result-redis'
import { describe, it } from '@jest/globals'

import { expectLimitKept, expectLineControlled, type StoreOfKeys } from './keys-with-store.js'
import { serverUrl, uniqueName } from './servers.js'

const storeSettings = { url: serverUrl('ARQ_TEST_REDIS_URL'), keyPrefix: uniqueName('keys') }
const store: StoreOfKeys = {
  newStore: () => new RedisResultStore(storeSettings),
  ...{ storeModule: '@arq/result-redis', storeName: 'RedisResultStore', storeSettings },
}
const PATIENCE_MS = 180_000

describe('jobs with keys, agreed on in Redis', () => {
  it(
    'keep to the limit while workers are killed, and all of them run',
    () => expectLimitKept(store, { limit: 2 }),
    PATIENCE_MS,
  )

  it(
    'keep their order while workers are killed, where it is strict',
    () => expectLimitKept(store, { limit: 1, strictOrder: true }),
    PATIENCE_MS,
  )

  it(
    'are aborted, let go by another limit, and told of while they wait',
    () => expectLineControlled(store),
    PATIENCE_MS,
  )
})
