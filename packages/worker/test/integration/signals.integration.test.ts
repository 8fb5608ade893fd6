import { RedisResultStore } from '@arq/result-redis'
import { describe, it } from '@jest/globals'

import { serverUrl, uniqueName } from './servers.js'
import { expectFirstSignal } from './signals-with-store.js'

const keyPrefix = uniqueName('signals')
const newStore = () => new RedisResultStore({ url: serverUrl('ARQ_TEST_REDIS_URL'), keyPrefix })

describe('signals over RabbitMQ and Redis', () => {
  it('end the wait of their job: the first one, whenever it comes', () =>
    expectFirstSignal(newStore))
})
