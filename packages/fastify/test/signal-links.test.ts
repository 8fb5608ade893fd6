import { createHmac } from 'node:crypto'

import { task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { createTestArq } from '@arq/testing'
import { afterEach, describe, expect, it } from '@jest/globals'
import Fastify from 'fastify'

import { fastifyArq, SignalLinks } from '../src/index.js'
import { call } from './call.js'

const KEY = { id: 'k2', secret: 'a secret of more than thirty-two bytes' }
const OLD_KEY = { id: 'k1', secret: 'an older secret of thirty-two bytes and more' }
const URL_OF_PAGE = 'https://shop.example/signals'

const refund = task('refund', () => undefined)

const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close()
})

async function setup() {
  const arq = await createTestArq({ functions: [refund], maxRetries: 0 })
  open.push(arq)
  const links = new SignalLinks({ keys: [KEY, OLD_KEY], url: URL_OF_PAGE, clock: arq.clock })
  const app = Fastify()
  open.push(app)
  await app.register(fastifyArq, { client: arq.client, signals: { links } })
  await app.ready()
  const job = await arq.client.enqueueJob(refund, [], { deferBy: '1d' })
  return { arq, app, links, job }
}

/** What the application is asked for when somebody opens a link. */
const pathOf = (url: string): string => url.slice('https://shop.example'.length)

const link = { signal: 'approval', payload: { approved: true }, expires: '3d' } as const

describe('a link', () => {
  it('asks by GET, and gives the signal by POST alone', async () => {
    const { app, links, job, arq } = await setup()
    const path = pathOf(links.url({ ...link, jobId: job.jobId, title: 'Refund <20 €>?' }))
    for (const method of ['GET', 'HEAD', 'GET']) {
      const page = await call(app, path, { method })
      expect(page.statusCode).toBe(200)
      if (method === 'GET') expect(page.body).toContain('<h1>Refund &#60;20 €&#62;?</h1>')
    }
    // None of these was taken for it: this one is the first.
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const given = await call(app, path, { method: 'POST', headers: form, payload: '' })
    expect(given.statusCode).toBe(200)
    expect(given.body).toContain('Your answer is recorded')
    expect(given.body).not.toContain('<form')
    expect(await arq.client.signal(job.jobId, 'approval', { approved: false })).toBe('already')
  })

  it('says whose answer counts, and that the job has ended', async () => {
    const { app, links, job, arq } = await setup()
    const path = pathOf(links.url({ ...link, jobId: job.jobId }))
    await job.signal('approval', false)
    const late = await call(app, path, { method: 'POST' })
    expect(late.statusCode).toBe(409)
    expect(late.body).toContain('The first answer counts')
    await arq.clock.advance('1d')
    const ended = await call(app, path, { method: 'POST' })
    expect(ended.statusCode).toBe(410)
    expect(ended.body).toContain('the job has ended')
  })

  it('speaks Chinese to those who prefer it', async () => {
    const { app, links, job } = await setup()
    const path = pathOf(links.url({ ...link, jobId: job.jobId }))
    const headers = { 'accept-language': 'zh-CN,zh;q=0.9' }
    expect((await call(app, path, { headers })).body).toContain(`向任务 ${job.jobId} 发出信号`)
    expect((await call(app, path, { headers, method: 'POST' })).body).toContain('答复已记录')
  })

  it('of a job of which nothing is known says so', async () => {
    const { app, links } = await setup()
    const path = pathOf(links.url({ ...link, jobId: 'nobody' }))
    expect((await call(app, path, { method: 'POST' })).statusCode).toBe(404)
  })

  it('can be tried again when the store is away', async () => {
    const { app, links, job, arq } = await setup()
    const path = pathOf(links.url({ ...link, jobId: job.jobId }))
    arq.breakStore()
    const away = await call(app, path, { method: 'POST' })
    expect(away.statusCode).toBe(503)
    expect(away.body).toContain('<form method="post">')
    arq.mendStore()
    expect((await call(app, path, { method: 'POST' })).statusCode).toBe(200)
  })

  it('is kept by nobody, framed by nobody, and told to nobody', async () => {
    const { app, links, job } = await setup()
    const { headers } = await call(app, pathOf(links.url({ ...link, jobId: job.jobId })))
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    })
  })
})

