import { resultStoreConformance } from '@arq/conformance'
import { createMongoDB, type MongoDBServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, it } from '@jest/globals'

import { MongoResultStore } from '../../src/index.js'
import { urlOf } from './setup.js'

describe.each([
  ['a replica set', false],
  ['a single server', true],
])('MongoDB, %s', (_, isStandalone) => {
  let server: MongoDBServer

  beforeAll(async () => {
    server = await createMongoDB({ isStandalone })
    await server.start()
  })
  afterAll(() => server.dispose())

  resultStoreConformance(
    { describe, it },
    {
      open: () =>
        new MongoResultStore({
          url: urlOf(server),
          connectTimeout: '2s',
          // The server of these tests takes seconds for some hundred writes in one call.
          commandTimeout: '20s',
        }),
      canSubscribe: !isStandalone,
      canAnnounce: true,
      canBegin: true,
      canTakeMany: true,
      canTellStopped: true,
      canSearch: true,
      waitMs: 30_000,
      testTimeoutMs: 120_000,
      faults: {
        fail: () => server.pause(),
        recover: () => server.resume(),
      },
    },
  )
})
