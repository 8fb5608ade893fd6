import { task } from '@arq/core'
import { MemoryBroker, MemoryTransport } from '@arq/memory'
import { createTestArq, type Expected } from '@arq/testing'
import { afterEach, describe, expect, it } from '@jest/globals'
import Fastify, { type FastifyInstance } from 'fastify'
import * as v from 'valibot'

import { type Authorize, fastifyArq, type JobAction, type JobRoutesOptions } from '../src/index.js'
import { call } from './call.js'

const greet = task({
  name: 'greet',
  input: v.object({ name: v.pipe(v.string(), v.maxLength(20)) }),
  run: (_ctx, { name }) => `Hello ${name}`,
})
const add = task('add', (_ctx, a: number, b: number) => a + b)
const broken = task('broken', () => {
  throw new TypeError('no such luck')
})

const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close()
})

const anybody: Authorize = () => true

async function setup(routes: JobRoutesOptions = { authorize: anybody }) {
  const arq = await createTestArq({ functions: [greet, add, broken], maxRetries: 0 })
  open.push(arq)
  const app = Fastify()
  open.push(app)
  await app.register(fastifyArq, {
    client: arq.client,
    routes: { tasks: [greet, 'add', broken], ...routes },
  })
  await app.ready()
  return { arq, app }
}

const post = (app: FastifyInstance, payload: unknown, headers: Record<string, string> = {}) =>
  call(app, '/jobs', {
    ...{ method: 'POST', payload: JSON.stringify(payload) },
    headers: { 'content-type': 'application/json', ...headers },
  })

/** What one of the bodies may have. */
interface Answer {
  readonly jobId: string
  readonly code: string
  readonly message: string
  readonly issues: unknown
}

const bodyOf = (answer: { json(): unknown }) => answer.json() as Answer

describe('without authorize', () => {
  it.each([
    ['POST', '/jobs'],
    ['GET', '/jobs/1'],
    ['HEAD', '/jobs/1'],
    ['GET', '/jobs/1/events'],
  ] as const)('%s %s answers 403, and does nothing', async (method, url) => {
    const { app, arq } = await setup({})
    const payload = { task: 'add', args: [1, 2] }
    const answer = await call(app, url, { method, ...(method === 'POST' ? { payload } : {}) })
    expect(answer.statusCode).toBe(403)
    if (method !== 'HEAD') expect(bodyOf(answer)).toMatchObject({ code: 'FORBIDDEN' })
    arq.expectNotEnqueued()
  })
})

describe('authorize', () => {
  it('is asked with what is wanted, before anything is looked up or sent; anything but true is no', async () => {
    const wanted: JobAction[] = []
    const { app, arq } = await setup({
      authorize: (_request, action) => {
        wanted.push(action)
        return 'yes' as never
      },
    })
    const answers = [
      await post(app, { task: 'nothing_like_it', args: { a: 1 }, jobId: 'x' }),
      await call(app, '/jobs/x'),
      await call(app, '/jobs/x/events'),
    ]
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403])
    expect(wanted).toEqual([
      { action: 'enqueue', task: 'nothing_like_it', args: { a: 1 }, jobId: 'x' },
      { action: 'read', jobId: 'x' },
      { action: 'watch', jobId: 'x' },
    ])
    arq.expectNotEnqueued()
  })

  it('may answer by throwing, as any hook of Fastify', async () => {
    const authorize = () => {
      throw Object.assign(new Error('sign in first'), { statusCode: 401 })
    }
    const { app } = await setup({ authorize })
    const answer = await call(app, '/jobs/x')
    expect([answer.statusCode, bodyOf(answer).message]).toEqual([401, 'sign in first'])
  })
})

