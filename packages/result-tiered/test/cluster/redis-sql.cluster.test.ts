import { randomUUID } from 'node:crypto'

import { resultStoreConformance } from '@arq/conformance'
import type { ResultStore } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { SqlResultStore } from '@arq/result-sql'
import { createRedis, type RedisServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, it } from '@jest/globals'

import { tiered } from '../../src/index.js'

function postgresUrl(): string {
  const url = process.env['ARQ_TEST_POSTGRESQL_URL']
  if (url === undefined) throw new Error('set ARQ_TEST_POSTGRESQL_URL (npm test does)')
  return url
}

const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`
let redis: RedisServer

beforeAll(async () => {
  redis = await createRedis()
  await redis.start()
})
afterAll(() => redis.dispose())

const untilHealthy = async (store: ResultStore): Promise<void> => {
  while (!(await store.healthCheck()).isHealthy) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}

describe('Redis before PostgreSQL', () => {
  resultStoreConformance(
    { describe, it },
    {
      open: () =>
        tiered({
          hot: new RedisResultStore({ url: redis.url, commandTimeout: '1s', connectTimeout: '1s' }),
          cold: new SqlResultStore({ url: postgresUrl(), tablePrefix }),
          // Longer than a test: counts of duplicates are those of the fast store.
          keepHot: '1m',
        }),
      ...{ canAnnounce: true, canBegin: true, canTakeMany: true, canTellStopped: true },
      ...{ canSearch: true, canKeepEntries: true, canStream: true },
      ordersOneAttempt: false,
      faults: {
        fail: () => redis.pause(),
        recover: async (store) => {
          redis.resume()
          await untilHealthy(store)
        },
      },
    },
  )
})
