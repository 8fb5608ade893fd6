import { readFileSync } from 'node:fs'

import { sampleRecord } from '@arq/conformance'
import { createRedis, type RedisServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { RedisResultStore, type RedisResultStoreSettings } from '../../src/index.js'

let server: RedisServer
beforeAll(async () => {
  server = await createRedis({ tls: true })
  await server.start()
})
afterAll(() => server.dispose())

const refused = async (settings: RedisResultStoreSettings): Promise<unknown> => {
  const store = new RedisResultStore({ degradeOnFailure: false, ...settings })
  return store.connect().catch((error: unknown) => error)
}
const certificate = () => ({
  cert: readFileSync(server.tls!.certPath),
  key: readFileSync(server.tls!.keyPath),
})

describe('a Redis with TLS', () => {
  it('keeps records for who trusts it and shows a certificate', async () => {
    const { caPath, certPath, keyPath } = server.tls!
    const query = `?ssl_ca_certs=${caPath}&ssl_certfile=${certPath}&ssl_keyfile=${keyPath}`
    const store = new RedisResultStore({ url: server.url + query })
    await store.connect()
    const record = sampleRecord()
    expect(await store.create(record, { ttlMs: 60_000 })).toBe('created')
    expect(await store.get(record.jobId)).toEqual(record)
    await store.close()
  })

  it.each([
    [
      'does not trust its authority',
      () => ({ url: server.url, tls: certificate() }),
      'name it in tls.ca',
    ],
    [
      'shows no certificate',
      () => ({ url: server.url, tls: { ca: server.tls!.ca } }),
      'set tls.cert and tls.key',
    ],
    [
      'expects another name',
      () => ({
        url: server.url,
        tls: { ca: server.tls!.ca, servername: 'example.com', ...certificate() },
      }),
      'give it in tls.servername',
    ],
    [
      'speaks no TLS',
      () => ({ url: server.url.replace('rediss:', 'redis:') }),
      'try a rediss: url',
    ],
  ])('tells who %s what to do', async (_, settings, hint) => {
    expect(await refused(settings())).toMatchObject({
      code: 'ARQ_STORE_CONNECTION',
      message: expect.stringContaining(hint),
    })
  })

  it('is not where a Redis without TLS is: that is told, too', async () => {
    const url = process.env['ARQ_TEST_REDIS_URL']!.replace('redis:', 'rediss:')
    expect(await refused({ url, connectTimeout: '1s' })).toMatchObject({
      code: 'ARQ_STORE_CONNECTION',
      message: expect.stringContaining('speaks no TLS there, use a redis: url'),
    })
  })
})
