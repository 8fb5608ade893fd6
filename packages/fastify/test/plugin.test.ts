import { createClient } from '@arq/client'
import { task } from '@arq/core'
import { MemoryBroker, MemoryTransport } from '@arq/memory'
import { afterEach, describe, expect, it } from '@jest/globals'
import Fastify, { type FastifyInstance } from 'fastify'

import { fastifyArq } from '../src/index.js'
import { call } from './call.js'

const add = task('add', (_ctx, a: number, b: number) => a + b)
const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close()
})

function newApp(options = {}): FastifyInstance {
  const app = Fastify(options)
  open.push(app)
  return app
}

/** A transport that says what was done with it. */
class WatchedTransport extends MemoryTransport {
  readonly told: string[] = []
  override async acquire() {
    this.told.push('opened')
    const release = await super.acquire()
    return async () => {
      this.told.push('closed')
      await release()
    }
  }
}

describe('fastify.arq', () => {
  it('is opened before the server is ready, and closed with it', async () => {
    const transport = new WatchedTransport()
    const app = newApp()
    await app.register(fastifyArq, { transport })
    expect(transport.told).toEqual([])
    expect(() => app.arq).toThrow(/from `ready`/)
    await app.ready()
    expect(transport.told).toEqual(['opened'])
    expect((await app.arq.enqueueJob(add, [1, 2])).queueName).toBe('default')
    await app.close()
    expect(transport.told).toEqual(['opened', 'closed'])
    await expect(app.arq.enqueueJob(add, [1, 2])).rejects.toMatchObject({ code: 'ARQ_CLOSED' })
  })

  it('keeps the server from starting when it cannot be opened', async () => {
    const transport = new WatchedTransport()
    transport.acquire = () => Promise.reject(new Error('no broker'))
    const app = newApp()
    await app.register(fastifyArq, { transport })
    await expect(app.ready()).rejects.toThrow('no broker')
  })

  it('is there where it was registered, and below', async () => {
    const app = newApp()
    await app.register(async (scope) => {
      await scope.register(fastifyArq, { transport: new MemoryTransport() })
      scope.get('/inner', () => 'arq' in scope)
      await scope.register(async (below) => {
        below.get('/below', () => below.arq.constructor.name)
      })
    })
    app.get('/outer', () => 'arq' in app)
    await app.ready()
    const bodies = await Promise.all(['/inner', '/below', '/outer'].map((url) => call(app, url)))
    expect(bodies.map(({ body }) => body)).toEqual(['true', 'Client', 'false'])
  })

  it('may be two, in two scopes', async () => {
    const app = newApp()
    const queues = ['mail', 'images']
    for (const queueName of queues) {
      await app.register(async (scope) => {
        await scope.register(fastifyArq, { transport: new MemoryTransport(), queueName })
        scope.get(`/${queueName}`, async () => (await scope.arq.enqueueJob(add, [1, 2])).queueName)
      })
    }
    const bodies = await Promise.all(queues.map((queue) => call(app, `/${queue}`)))
    expect(bodies.map(({ body }) => body)).toEqual(queues)
  })

  it('may be a client of yours, which stays open', async () => {
    const client = await createClient({
      transport: new MemoryTransport({ broker: new MemoryBroker() }),
    })
    open.push(client)
    const app = newApp()
    await app.register(fastifyArq, { client })
    expect(app.arq).toBe(client)
    await app.close()
    expect((await client.enqueueJob(add, [1, 2])).jobId).toBeTruthy()
    const both = newApp()
    both.register(fastifyArq, { client, queueName: 'x' } as never)
    await expect(both.ready()).rejects.toThrow(/queueName/)
  })

  it('leaves errors and hooks of the application alone', async () => {
    const app = newApp()
    await app.register(fastifyArq, { transport: new MemoryTransport(), routes: {} })
    app.get('/fails', () => {
      throw new Error('mine')
    })
    expect((await call(app, '/fails')).json()).toMatchObject({ statusCode: 500, message: 'mine' })
  })

  it('refuses wrong options by name', async () => {
    const transport = new MemoryTransport()
    const wrong = [
      [{ transport, queuename: 'x' }, /queueName/],
      [{ transport, routes: { autorize: () => true } }, /authorize/],
      [{ transport, routes: { tasks: [1] } }, /function/],
      [{ transport, routes: { prefix: 'api' } }, /prefix/],
    ] as const
    for (const [options, words] of wrong) {
      const app = newApp()
      app.register(fastifyArq, options as never)
      await expect(app.ready()).rejects.toThrow(words)
    }
  })

  it("says in Fastify's log what it has to say", async () => {
    const lines: string[] = []
    const stream = { write: (line: string) => void lines.push(line) }
    const app = newApp({ logger: { level: 'warn', stream } })
    await app.register(fastifyArq, { transport: new MemoryTransport() })
    await app.ready()
    await app.arq.enqueueJob(add, [1, 2], { jobId: 'not unique without a store' })
    expect(lines.map((line) => JSON.parse(line) as { level: number })).toMatchObject([
      { level: 40 },
    ])
  })
})
