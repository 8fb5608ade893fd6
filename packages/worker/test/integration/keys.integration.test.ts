import { RedisResultStore } from '@arq/result-redis'
import { describe } from '@jest/globals'

import { keysCells } from './keys-cells.js'
import { serverUrl, uniqueName } from './servers.js'

const storeSettings = { url: serverUrl('ARQ_TEST_REDIS_URL'), keyPrefix: uniqueName('keys') }

describe('jobs with keys, agreed on in Redis', () =>
  keysCells({
    newStore: () => new RedisResultStore(storeSettings),
    ...{ storeModule: '@arq/result-redis', storeName: 'RedisResultStore', storeSettings },
  }))
