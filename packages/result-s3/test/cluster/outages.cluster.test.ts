import { randomUUID } from 'node:crypto'

import { sampleRecord, untilHealthy } from '@arq/conformance'
import { createS3, createTlsFiles, type S3Server } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'

import { S3ResultStore, type S3ResultStoreSettings } from '../../src/index.js'

const ttlMs = 60_000

let server: S3Server
const closing: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  server = await createS3()
  await server.start()
})
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})
afterAll(() => server.dispose())

function makeStore(settings: Partial<S3ResultStoreSettings> = {}): S3ResultStore {
  const store = new S3ResultStore({ url: server.url, ...settings })
  closing.push(() => store.close())
  return store
}

it('loses and doubles nothing when the server is killed and started again under load', async () => {
  const store = makeStore()
  await store.connect()
  const run = randomUUID()
  const records = Array.from({ length: 300 }, (_, result) => {
    const jobId = `${run}:${String(result)}`
    return sampleRecord({ jobId, token: 't', status: 'completed', result })
  })
  let failures = 0
  const untilAnswered = async <T>(call: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await call()
      } catch (error) {
        failures += 1
        expect(error).toMatchObject({ retryable: true })
        await untilHealthy(store)
      }
    }
  }
  for (let first = 0; first < records.length; first += 100) {
    const part = records.slice(first, first + 100)
    let isBegun: () => void = () => undefined
    const begun = new Promise<void>((resolve) => (isBegun = resolve))
    const writes = part.map((record) =>
      untilAnswered(() => store.transition({ record, guard: 'end', ttlMs })).finally(isBegun),
    )
    // Some are written, and some under way.
    await begun
    await server.kill()
    await server.start()
    expect(new Set(await Promise.all(writes))).toEqual(new Set(['applied']))
  }
  expect(failures).toBeGreaterThan(0)
  const found = await untilAnswered(() => store.getMany(records.map(({ jobId }) => jobId)))
  const counted = [...found.values()].map(({ result, duplicateRuns }) => [result, duplicateRuns])
  expect(counted).toEqual(records.map(({ result }) => [result, undefined]))
})

it('opens while the server is away, and serves when it is back', async () => {
  await server.stop()
  const store = makeStore()
  await store.connect()
  const record = sampleRecord({ jobId: randomUUID() })
  await expect(store.create(record, { ttlMs })).rejects.toMatchObject({
    code: 'ARQ_STORE_CONNECTION',
  })
  await server.start()
  await untilHealthy(store)
  expect(await store.create(record, { ttlMs })).toBe('created')
})

it.each([
  ['key', (url: URL) => (url.username = 'nobody'), 'does not know the access key'],
  ['secret', (url: URL) => (url.password = 'wrong'), 'secret does not fit'],
  ['bucket', (url: URL) => (url.hostname = 'nowhere'), 'there is no bucket nowhere'],
  ['region', (url: URL) => url.searchParams.set('region', 'eu-west-1'), 'us-east-1'],
])('says what is wrong when the %s is', async (_, change, words) => {
  const url = new URL(server.url)
  change(url)
  const connecting = makeStore({ url: url.href }).connect()
  await expect(connecting).rejects.toMatchObject({
    code: 'ARQ_STORE_AUTH',
    message: expect.stringContaining(words),
  })
})

it('cannot tell of lifecycle rules here, and says so', async () => {
  const store = makeStore()
  await store.connect()
  expect(await store.inspectStore()).toMatchObject({
    lifecycle: expect.stringMatching(/^(unknown|none)$/),
  })
})

it('speaks TLS with a server whose certificate its own authority signed', async () => {
  const tls = await createTlsFiles(`${server.dataDir ?? ''}/tls`)
  const secure = await createS3({ tls })
  closing.push(() => secure.dispose())
  await secure.start()
  const { url } = secure
  await expect(makeStore({ url }).connect()).rejects.toMatchObject({ code: 'ARQ_STORE_AUTH' })
  const store = makeStore({ url, tls: { ca: tls.ca } })
  await store.connect()
  expect(await store.create(sampleRecord({ jobId: 'a' }), { ttlMs })).toBe('created')
})
