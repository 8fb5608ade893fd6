import { createClient } from '@arq/client'
import { ConnectionLost, defineTexts, PublishNotConfirmed, task } from '@arq/core'
import { decodeBody, parseInstant } from '@arq/core/internal'
import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import { rejection, setup, setupWithoutStore, stateOf, TinyWorker } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)
const mail = task({
  name: 'mail',
  params: ['to', 'subject'],
  queueName: 'mails',
  run: async (_ctx, to: string, subject: string) => to + subject,
})
const texts = defineTexts({ fault: { en: 'a fault of the test', 'zh-CN': '测试故障' } })
const lost = () =>
  new ConnectionLost({ code: 'ARQ_CONNECTION_LOST', text: texts.fault(), scope: 'connection' })
const nacked = () =>
  new PublishNotConfirmed({ code: 'ARQ_PUBLISH_NACKED', text: texts.fault(), scope: 'message' })
const bodyOf = (body: Uint8Array): unknown => JSON.parse(Buffer.from(body).toString())

describe('enqueueJob', () => {
  it('sends the message of the wire format and gives a job', async () => {
    const { client, transport, clock } = await setup()
    const job = await client.enqueueJob(add, [1, 2], { headers: { trace: 't1' }, priority: 3 })
    expect(job.id).toMatch(/^[0-9a-f]{32}$/)
    expect(job.jobId).toBe(job.id)
    expect(job.queueName).toBe('default')
    const [message] = transport.published
    expect(message).toMatchObject({
      queueName: 'default',
      kind: 'job',
      priority: 3,
      contentType: 'application/json',
      correlationId: job.id,
      headers: { trace: 't1', 'x-retry-count': 0, 'x-arq-uncontested': 'announced' },
    })
    expect(bodyOf(message!.body)).toMatchObject({
      job_id: job.id,
      function: 'add',
      args: [1, 2],
      kwargs: {},
      job_try: 1,
      status: 'queued',
      queue_name: 'default',
    })
    const { expires } = bodyOf(message!.body) as { expires: string }
    expect(parseInstant(expires)).toBe(clock.now() + 86_400_000)
  })

  it('has a queued record before the message is sent', async () => {
    const { client, transport, store } = await setup()
    const statuses: unknown[] = []
    transport.onPublish = async ({ correlationId = '' }) => {
      statuses.push(await store.getStatus(correlationId))
    }
    const job = await client.enqueueJob(add, [1, 2], { deferBy: '1h' })
    expect(statuses).toEqual(['queued'])
    expect(await job.status()).toBe('queued')
    const info = await job.info()
    expect(info).toMatchObject({ function: 'add', args: [1, 2], jobTry: 1, workerId: undefined })
    expect(info.deferUntil?.getTime()).toBe(info.enqueueTime!.getTime() + 3_600_000)
  })

  it('writes no record with trackQueued: false', async () => {
    const { client, store } = await setup({ trackQueued: false })
    const job = await client.enqueueJob(add, [1, 2])
    expect(await store.get(job.id)).toBeUndefined()
    expect(await rejection(job.status())).toMatchObject({ code: 'ARQ_JOB_NOT_FOUND' })
  })

  it('resolves only when the broker has confirmed', async () => {
    const { client, transport, clock } = await setup()
    let confirm = () => {}
    transport.onPublish = () => new Promise((resolve) => (confirm = resolve))
    const enqueuing = client.enqueueJob(add, [1, 2])
    expect(await stateOf(enqueuing, clock)).toBe('pending')
    confirm()
    expect(await stateOf(enqueuing, clock)).toBe('fulfilled')
  })

  it('takes named arguments, plain functions and names', async () => {
    const { client, transport } = await setup()
    async function thumbs(_ctx: unknown, url: string) {
      return url
    }
    await client.enqueueJob('mail', { to: 'a', subject: 'b' })
    await client.enqueueJob(thumbs, ['x'])
    await client.enqueueJob('mail', ['a'])
    await client.enqueueJob('mail')
    const sent = transport.published.map(({ body }) => bodyOf(body))
    expect(sent).toMatchObject([
      { function: 'mail', args: [], kwargs: { to: 'a', subject: 'b' } },
      { function: 'thumbs', args: ['x'], kwargs: {} },
      { function: 'mail', args: ['a'], kwargs: {} },
      { function: 'mail', args: [], kwargs: {} },
    ])
  })

  it('uses the queue of the call, then of the task, then of the client', async () => {
    const { client, transport } = await setup({ queueName: 'ours' })
    await client.enqueueJob(add, [1, 2])
    await client.enqueueJob(mail, ['a', 'b'])
    await client.enqueueJob(mail, ['a', 'b'], { queueName: 'fast' })
    expect(transport.published.map(({ queueName }) => queueName)).toEqual(['ours', 'mails', 'fast'])
  })

  it('gives the delay to the transport and counts expires from the due moment', async () => {
    const { client, transport, clock } = await setup()
    await client.enqueueJob(add, [1, 2], { deferBy: '10s', expires: '1m' })
    const [message] = transport.published
    expect(message!.dueAtMs).toBe(clock.now() + 10_000)
    expect(message!.headers['x-client-delayed']).toBe('true')
    const body = bodyOf(message!.body) as { expires: string; defer_until: unknown }
    expect(parseInstant(body.expires)).toBe(clock.now() + 70_000)
    expect(body.defer_until).toBeNull()
  })

  it.each([
    ['a past Date', () => new Date(0)],
    ['a past text', () => '2001-01-01T00:00:00'],
  ])('sends a job with %s as deferUntil at once', async (_words, deferUntil) => {
    const { client, transport } = await setup()
    await client.enqueueJob(add, [1, 2], { deferUntil: deferUntil() })
    expect(transport.published[0]!.dueAtMs).toBeUndefined()
  })

  it('reads a deferUntil without an offset as UTC', async () => {
    const { client, transport } = await setup()
    await client.enqueueJob(add, [1, 2], { deferUntil: '2030-01-01T00:00:00' })
    expect(transport.published[0]!.dueAtMs).toBe(Date.UTC(2030, 0, 1))
  })

  it('compresses large bodies where asked to', async () => {
    const { client, transport } = await setup({ enableCompression: { thresholdBytes: 1000 } })
    await client.enqueueJob('echo', ['x'])
    await client.enqueueJob('echo', ['x'.repeat(2000)])
    expect(transport.published.map(({ contentEncoding }) => contentEncoding)).toEqual([
      undefined,
      'gzip',
    ])
    const { body, contentEncoding } = transport.published[1]!
    expect(bodyOf(await decodeBody({ body, contentEncoding }))).toMatchObject({
      args: ['x'.repeat(2000)],
    })
  })

  it('checks arguments by the task’s schema as they will arrive, and sends the raw JSON', async () => {
    const { client, transport } = await setup()
    const sized = task({
      name: 'sized',
      input: v.object({ n: v.pipe(v.number(), v.minValue(1, 'must be at least 1')) }),
      run: async () => null,
    })
    await client.enqueueJob(sized, { n: 1 })
    expect(await rejection(client.enqueueJob(sized, { n: 0 }))).toMatchObject({
      code: 'ARQ_INVALID_ARGUMENTS',
      issues: [{ path: 'n', message: 'must be at least 1' }],
    })
    expect(transport.published).toHaveLength(1)
  })
})

