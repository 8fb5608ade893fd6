import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { type Asked, ORIGIN, QUEUE, World } from './world.js'

let world: World
let asked: Asked
beforeAll(async () => {
  world = await World.open()
  asked = world.dashboard()
})
afterAll(() => world.close())

const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  asked.dashboard.fetch(new Request(`${ORIGIN}${path}`, { headers }))

describe('every answer', () => {
  it('is data that cannot be framed, sniffed or kept', async () => {
    for (const path of ['/api/session', '/api/overview', '/api/nothing', '/nothing']) {
      const { headers } = await get(path)
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  it('says what is wrong in the language that is asked for', async () => {
    const chinese = await get('/api/nothing', { 'accept-language': 'zh-CN,zh;q=0.9' })
    expect(await chinese.json()).toMatchObject({
      error: { code: 'not_found', message: 'api/nothing 处没有内容', retryable: false },
    })
    const english = await get('/api/nothing?lang=en', { 'accept-language': 'zh' })
    expect(await english.json()).toMatchObject({
      error: { message: 'There is nothing at api/nothing' },
    })
  })

  it('carries hostile text as text', async () => {
    const script = '<script>alert(1)</script>'
    const jobId = await world.failedJob(script)
    const response = await asked.ask('job', { params: { jobId } })
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(await response.json()).toMatchObject({ job: { args: [script] } })
  })
})

describe('a request that is wrong', () => {
  it('is refused by its path, its method, its type and its size', async () => {
    expect(await asked.refusal('job', { params: { jobId: '..' } })).toMatch(/^404 /)
    expect((await get('/api/jobs/%E0%A4%A')).status).toBe(404)
    const put = new Request(`${ORIGIN}/api/overview`, { method: 'PUT' })
    expect((await asked.dashboard.fetch(put)).status).toBe(405)
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect(await asked.refusal('enqueueJob', { headers: form })).toBe('415 not_json')
    const small = world.dashboard({ bodyLimit: 100 })
    const body = { function: 'add', args: ['x'.repeat(200)] }
    expect(await small.refusal('enqueueJob', { body })).toBe('413 too_large')
  })

  it.each([
    ['deadLetters', { each: '2' }],
    ['deadLetters', { since: 'whenever' }],
    ['cron', { count: '0' }],
    ['poll', { topics: 'overview,secrets' }],
    ['jobs', { limt: '3' }],
  ] as const)('%s does not take %j', async (name, query) => {
    const response = await asked.ask(name, { query: { ...query } })
    expect(response.status).toBe(422)
    const [path] = Object.keys(query)
    expect(await response.json()).toMatchObject({ error: { code: 'invalid', path } })
  })

  it('of an enqueue names the place', async () => {
    const response = await asked.ask('enqueueJob', { body: { function: '', args: {} } })
    expect(await response.json()).toMatchObject({ error: { code: 'invalid', path: 'function' } })
    const late = { function: 'add', args: [1, 2], deferBy: 'later', queue: QUEUE }
    expect(await asked.refusal('enqueueJob', { body: late })).toBe('422 ARQ_CONFIG_INVALID')
  })
})

describe('mounted', () => {
  it('answers with its prefix and without it', async () => {
    asked = world.dashboard({ prefix: '/admin/arq' })
    expect((await get('/admin/arq/api/overview')).status).toBe(200)
    expect((await get('/api/overview')).status).toBe(200)
    expect((await get('/admin/other/api/overview')).status).toBe(404)
    const bare = await get('/admin/arq')
    expect([bare.status, bare.headers.get('location')]).toEqual([308, 'arq/'])
  })

  it('hands what the server gave with a request to authorize', async () => {
    asked = world.dashboard({ authorize: (_request, raw) => raw === 'admin' })
    const request = () => new Request(`${ORIGIN}/api/overview`)
    expect((await asked.dashboard.fetch(request(), 'admin')).status).toBe(200)
    expect((await asked.dashboard.fetch(request())).status).toBe(401)
  })
})
