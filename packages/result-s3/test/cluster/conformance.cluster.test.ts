import { resultStoreConformance } from '@arq/conformance'
import { createS3, type S3Server } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, it } from '@jest/globals'

import { S3ResultStore } from '../../src/index.js'

let server: S3Server

beforeAll(async () => {
  server = await createS3()
  await server.start()
})
afterAll(() => server.dispose())

describe('S3', () => {
  resultStoreConformance(
    { describe, it },
    {
      open: () =>
        new S3ResultStore({ url: server.url, connectTimeout: '1s', commandTimeout: '3s' }),
      canSubscribe: false,
      canListWaiting: false,
      canAnnounce: true,
      canBegin: true,
      faults: {
        fail: () => server.pause(),
        recover: () => server.resume(),
      },
    },
  )
})