describe('a token', () => {
  it('is over after its time', async () => {
    const { app, links, job, arq } = await setup()
    const path = pathOf(links.url({ ...link, jobId: job.jobId, expires: '1h' }))
    await arq.clock.advance('59m')
    expect((await call(app, path)).statusCode).toBe(200)
    await arq.clock.advance('1m')
    for (const method of ['GET', 'POST']) {
      const over = await call(app, path, { method })
      expect(over.statusCode).toBe(410)
      expect(over.body).toContain('Its time is over')
    }
    expect(await job.signal('approval')).toBe('accepted')
  })

  it('is good under an older key, and not under one that is gone', () => {
    const old = new SignalLinks({ keys: [OLD_KEY], url: URL_OF_PAGE })
    const token = tokenOf(old.url({ ...link, jobId: 'j1' }))
    expect(new SignalLinks({ keys: [KEY, OLD_KEY], url: URL_OF_PAGE }).read(token)).toMatchObject({
      ...{ jobId: 'j1', signal: 'approval', payload: { approved: true } },
    })
    expect(new SignalLinks({ keys: [KEY], url: URL_OF_PAGE }).read(token)).toBe('invalid')
    expect(
      tokenOf(
        new SignalLinks({ keys: [KEY, OLD_KEY], url: URL_OF_PAGE }).url({ ...link, jobId: 'j1' }),
      ),
    ).toContain('.')
  })

  it('that was changed in any character is refused by GET and POST, and gives nothing', async () => {
    const { app, links, job } = await setup()
    const token = tokenOf(links.url({ ...link, jobId: job.jobId }))
    const claims = token.split('.')[0]!
    const forged = [
      '',
      '.',
      claims,
      `${claims}.`,
      `${token}.x`,
      token.toUpperCase(),
      ...[0, 5, claims.length - 1, claims.length + 1, claims.length + 20].map((at) =>
        withOther(token, at),
      ),
      // Signed by the right secret for another purpose.
      `${claims}.${createHmac('sha256', KEY.secret).update(claims).digest('base64url')}`,
    ]
    for (const each of forged) {
      for (const method of ['GET', 'POST']) {
        const answer = await call(app, `/signals?token=${each}`, { method })
        expect([each, answer.statusCode]).toEqual([each, 404])
      }
    }
    expect((await call(app, '/signals')).statusCode).toBe(404)
    expect((await call(app, '/signals?token=a&token=b')).statusCode).toBe(404)
    expect(await job.signal('approval')).toBe('accepted')
  })
})

describe('the settings of links', () => {
  const wrong = (settings: object) => () =>
    new SignalLinks({ keys: [KEY], url: URL_OF_PAGE, ...settings })

  it.each([
    [
      'a short secret',
      { keys: [{ id: 'a', secret: 'short' }] },
      'keys.0.secret: must have at least 32 bytes',
    ],
    ['no key', { keys: [] }, 'keys: '],
    ['two keys of one id', { keys: [KEY, KEY] }, 'keys: has two keys of one id'],
    ['an address with a query', { url: 'https://shop.example/?a=1' }, 'url: must be a URL'],
    ['no address', { url: '/signals' }, 'url: must be a URL'],
  ])('%s is refused', (_words, settings, message) => {
    expect(wrong(settings)).toThrow(message)
  })

  it('a link that mails would cut is refused', () => {
    const links = new SignalLinks({ keys: [KEY], url: URL_OF_PAGE, clock: new ManualClock() })
    expect(() => links.url({ ...link, jobId: 'j1', payload: 'x'.repeat(2000) })).toThrow(
      'makes a link of',
    )
    expect(() => links.url({ ...link, jobId: 'j1', signal: '' })).toThrow('signal: ')
  })
})

const tokenOf = (url: string): string => new URL(url).searchParams.get('token') ?? ''

const withOther = (token: string, at: number): string =>
  `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
