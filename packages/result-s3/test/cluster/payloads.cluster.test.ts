import { payloadStoreConformance } from '@arq/conformance'
import { MemoryResultStore } from '@arq/memory'
import { createS3, type S3Server } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { expectLargeThrough } from '../../../worker/test/integration/large-payloads.js'
import { s3Payloads } from '../../src/index.js'

let server: S3Server
beforeAll(async () => {
  server = await createS3()
  await server.start()
})
afterAll(() => server.dispose())

describe('payloads in S3', () => {
  payloadStoreConformance(
    { describe, it },
    {
      open: () => s3Payloads({ url: server.url }),
      close: (store) => (store as ReturnType<typeof s3Payloads>).close(),
    },
  )

  it('are refused at start where bucket or login are wrong, and by name', async () => {
    const url = new URL(server.url)
    await using noBucket = s3Payloads({ url: server.url.replace('@arq', '@nobody') })
    await expect(noBucket.ready()).rejects.toMatchObject({
      code: 'ARQ_STORE_AUTH',
      retryable: false,
    })
    await using noSecret = s3Payloads({
      url: server.url.replace(`${url.username}:${url.password}@`, `${url.username}:wrong@`),
    })
    await expect(noSecret.ready()).rejects.toMatchObject({ code: 'ARQ_STORE_AUTH' })
    const typo = { url: server.url, commandTimeOut: '1s' } as Parameters<typeof s3Payloads>[0]
    expect(() => s3Payloads(typo)).toThrow('commandTimeout')
  })

  it('carry large arguments and results over RabbitMQ, and are waited for while the server is away', () => {
    const store = new MemoryResultStore()
    const url = server.url
    const payloadsOf = () => s3Payloads({ url, connectTimeout: '1s', commandTimeout: '20s' })
    return expectLargeThrough({ newStore: () => store, payloadsOf, server })
  })
})
