import { resultStoreConformance } from '@arq/conformance'
import { MemoryRecords, MemoryResultStore } from '@arq/memory'
import { S3ResultStore } from '@arq/result-s3'
import { createS3, type S3Server } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, it } from '@jest/globals'

import { tiered } from '../../src/index.js'

const records = new MemoryRecords()
let server: S3Server

beforeAll(async () => {
  server = await createS3()
  await server.start()
})
afterAll(() => server.dispose())

describe('memory before S3', () => {
  resultStoreConformance(
    { describe, it },
    {
      open: () =>
        tiered({
          hot: new MemoryResultStore({ records }),
          cold: new S3ResultStore({ url: server.url, commandTimeout: '5s' }),
          // Longer than a test: counts of duplicates are those of the fast store.
          keepHot: '1m',
        }),
      ...{ canAnnounce: true, canBegin: true, canTakeMany: true, canTellStopped: true },
      ...{ canSearch: true, canKeepEntries: true, canStream: true },
      ordersOneAttempt: false,
    },
  )
})