describe('a jobId', () => {
  it('is given to exactly one of a hundred concurrent calls', async () => {
    const { client, transport } = await setup()
    const jobs = await Promise.all(
      Array.from({ length: 100 }, () => client.enqueueJob(add, [1, 2], { jobId: 'one' })),
    )
    expect(jobs.filter((job) => job !== null)).toHaveLength(1)
    expect(transport.published).toHaveLength(1)
  })

  it('is taken while the job is queued, running, or its result is kept, then free again', async () => {
    const bench = await setup()
    const { client, clock } = bench
    const again = () => client.enqueueJob(add, [1, 2], { jobId: 'one' })
    expect(await again()).not.toBeNull()
    await clock.advance('2h')
    expect(await again()).toBeNull()
    const worker = await TinyWorker.start(bench, { run: () => 3 })
    await clock.advance(0)
    expect(await again()).toBeNull()
    await clock.advance('1d')
    expect(await again()).not.toBeNull()
    await clock.advance(0)
    expect(worker.started).toEqual(['one', 'one'])
  })

  it('is free at once when the broker refused the message', async () => {
    const { client, transport } = await setup()
    transport.onPublish = () => Promise.reject(nacked())
    expect(await rejection(client.enqueueJob(add, [1, 2], { jobId: 'one' }))).toMatchObject({
      name: 'PublishNotConfirmed',
      code: 'ARQ_PUBLISH_NACKED',
    })
    transport.onPublish = undefined
    expect(await client.enqueueJob(add, [1, 2], { jobId: 'one' })).not.toBeNull()
  })

  it('is refused while the store is down, since it could not be kept unique', async () => {
    const { client, store, transport } = await setup()
    store.fail()
    expect(await rejection(client.enqueueJob(add, [1, 2], { jobId: 'one' }))).toMatchObject({
      code: 'ARQ_STORE_CONNECTION',
    })
    expect(transport.published).toHaveLength(0)
  })

  it('is passed on without a store, with one warning', async () => {
    const { client, logger, transport } = await setupWithoutStore()
    expect(await client.enqueueJob(add, [1, 2], { jobId: 'one' })).not.toBeNull()
    expect(await client.enqueueJob(add, [1, 2], { jobId: 'one' })).not.toBeNull()
    expect(transport.published.map(({ correlationId }) => correlationId)).toEqual(['one', 'one'])
    expect(logger.lines.filter((line) => line.includes('cannot be kept unique'))).toHaveLength(1)
  })
})

