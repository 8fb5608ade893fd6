import type { Job } from '@arq/client'
import type { JobContext } from '@arq/core'
import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { afterEach, describe, expect, it } from '@jest/globals'
import { Controller, Headers, Param, SetMetadata, Sse } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'

import {
  ArqClient,
  ArqModule,
  getClientToken,
  InjectClient,
  jobEvents,
  Processor,
  signalController,
  type SignalControllerOptions,
  SignalLinks,
  streamEvents,
  Task,
} from '../src/index.js'
import { closeApplications, moduleOf, willClose } from './application.js'
import { readEvents } from './read-events.js'

afterEach(closeApplications)

@Processor()
class Talks {
  @Task({ streams: true })
  async talk(ctx: JobContext) {
    const words = ctx.stream<string>('words')
    await words.write('你好')
    for await (const message of ctx.inbox) {
      if (message === 'stop') return 'stopped'
      ctx.progress(message)
      await words.write(String(message))
    }
    return undefined
  }

  @Task()
  ask(ctx: JobContext) {
    return ctx.waitFor('approval', { timeout: '3d' })
  }
}

@Controller('jobs/:id')
class Jobs {
  constructor(@InjectClient() private readonly arq: ArqClient) {}

  @Sse('events')
  events(@Param('id') id: string, @Headers('last-event-id') after?: string) {
    return jobEvents(this.arq.getJob(id), { after, heartbeat: '50ms' })
  }

  @Sse('words')
  words(@Param('id') id: string, @Headers('last-event-id') after?: string) {
    return streamEvents(this.arq.getJob(id), 'words', { after, heartbeat: '50ms' })
  }
}

const KEYS = [{ id: 'k1', secret: 'a secret of more than thirty-two bytes' }]
const links = new SignalLinks({ keys: KEYS, url: 'https://shop.example/signals' })

/** A web server with these routes, and a worker. */
async function setup(
  options: SignalControllerOptions = { links },
  providers: readonly object[] = [],
) {
  const transport = new MemoryTransport({ broker: new MemoryBroker() })
  const arq = ArqModule.forRoot({ transport, resultStore: new MemoryResultStore() })
  const root = moduleOf({
    imports: [arq],
    controllers: [Jobs, signalController(options)],
    providers: [Talks, ...(providers as never[])],
  })
  const app = willClose(await NestFactory.create(root, { logger: false, abortOnError: false }))
  await app.listen(0, '127.0.0.1')
  const url = await app.getUrl()
  return {
    app,
    url,
    client: app.get(ArqClient),
    pathOf: (link: string) => url + new URL(link).pathname + new URL(link).search,
  }
}

const talking = (client: ArqClient): Promise<Job> => client.enqueueJob('talk', [])

describe('jobEvents', () => {
  it('tells each change, and the end, and a browser that comes again that there is no more', async () => {
    const { url, client } = await setup()
    const job = await talking(client)
    await job.send('half')
    const events = readEvents(await fetch(`${url}/jobs/${job.id}/events`))
    let event = (await events.next()).value
    while (event?.data?.['progress'] !== 'half') event = (await events.next()).value
    expect(event).toMatchObject({ event: 'update', data: { jobId: job.id, task: 'talk' } })
    expect(event.data).not.toHaveProperty('args')
    await job.send('stop')
    while (event?.event !== 'end') event = (await events.next()).value
    expect(event).toMatchObject({ id: 'end', data: { status: 'completed', result: 'stopped' } })
    expect((await events.next()).done).toBe(true)
    const headers = { 'last-event-id': 'end' }
    expect((await fetch(`${url}/jobs/${job.id}/events`, { headers })).status).toBe(204)
  })

  it('answers 404 for a job of which nothing is known', async () => {
    const { url } = await setup()
    const answer = await fetch(`${url}/jobs/nobody/events`)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('nobody')
  })
})

describe('streamEvents', () => {
  it('gives each item under its id, goes on behind the one that was seen, and is kept open meanwhile', async () => {
    const { url, client } = await setup()
    const job = await talking(client)
    const leave = new AbortController()
    const { signal } = leave
    const first = readEvents(await fetch(`${url}/jobs/${job.id}/words`, { signal }))
    const { value: hello } = await first.next()
    expect(hello).toMatchObject({ event: 'item', data: { value: '你好', jobTry: 1, missed: 0 } })
    // A silence in between has the id of what was seen last.
    const { value: silence } = await first.next()
    expect(silence).toEqual({ event: 'silence', id: hello?.id, data: undefined })
    leave.abort()
    await job.send('more')
    const headers = { 'last-event-id': silence?.id ?? '' }
    const second = readEvents(await fetch(`${url}/jobs/${job.id}/words`, { headers }))
    const items: unknown[] = []
    for await (const { event, data } of second) {
      if (event === 'item') items.push(data?.['value'])
      if (items.length === 1) await job.send('stop')
    }
    expect(items).toEqual(['more'])
  })

  it('refuses an id that is none of the stream', async () => {
    const { url, client } = await setup()
    const job = await talking(client)
    const headers = { 'last-event-id': '!' }
    expect((await fetch(`${url}/jobs/${job.id}/words`, { headers })).status).toBe(400)
    await job.send('stop')
  })
})

describe('signalController', () => {
  it('asks by GET, and gives the signal by POST alone', async () => {
    const { client, pathOf } = await setup()
    const job = await client.enqueueJob('ask', [])
    const link = { jobId: job.id, signal: 'approval', payload: 'yes', expires: '3d' } as const
    const path = pathOf(links.url({ ...link, title: 'Refund <20 €>?' }))
    const page = await fetch(path, { headers: { 'accept-language': 'zh-CN' } })
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await page.text()).toMatch(/<h1>Refund &#60;20 €&#62;\?<\/h1>.*确认/)
    expect((await job.signals()).filter(({ state }) => state === 'given')).toEqual([])
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const given = await fetch(path, { method: 'POST', headers: form, body: '' })
    expect(given.status).toBe(200)
    expect(await given.text()).toContain('Your answer is recorded')
    expect(await job.result({ timeout: 10 })).toBe('yes')
    expect((await fetch(path, { method: 'POST' })).status).toBe(410)
    expect((await fetch(`${path}x`, { method: 'POST' })).status).toBe(404)
  })

  it('takes its links from a provider, stands where it is told, and wears what it is given', async () => {
    const IS_PUBLIC = 'isPublic'
    const options = { path: 'answers', decorators: [SetMetadata(IS_PUBLIC, true)] }
    const { pathOf } = await setup(options, [{ provide: SignalLinks, useValue: links }])
    const url = links.url({ jobId: 'nobody', signal: 'approval', expires: '3d' })
    const path = pathOf(url.replace('/signals', '/answers'))
    expect((await fetch(path)).status).toBe(200)
    expect((await fetch(path, { method: 'POST' })).status).toBe(404)
    expect(Reflect.getMetadata(IS_PUBLIC, signalController(options))).toBe(true)
  })

  it('without links does not start, and Nest names what is missing', async () => {
    const client = { provide: getClientToken(), useValue: {} }
    const root = moduleOf({ controllers: [signalController()], providers: [client] })
    const starting = NestFactory.create(root, { logger: false, abortOnError: false })
    await expect(starting).rejects.toThrow(/SignalLinks/)
  })
})
