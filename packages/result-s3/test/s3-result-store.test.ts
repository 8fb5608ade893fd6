import { inspect } from 'node:util'

import { resultStoreConformance, sampleRecord } from '@arq/conformance'
import { localizedMessage } from '@arq/core'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { S3ResultStore, type S3ResultStoreSettings } from '../src/index.js'
import { type FakeS3, startFakeS3 } from './fake-s3.js'

const ttlMs = 60_000
const credentials = { accessKeyId: 'key', secretAccessKey: 'se-cret' }

let fake: FakeS3
const closing: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  fake = await startFakeS3()
})
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
  await fake.close()
})

function makeStore(settings: Partial<S3ResultStoreSettings> = {}): S3ResultStore {
  const { endpoint } = fake
  const store = new S3ResultStore({ url: 's3://jobs/arq', endpoint, credentials, ...settings })
  closing.push(() => store.close())
  return store
}

async function connected(settings: Partial<S3ResultStoreSettings> = {}): Promise<S3ResultStore> {
  const store = makeStore(settings)
  await store.connect()
  fake.requests.length = 0
  return store
}

const rejection = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'it resolved',
    (error: unknown) => error,
  )

describe('S3, by as much of it as the store uses', () => {
  // The real server is started by `npm run test:full`, see test/cluster.
  resultStoreConformance(
    { describe, it },
    {
      open: () => makeStore(),
      ...{ canSubscribe: false, canListWaiting: false, canAnnounce: true, canBegin: true },
    },
  )
})

describe('what it costs', () => {
  it('creates a record by one request, ends a job by two, and lists nothing', async () => {
    const store = await connected()
    const record = sampleRecord({ jobId: 'order:42' })
    await store.create(record, { ttlMs })
    expect(fake.requests).toEqual(['PUT /jobs/arq/jobs/order%3D3A42.ndjson'])
    const ended = { ...record, status: 'completed', token: 't', result: 1 } as const
    expect(await store.transition({ record: ended, guard: 'end', ttlMs })).toBe('applied')
    expect(fake.requests.slice(1).map((line) => line.slice(0, 3))).toEqual(['GET', 'PUT'])
    expect(fake.requests.filter((line) => line.includes('?'))).toEqual([])
  })

  it('keeps an object that a person can read: a line of state, a line with the record', async () => {
    const store = await connected()
    await store.create(sampleRecord({ jobId: 'a' }), { ttlMs })
    const [head, record] = (fake.objects.get('/jobs/arq/jobs/a.ndjson') ?? '').split('\n')
    expect(JSON.parse(head ?? '')).toMatchObject({ job_id: 'a', status: 'queued' })
    expect(JSON.parse(record ?? '')).toMatchObject({ function_name: 'send_email' })
  })

  it('takes ids of any length and kind, each for its own object', async () => {
    const store = await connected()
    const ids = ['..', 'a/b', 'a=2Fb', '任务', ' ', 'x'.repeat(400), 'X'.repeat(400)]
    for (const jobId of ids) {
      expect(await store.create(sampleRecord({ jobId }), { ttlMs })).toBe('created')
    }
    expect([...(await store.getMany(ids)).keys()]).toEqual(ids)
    expect(fake.objects.size).toBe(ids.length)
    for (const path of fake.objects.keys()) expect(path.length).toBeLessThan(250)
  })

  it('leaves no record of a job that was deleted, but an object that says nothing', async () => {
    const store = await connected()
    await store.create(sampleRecord({ jobId: 'a', args: ['private'] }), { ttlMs })
    expect(await store.delete('a')).toBe(true)
    expect(fake.objects.get('/jobs/arq/jobs/a.ndjson')).not.toContain('private')
    expect(await store.delete('a')).toBe(false)
  })
})

