import { resultStoreConformance } from '@arq/conformance'
import { createRedis, type RedisServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, it } from '@jest/globals'

import { RedisResultStore } from '../../src/index.js'
import { freshPrefix } from './setup.js'

let server: RedisServer
const keyPrefix = freshPrefix()

beforeAll(async () => {
  server = await createRedis()
  await server.start()
})
afterAll(() => server.dispose())

describe.each(['lean', 'python'] as const)('layout %s', (layout) => {
  resultStoreConformance(
    { describe, it },
    {
      open: () =>
        new RedisResultStore({
          url: server.url,
          keyPrefix: `${keyPrefix}-${layout}`,
          layout,
          commandTimeout: '1s',
          retryOnTimeout: false,
        }),
      canAnnounce: true,
      canBegin: true,
      canTakeMany: true,
      canTellStopped: true,
      faults: {
        fail: () => server.pause(),
        recover: async (store) => {
          server.resume()
          while (!(await store.healthCheck()).isHealthy) {
            await new Promise((resolve) => setImmediate(resolve))
          }
        },
      },
    },
  )
})