describe('POST /jobs', () => {
  it('enqueues, and says where to look', async () => {
    const { app, arq } = await setup()
    const answer = await post(app, { task: 'greet', args: { name: 'Ada' }, deferBy: '1h' })
    expect(answer.statusCode).toBe(202)
    const { jobId } = bodyOf(answer)
    expect(bodyOf(answer)).toEqual({ jobId, queueName: 'default' })
    expect(answer.headers['location']).toBe(`/jobs/${jobId}`)
    const how: Expected = { deferBy: '1h', jobId }
    arq.expectEnqueued(greet, { name: 'Ada' }, how)
  })

  it('answers 409 where a job of that id exists', async () => {
    const { app, arq } = await setup()
    const body = { task: 'add', args: [1, 2], jobId: 'sum' }
    expect((await post(app, body)).statusCode).toBe(202)
    const second = await post(app, body)
    expect([second.statusCode, bodyOf(second).code]).toEqual([409, 'ARQ_JOB_EXISTS'])
    arq.expectEnqueued('add', [1, 2], { times: 1 })
  })

  it.each([
    [
      'an unknown task',
      { task: 'gret' },
      404,
      'ARQ_UNKNOWN_FUNCTION',
      /"gret".*did you mean greet/,
    ],
    [
      'arguments against the schema',
      { task: 'greet', args: { name: 1 } },
      400,
      'ARQ_INVALID_ARGUMENTS',
      /name/,
    ],
    ['arguments that are none', { task: 'add', args: 3 }, 400, 'ARQ_CONFIG_INVALID', /args/],
    [
      'an option with a typo',
      { task: 'add', args: [1, 2], deferby: 1 },
      400,
      'ARQ_CONFIG_INVALID',
      /deferBy/,
    ],
    [
      'a queue of its choice',
      { task: 'add', args: [1, 2], queueName: 'admin' },
      400,
      'ARQ_CONFIG_INVALID',
      /queueName/,
    ],
    [
      'an impossible delay',
      { task: 'add', args: [1, 2], deferBy: 'soon' },
      400,
      'ARQ_CONFIG_INVALID',
      /deferBy/,
    ],
    ['no task', {}, 400, 'ARQ_CONFIG_INVALID', /task/],
    ['no object', [], 400, 'ARQ_CONFIG_INVALID', /body/],
    ['what is not JSON at all', 'x', 400, 'ARQ_CONFIG_INVALID', /body/],
  ])('answers %s clearly', async (_what, body, status, code, words) => {
    const { app, arq } = await setup()
    const answer = await post(app, body)
    expect(bodyOf(answer)).toMatchObject({
      statusCode: status,
      code,
      message: expect.stringMatching(words),
    })
    expect(answer.statusCode).toBe(status)
    arq.expectNotEnqueued()
  })

  it('names what is wrong, in the language of the caller', async () => {
    const { app } = await setup()
    const answer = await post(app, { task: 'gret' }, { 'accept-language': 'zh-CN,zh;q=0.9' })
    expect(bodyOf(answer).message).toContain('是否想写 greet')
    const wrong = await post(app, { task: 'greet', args: { name: 1 } })
    expect(bodyOf(wrong).issues).toEqual([{ path: 'name', message: expect.any(String) }])
  })

  it('reads no more than the limit, and nothing but JSON', async () => {
    const { app, arq } = await setup({ authorize: anybody, bodyLimit: 100 })
    const long = await post(app, { task: 'greet', args: { name: 'x'.repeat(100) } })
    expect(long.statusCode).toBe(413)
    const headers = { 'content-type': 'application/xml' }
    const xml = await call(app, '/jobs', { method: 'POST', payload: '<a/>', headers })
    expect(xml.statusCode).toBe(415)
    arq.expectNotEnqueued()
  })

  it('answers 503 while the broker takes no jobs, and says whether it has this one', async () => {
    const { app, arq } = await setup()
    arq.breakBroker()
    const answer = await post(app, { task: 'add', args: [1, 2] })
    expect(answer.statusCode).toBe(503)
    expect(bodyOf(answer)).toMatchObject({ code: 'ARQ_PUBLISH_NACKED', sent: 'no' })
  })
})

describe('GET /jobs/:jobId', () => {
  it('tells how the job is, and neither its arguments nor its stack', async () => {
    const { app, arq } = await setup()
    const { jobId } = bodyOf(await post(app, { task: 'greet', args: { name: 'Ada' } }))
    const waiting = await call(app, `/jobs/${jobId}`)
    expect(bodyOf(waiting)).toMatchObject({ jobId, task: 'greet', status: 'queued', jobTry: 1 })
    await arq.drain()
    const ended = await call(app, `/jobs/${jobId}`)
    expect(bodyOf(ended)).toMatchObject({ status: 'completed', result: 'Hello Ada' })
    expect(ended.headers['cache-control']).toBe('no-store')
    const failed = bodyOf(await post(app, { task: 'broken' })).jobId
    await arq.drain()
    const told = await call(app, `/jobs/${failed}`)
    expect(bodyOf(told)).toMatchObject({ status: 'failed', error: 'TypeError: no such luck' })
    for (const answer of [ended, told]) {
      expect(answer.body).not.toMatch(/args|kwargs|traceback|log|workerId/)
    }
  })

  it('answers 404 for a job that nobody knows', async () => {
    const { app } = await setup()
    const answer = await call(app, '/jobs/nobody')
    expect([answer.statusCode, bodyOf(answer).code]).toEqual([404, 'ARQ_JOB_NOT_FOUND'])
    expect((await call(app, '/jobs/nobody/events')).statusCode).toBe(404)
  })

  it('answers 503 while the store is away', async () => {
    const { app, arq } = await setup()
    arq.breakStore()
    expect((await call(app, '/jobs/x')).statusCode).toBe(503)
  })
})

describe('without a result store', () => {
  it('takes jobs, and answers 501 to questions about them', async () => {
    const app = Fastify()
    open.push(app)
    await app.register(fastifyArq, {
      transport: new MemoryTransport({ broker: new MemoryBroker() }),
      routes: { tasks: [add], authorize: anybody },
    })
    await app.ready()
    const answer = await post(app, { task: 'add', args: [1, 2] })
    expect(answer.statusCode).toBe(202)
    const { jobId } = bodyOf(answer)
    for (const url of [`/jobs/${jobId}`, `/jobs/${jobId}/events`]) {
      const refused = await call(app, url)
      expect([refused.statusCode, bodyOf(refused).code]).toEqual([501, 'ARQ_UNSUPPORTED'])
    }
  })
})

describe('the prefix', () => {
  it('stands before all paths, and before what they say', async () => {
    const { app } = await setup({ authorize: anybody, prefix: '/api' })
    expect(bodyOf(await call(app, '/jobs/x')).code).not.toBe('ARQ_JOB_NOT_FOUND')
    const payload = { task: 'add', args: [1, 2], jobId: 'a b' }
    const answer = await call(app, '/api/jobs', { method: 'POST', payload })
    expect(answer.headers['location']).toBe('/api/jobs/a%20b')
    expect(bodyOf(await call(app, '/api/jobs/a%20b'))).toMatchObject({ jobId: 'a b' })
  })
})
