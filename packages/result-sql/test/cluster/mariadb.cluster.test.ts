import { resultStoreConformance } from '@arq/conformance'
import { createMariaDB, type MariaDBServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, it } from '@jest/globals'

import { SqlResultStore } from '../../src/index.js'

let server: MariaDBServer

beforeAll(async () => {
  // Whatever a server has been set to, the store says for itself what it needs.
  server = await createMariaDB({
    settings: {
      'sql-mode': 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH',
      'default-time-zone': '+05:30',
      'character-set-server': 'latin1',
      'transaction-isolation': 'SERIALIZABLE',
    },
  })
  await server.start()
})
afterAll(() => server.dispose())

describe('MariaDB', () => {
  resultStoreConformance(
    { describe, it },
    {
      open: () =>
        new SqlResultStore({ url: server.url, connectTimeout: '1s', commandTimeout: '1s' }),
      canSubscribe: false,
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