describe('a store that is down', () => {
  it('does not keep a job out of the queue, and is named once', async () => {
    const { client, store, transport, logger } = await setup()
    store.fail()
    await client.enqueueJob(add, [1, 2])
    await client.enqueueJob(add, [1, 2])
    expect(transport.published).toHaveLength(2)
    expect(logger.lines.filter((line) => line.includes('store is down'))).toHaveLength(1)
  })

  it('keeps it out where the store refuses to degrade', async () => {
    const { client, store, transport } = await setup({ onFailure: 'refuse' })
    store.fail()
    expect(await rejection(client.enqueueJob(add, [1, 2]))).toMatchObject({
      code: 'ARQ_STORE_CONNECTION',
    })
    expect(transport.published).toHaveLength(0)
  })
})

describe('bad input is refused before anything is sent', () => {
  class Point {
    x = 1
  }
  const bytesAdvice = 'send base64 text, or use a codec that carries bytes'
  const cycle: Record<string, unknown> = {}
  cycle['self'] = { deep: cycle }

  it.each<[string, unknown, string]>([
    ['a function', () => 1, 'a function'],
    ['a symbol', Symbol('s'), 'a symbol'],
    ['a BigInt', 1n, 'a BigInt'],
    ['NaN', NaN, 'NaN'],
    ['Infinity', Infinity, 'Infinity'],
    ['-Infinity', -Infinity, '-Infinity'],
    ['a Map', new Map(), 'a Map'],
    ['a Set', new Set(), 'a Set'],
    ['a typed array', new Uint8Array(2), `a Uint8Array; ${bytesAdvice}`],
    ['a Buffer', Buffer.from('x'), `a Buffer; ${bytesAdvice}`],
    ['an ArrayBuffer', new ArrayBuffer(1), `a ArrayBuffer; ${bytesAdvice}`],
    ['a class instance', new Point(), 'a Point'],
    ['a key __proto__', JSON.parse('{"__proto__": 1}'), 'an object with a key __proto__'],
    ['an invalid Date', new Date(NaN), 'a Date without a value'],
    ['undefined', undefined, 'undefined'],
  ])('%s as argument', async (_words, value, problem) => {
    const { client, transport, store } = await setup()
    const atPath = (path: string) => ({
      name: 'SerializationError',
      code: 'ARQ_ENCODE_FAILED',
      details: { path, problem },
    })
    expect(await rejection(client.enqueueJob('f', [0, value]))).toMatchObject(atPath('args[1]'))
    if (value !== undefined) {
      const nested = { list: [{ value }] }
      expect(await rejection(client.enqueueJob('f', nested))).toMatchObject(
        atPath('kwargs.list[0].value'),
      )
    }
    expect(transport.published).toHaveLength(0)
    expect((await store.stats()).totalStored).toBe(0)
  })

  it('a getter that throws, with its path and what it threw', async () => {
    const { client, transport, store } = await setup()
    const cause = new Error('no')
    const args = {
      get secret() {
        throw cause
      },
    }
    expect(await rejection(client.enqueueJob('f', args))).toMatchObject({
      code: 'ARQ_ENCODE_FAILED',
      details: { path: 'kwargs.secret', problem: 'a getter that throws' },
      cause,
    })
    expect(transport.published).toHaveLength(0)
    expect((await store.stats()).totalStored).toBe(0)
  })

  it('a getter that gives the codec something else than the check', async () => {
    const { client, transport } = await setup()
    let reads = 0
    const args = {
      get once() {
        reads += 1
        return reads === 1 ? 1 : 1n
      },
    }
    expect(await rejection(client.enqueueJob('f', args))).toMatchObject({
      code: 'ARQ_ENCODE_FAILED',
      cause: expect.anything(),
    })
    expect(transport.published).toHaveLength(0)
  })

  it('a cycle as argument', async () => {
    const { client } = await setup()
    expect(await rejection(client.enqueueJob('f', [cycle]))).toMatchObject({
      details: { path: 'args[0].self.deep', problem: 'a cycle' },
    })
  })

  it.each<[string, unknown]>([
    ['a text', 'abc'],
    ['a number', 5],
    ['null', null],
    ['a Map', new Map()],
    ['a Date', new Date(0)],
    ['a class instance', new Point()],
  ])('%s in place of the arguments', async (_words, args) => {
    const { client } = await setup()
    const error = await rejection(client.enqueueJob('f', args as never))
    expect(error).toMatchObject({ code: 'ARQ_INVALID_ARGUMENTS', issues: [{ path: 'args' }] })
  })

  const manyHeaders = Object.fromEntries(
    Array.from({ length: 6000 }, (_, index) => [`h${String(index)}`, '']),
  )

  it.each<[string, object, RegExp]>([
    ['a negative deferBy', { deferBy: -1 }, /deferBy: .*got -1/],
    ['a NaN deferBy', { deferBy: NaN }, /deferBy: .*got NaN/],
    ['an infinite deferBy', { deferBy: Infinity }, /deferBy: .*got Infinity/],
    ['a deferBy without a unit', { deferBy: '10' }, /deferBy: .*got "10"/],
    ['a deferBy beyond all dates', { deferBy: 1e300 }, /deferBy/],
    ['an invalid Date', { deferUntil: new Date(NaN) }, /deferUntil/],
    ['a deferUntil that is no date', { deferUntil: 'tomorrow' }, /deferUntil: .*"tomorrow"/],
    ['a deferUntil that is in no calendar', { deferUntil: '2027-02-30' }, /calendar.*2027-02-30/],
    ['a deferUntil with more behind it', { deferUntil: '2027-11-29 garbage' }, /deferUntil/],
    ['a Date after 9999', { deferUntil: new Date(8.64e15) }, /years 1 to 9999.*\+275760/],
    ['a Date before the year 1', { expires: new Date(-8.64e15) }, /expires: .*years 1 to 9999/],
    [
      'an expiry after 9999',
      { deferUntil: '9999-12-31T12:00' },
      /deferUntil: .*expire in the year/,
    ],
    ['expires of an age', { expires: Number.MAX_SAFE_INTEGER }, /expires: .*to 1000 years/],
    ['expires of many days', { expires: '10000000d' }, /expires: .*to 1000 years; got "10000000d"/],
    ['a deferUntil that is a number', { deferUntil: 5 }, /deferUntil: must be a Date or .*got 5/],
    [
      'an expires that is a list',
      { expires: [] },
      /expires: must be a Date or a duration; got a list/,
    ],
    ['both delays', { deferBy: 1, deferUntil: new Date() }, /either deferBy or deferUntil/],
    ['a negative expires', { expires: -5 }, /expires/],
    ['a typo', { deferby: 1 }, /deferby: unknown key; did you mean deferBy\?/],
    ['an empty jobId', { jobId: '' }, /jobId: must not be empty/],
    ['a jobId that is no text', { jobId: 5 }, /jobId: must be text/],
    ['an empty queueName', { queueName: '' }, /queueName: must not be empty/],
    ['a jobTry of 0', { jobTry: 0 }, /jobTry: must be at least 1, got 0/],
    ['a priority of 256', { priority: 256 }, /priority: must be at most 255/],
    ['a fractional priority', { priority: 1.5 }, /priority: must be a whole number/],
    [
      'a header that is no text',
      { headers: { a: 1 } },
      /headers: the header "a" must be text; got 1/,
    ],
    ['a long jobId', { jobId: 'a'.repeat(256) }, /jobId: must be at most 255 bytes.* is 256/],
    ['half a surrogate pair', { jobId: 'a\ud800' }, /jobId: must be well-formed Unicode/],
    ['a long queueName', { queueName: 'q'.repeat(244) }, /queueName: must be at most 243 bytes/],
    ['a queueName with a line break', { queueName: 'a\nb' }, /queueName: .*control .*"a\\nb"/],
    ['a queueName of the broker', { queueName: 'amq.x' }, /queueName: .*"amq\."/],
    ['a queueName of ours', { queueName: 'arq.delay.due' }, /queueName: .*"arq\."/],
    ['a jobTry beyond 32 bits', { jobTry: 2 ** 31 }, /jobTry: must be at most 2147483647/],
    ['the header CC', { headers: { CC: 'q' } }, /headers: the header "CC" .*RabbitMQ/],
    ['the header BCC', { headers: { BCC: 'q' }, deferBy: 1 }, /headers: the header "BCC" /],
    ['a header of ours', { headers: { 'x-retry-count': '1' } }, /headers: .*meaning for arq/],
    [
      'a header text that is cut',
      { headers: { a: '\udc00' } },
      /headers: the header "a" .*Unicode/,
    ],
    ['headers that are a list', { headers: ['a'] }, /headers: must be an object of texts/],
    ['many small headers', { headers: manyHeaders }, /headers: must be at most 32768 bytes/],
    [
      'large headers',
      { headers: { a: 'x'.repeat(33_000) } },
      /headers: must be at most 32768 bytes together/,
    ],
  ])('%s', async (_words, options, words) => {
    const { client, transport, store } = await setup()
    const error = await rejection(client.enqueueJob(add, [1, 2], options as never))
    expect(error).toMatchObject({ name: 'ConfigurationError', code: 'ARQ_CONFIG_INVALID' })
    expect(error['message']).toMatch(words)
    expect(transport.published).toHaveLength(0)
    expect((await store.stats()).totalStored).toBe(0)
  })

  it.each<[string, unknown]>([
    ['an empty name', ''],
    ['a name of 256 bytes', 'f'.repeat(256)],
    ['a name with a line break', 'a\nb'],
    ['half a surrogate pair', 'a\ud800'],
    ['undefined', undefined],
    ['null', null],
    ['an object that is no task', { name: 'x', run: () => 1 }],
    [
      'a function without a name',
      (
        () => () =>
          1
      )(),
    ],
  ])('%s in place of a task', async (_words, value) => {
    const { client } = await setup()
    expect(await rejection(client.enqueueJob(value as string))).toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
    })
  })

  it('a delay where the transport has none', async () => {
    const { client, transport } = await setup()
    const capabilities = { ...transport.capabilities, delay: undefined }
    Object.defineProperty(transport, 'capabilities', { value: capabilities })
    expect(await rejection(client.enqueueJob(add, [1, 2], { deferBy: 1 }))).toMatchObject({
      code: 'ARQ_UNSUPPORTED',
    })
  })

  it('a delay longer than the transport can, naming both', async () => {
    const { client, transport } = await setup()
    const delay = { grainMs: 1000, longestMs: 7_200_000 }
    Object.defineProperty(transport, 'capabilities', {
      value: { ...transport.capabilities, delay },
    })
    await client.enqueueJob(add, [1, 2], { deferBy: '2h' })
    expect(await rejection(client.enqueueJob(add, [1, 2], { deferBy: 7201 }))).toMatchObject({
      code: 'ARQ_UNSUPPORTED',
      message: 'The job would have to wait 7201 s; memory: delays by at most 7200 s',
    })
  })
})