describe('a server that ignores conditions', () => {
  it('is refused at connect, with what that means', async () => {
    fake.keepsConditions = false
    const error = await rejection(makeStore().connect())
    expect(error).toMatchObject({ code: 'ARQ_UNSUPPORTED', details: { missing: 'If-None-Match' } })
    expect(localizedMessage(error, 'en')).toContain('allowUnguarded')
    expect(localizedMessage(error, 'zh-CN')).toContain('allowUnguarded')
    // What it tried is gone.
    expect(fake.objects.size).toBe(0)
  })

  it('is used when that is accepted, and the figures say so', async () => {
    fake.keepsConditions = false
    const store = await connected({ allowUnguarded: true })
    expect((await store.stats()).details).toMatchObject({ hasGuards: false })
    const record = sampleRecord({ jobId: 'a' })
    await store.create(record, { ttlMs })
    expect(await store.getStatus('a')).toBe('queued')
  })
})

describe('a server that fails', () => {
  it('is asked again while it puts requests off', async () => {
    const store = await connected()
    let left = 2
    fake.answering = () => (left-- > 0 ? { status: 503, code: 'SlowDown' } : undefined)
    expect(await store.create(sampleRecord({ jobId: 'a' }), { ttlMs })).toBe('created')
  })

  it('creates once, when the answer to the first try is lost', async () => {
    const store = await connected()
    // A kept connection, on which such losses are ordinary.
    await store.getStatus('nobody')
    fake.losesNextAnswer = true
    expect(await store.create(sampleRecord({ jobId: 'a' }), { ttlMs })).toBe('created')
    expect(fake.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(2)
  })

  it('is away when it goes on putting off, or answers nothing at all', async () => {
    const store = await connected({ commandTimeout: '300ms' })
    fake.answering = () => ({ status: 500, code: 'InternalError' })
    expect(await rejection(store.get('a'))).toMatchObject({
      code: 'ARQ_STORE_UNAVAILABLE',
      retryable: true,
    })
    fake.answering = () => 'hang up'
    expect(await rejection(store.get('a'))).toMatchObject({ code: 'ARQ_STORE_CONNECTION' })
  })

  it('refuses one write by itself', async () => {
    const store = await connected()
    fake.answering = ({ path }) =>
      path.includes('large') ? { status: 400, code: 'EntityTooLarge' } : undefined
    const [large, other] = await Promise.all([
      rejection(store.create(sampleRecord({ jobId: 'large' }), { ttlMs })),
      store.create(sampleRecord({ jobId: 'other' }), { ttlMs }),
    ])
    expect(large).toMatchObject({ code: 'ARQ_STORE_FAILED', retryable: false })
    expect(other).toBe('created')
  })

  it('holds something else in the place of a record', async () => {
    const store = await connected()
    fake.objects.set('/jobs/arq/jobs/a.ndjson', 'hello\n')
    expect(await rejection(store.get('a'))).toMatchObject({ code: 'ARQ_STORE_DATA' })
    const head = JSON.stringify({ job_id: 'b', write_id: 'w', status: 'queued' })
    fake.objects.set('/jobs/arq/jobs/b.ndjson', `${head}\nhello\n`)
    expect(await rejection(store.get('b'))).toMatchObject({ code: 'ARQ_STORE_DATA' })
  })
})

describe('a server that refuses the connection', () => {
  const skewed = new Date(Date.now() - 3_600_000).toISOString()
  it.each([
    ['no bucket', 404, 'NoSuchBucket', '', 'there is no bucket jobs', '存储桶 jobs 不存在'],
    [
      'a wrong key',
      403,
      'InvalidAccessKeyId',
      '',
      'does not know the access key',
      '不认识该访问密钥',
    ],
    ['a wrong secret', 403, 'SignatureDoesNotMatch', '', 'secret does not fit', '密钥与访问密钥'],
    ['no rights', 403, 'AccessDenied', '', 'ListBucket', 'ListBucket'],
    [
      ...['a wrong clock', 403, 'RequestTimeTooSkewed', `<ServerTime>${skewed}</ServerTime>`],
      ...['s ahead of that of the server', '本机时钟比服务器快'],
    ],
    [
      ...['a wrong region', 400, 'AuthorizationHeaderMalformed', '<Region>eu-west-1</Region>'],
      ...['region eu-west-1, not us-east-1', 'eu-west-1'],
    ],
  ] as const)('says so, without the secret: %s', async (_, status, code, more, en, zh) => {
    fake.answering = () => ({ status, code, more })
    const error = await rejection(makeStore().connect())
    expect(error).toMatchObject({ code: 'ARQ_STORE_AUTH', retryable: false })
    expect(localizedMessage(error, 'en')).toContain(en)
    expect(localizedMessage(error, 'zh-CN')).toContain(zh)
    expect(inspect(error, { depth: 10 })).not.toContain('se-cret')
  })

  it('keeps results waiting when that comes about later', async () => {
    const store = await connected()
    fake.answering = () => ({ status: 403, code: 'ExpiredToken' })
    expect(await rejection(store.get('a'))).toMatchObject({
      code: 'ARQ_STORE_CONNECTION',
      retryable: true,
    })
  })

  it('is waited for when it is away, unless it is to be there', async () => {
    const { endpoint } = fake
    await fake.close()
    await makeStore({ endpoint }).connect()
    const strict = makeStore({ endpoint, degradeOnFailure: false })
    expect(await rejection(strict.connect())).toMatchObject({ code: 'ARQ_STORE_CONNECTION' })
  })

  it('says so when the function for credentials gives none', async () => {
    const store = makeStore({ credentials: () => Promise.reject(new Error('no role')) })
    expect(await rejection(store.connect())).toMatchObject({
      code: 'ARQ_STORE_AUTH',
      message: expect.stringContaining('no role'),
    })
  })

  it('signs with what the function gives at each request', async () => {
    let count = 0
    const keys: (string | undefined)[] = []
    const store = await connected({
      credentials: () => ({ ...credentials, accessKeyId: `key${(count += 1)}`, sessionToken: 's' }),
    })
    fake.answering = ({ headers }) => {
      keys.push(/Credential=(\w+)/.exec(headers.authorization ?? '')?.[1])
      return undefined
    }
    await store.get('a')
    await store.get('a')
    expect(new Set(keys).size).toBe(2)
  })
})

describe('lifecycle rules', () => {
  const rule = (inside: string): string =>
    `<LifecycleConfiguration><Rule><ID>old</ID><Status>Enabled</Status>${inside}</Rule></LifecycleConfiguration>`
  it.each([
    [
      'of the prefix',
      '<Filter><Prefix>arq/</Prefix></Filter><Expiration><Days>3</Days></Expiration>',
      3,
    ],
    ['of the whole bucket', '<Filter/><Expiration><Days>30</Days></Expiration>', 30],
    [
      'of another prefix',
      '<Prefix>logs/</Prefix><Expiration><Days>3</Days></Expiration>',
      undefined,
    ],
    ['of some tags', '<Tag><Key>a</Key></Tag><Expiration><Days>3</Days></Expiration>', undefined],
    ['that moves only', '<Transition><Days>3</Days></Transition>', undefined],
  ])('are told for the doctor: one %s', async (_, inside, days) => {
    const store = await connected()
    fake.objects.set('/jobs/?lifecycle=', rule(inside))
    fake.objects.set('/jobs/?lifecycle', rule(inside))
    expect(await store.inspectStore()).toEqual(
      days === undefined
        ? { lifecycle: 'none' }
        : { lifecycle: 'rule', expiryRule: 'old', expiryDays: days },
    )
  })

  it('are unknown where the server does not tell', async () => {
    const store = await connected()
    fake.answering = () => ({ status: 501, code: 'NotImplemented' })
    expect(await store.inspectStore()).toEqual({ lifecycle: 'unknown' })
  })
})
