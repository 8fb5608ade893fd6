import { createServer, request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { silentLogger } from '@arq/core'
import { MemoryTransport } from '@arq/memory'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { listen, nodeHandler } from '../src/index.js'
import { LiveReader } from './live-reader.js'
import { QUEUE, World } from './world.js'

let world: World
const ends: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  world = await World.open()
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
  await world.close()
})

async function serve(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  )
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
}

/** Status and body of a request whose headers `fetch` would not send. */
function rawGet(url: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .once('error', reject)
      .end()
  })
}

describe('the Node handler', () => {
  it('answers, acts and streams over HTTP', async () => {
    const { dashboard } = world.dashboard()
    const url = await serve(createServer(nodeHandler(dashboard)))
    const session = (await (await fetch(`${url}/api/session`)).json()) as { csrfToken: string }
    const headers = { 'content-type': 'application/json', 'x-arq-csrf': session.csrfToken }
    const body = JSON.stringify({ function: 'add', args: [1, 2], jobId: 'over-http', queue: QUEUE })
    const sent = await fetch(`${url}/api/jobs`, { method: 'POST', headers, body })
    expect([sent.status, await sent.json()]).toMatchObject([200, { jobId: 'over-http' }])
    const events = await fetch(`${url}/api/events`)
    const reader = new LiveReader(events)
    await reader.until('overview')
    await reader.cancel()
  })

  it('keeps no server open that closes, also when a page listened', async () => {
    const { dashboard } = world.dashboard()
    const server = createServer({ keepAliveTimeout: 600_000 }, nodeHandler(dashboard))
    const url = await serve(server)
    const events = await fetch(`${url}/api/events`)
    const closed = new Promise((resolve) => server.close(resolve))
    await dashboard.close()
    await closed
    await events.body?.cancel()
  })

  it('works below a path that the server takes off, with a body that is read already', async () => {
    const { dashboard } = world.dashboard()
    const handle = nodeHandler(dashboard)
    const url = await serve(
      createServer((request, response) => {
        // As Express mounts, and as its parser of JSON leaves a request.
        const originalUrl = request.url ?? ''
        const chunks: Buffer[] = []
        request.on('data', (chunk: Buffer) => chunks.push(chunk))
        request.once('end', () => {
          const text = Buffer.concat(chunks).toString()
          const mounted = Object.assign(request, {
            originalUrl,
            url: originalUrl.replace(/^\/arq/, '') || '/',
            ...(text === '' ? {} : { body: JSON.parse(text) as unknown }),
          })
          handle(mounted, response)
        })
      }),
    )
    const bare = await fetch(`${url}/arq`, { redirect: 'manual' })
    expect([bare.status, bare.headers.get('location')]).toEqual([308, 'arq/'])
    const session = (await (await fetch(`${url}/arq/api/session`)).json()) as { csrfToken: string }
    const sent = await fetch(`${url}/arq/api/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-arq-csrf': session.csrfToken },
      body: JSON.stringify({ function: 'add', args: [1, 2], queue: QUEUE }),
    })
    expect(await sent.json()).toMatchObject({ isEnqueued: true })
  })

  it('hands the request of the server to authorize', async () => {
    const { dashboard } = world.dashboard({
      authorize: (_request, raw) => (raw as { user?: string }).user === 'admin',
    })
    const handle = nodeHandler(dashboard)
    const url = await serve(
      createServer((request, response) => {
        const user = request.headers.authorization === 'admin' ? 'admin' : undefined
        handle(Object.assign(request, { user }), response)
      }),
    )
    expect((await fetch(`${url}/api/audit`)).status).toBe(401)
    const headers = { authorization: 'admin' }
    expect((await fetch(`${url}/api/audit`, { headers })).status).toBe(200)
  })
})

describe('listen', () => {
  const settings = () => ({
    transport: new MemoryTransport({ broker: world.broker }),
    queues: [QUEUE],
    logger: silentLogger,
  })

  it('asks nobody on this machine, and answers to no foreign name', async () => {
    const dashboard = await listen(settings(), { port: 0 })
    ends.push(() => dashboard.close())
    expect(new URL(dashboard.url).hostname).toBe('127.0.0.1')
    const session = await fetch(`${dashboard.url}api/session`)
    expect(await session.json()).toMatchObject({ permissions: ['view', 'act', 'enqueue'] })
    expect(await rawGet(`${dashboard.url}api/session`, 'evil.test')).toBe(421)
    expect(await rawGet(`${dashboard.url}api/session`, 'localhost:80')).toBe(200)
  })

  it.each(['0.0.0.0', '::', '192.0.2.1', 'arq.example'])(
    'does not open itself to all at %s',
    async (host) => {
      await expect(listen(settings(), { host, port: 0 })).rejects.toMatchObject({
        code: 'ARQ_CONFIG_INVALID',
      })
    },
  )

  it('listens beyond this machine with a token, and asks for it', async () => {
    const token = 'a token of some length'
    const dashboard = await listen({ ...settings(), token }, { host: '0.0.0.0', port: 0 })
    ends.push(() => dashboard.close())
    const { port } = new URL(dashboard.url)
    const at = `http://127.0.0.1:${port}/api/audit`
    expect((await fetch(at)).status).toBe(401)
    expect((await fetch(at, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200)
  })

  it('closes although a page listens', async () => {
    const dashboard = await listen(settings(), { port: 0 })
    const reader = new LiveReader(await fetch(`${dashboard.url}api/events`))
    await reader.until('overview')
    await dashboard.close()
    await expect(fetch(dashboard.url)).rejects.toThrow()
  })
})
