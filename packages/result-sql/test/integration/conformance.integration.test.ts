import { resultStoreConformance } from '@arq/conformance'
import { createPostgres, type PostgresServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, it } from '@jest/globals'

import { SqlResultStore } from '../../src/index.js'

let server: PostgresServer

beforeAll(async () => {
  server = await createPostgres()
  await server.start()
})
afterAll(() => server.dispose())

describe('PostgreSQL', () => {
  resultStoreConformance(
    { describe, it },
    {
      open: () =>
        new SqlResultStore({ url: server.url, connectTimeout: '1s', commandTimeout: '1s' }),
      canAnnounce: true,
      canBegin: true,
      canTakeMany: true,
      canTellStopped: true,
      canSearch: true,
      canStream: true,
      canKeepEntries: true,
      faults: {
        fail: () => server.pause(),
        recover: () => server.resume(),
      },
    },
  )
})
