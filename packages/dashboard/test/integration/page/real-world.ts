import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { type Client, createClient } from '@arq/client'
import { type AnnouncedJob, encodeJobRecord, isoDate, silentLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { createVirtualHost, type VirtualHost } from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import * as v from 'valibot'

import { createDashboard, type Dashboard, nodeHandler } from '../../../src/index.js'
import { PageFiles } from '../../../src/static/page-files.js'
import { PAGE_FOLDER } from '../../ui/fake/page-files.js'

export const QUEUE = 'orders'

const serverUrl = (name: string): string => {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: npm test sets it`)
  return value
}

/** With a schema, so that the page has a form for it. */
const order = task({
  name: 'order',
  input: v.object({
    to: v.pipe(v.string(), v.email(), v.description('Who gets the receipt')),
    lines: v.pipe(
      v.array(
        v.object({
          sku: v.pipe(v.string(), v.nonEmpty()),
          count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(99)),
        }),
      ),
      v.minLength(1),
    ),
    speed: v.optional(v.picklist(['normal', 'express']), 'normal'),
    due: v.optional(isoDate()),
    note: v.nullish(v.string()),
  }),
  run: (_ctx, { lines, due }) => ({
    pieces: lines.reduce((sum, { count }) => sum + count, 0),
    due: due?.toISOString() ?? 'at once',
  }),
})

const approve = task('approve', async (ctx) => {
  const answer = await ctx.waitFor('approval', { timeout: '1h' })
  return { answer, receipt: await ctx.waitFor('receipt', { timeout: '1h' }) }
})

const talk = task('talk', async (ctx) => {
  const words = ctx.stream('words')
  await words.write('Hello. ')
  for await (const message of ctx.inbox) {
    if (message === 'stop') break
    await words.write(message)
  }
})

const part = task('part', (_ctx, n: number, isBad = false) => {
  if (isBad) throw new TypeError(`part ${String(n)} is broken`)
  return n
})
const whole = task('whole', async (ctx) => {
  const parts = await ctx.children<number>().results()
  return { parts: parts.length }
})

/** A broker and a store on real servers, with a worker and a dashboard that listens. */
export class RealWorld {
  readonly client: Client
  readonly url: string
  /** Tasks that fail do so while this is true. */
  isBroken = true
  readonly #host: VirtualHost
  readonly #dashboard: Dashboard
  readonly #server: Server
  readonly #worker: Worker
  readonly #running: Promise<void>
  readonly #store: RedisResultStore
  #letGo: () => void = () => undefined
  readonly #held = new Promise<void>((resolve) => {
    this.#letGo = resolve
  })

  private constructor(host: VirtualHost, parts: Parts) {
    this.#host = host
    this.client = parts.client
    this.#dashboard = parts.dashboard
    this.#server = parts.server
    const { port } = parts.server.address() as AddressInfo
    this.url = `http://127.0.0.1:${port}/`
    this.#store = parts.newStore()
    const breaks = (name: string, reason: string) =>
      task({
        name,
        params: ['order'],
        run: (_ctx, given: string) => {
          if (this.isBroken) throw new TypeError(reason)
          return `${name} of ${given}`
        },
      })
    const hold = task('hold', async (ctx) => {
      ctx.progress({ done: 1, total: 4 })
      const aborted = new Promise<void>((resolve) => {
        ctx.signal.addEventListener('abort', () => resolve())
      })
      await Promise.race([this.#held, aborted])
    })
    // One of a shop at a time.
    const visit = task({
      name: 'visit',
      params: ['shop'],
      concurrency: { key: (_shop: string) => _shop, limit: 1 },
      run: (_ctx, _shop: string) => this.#held,
    })
    this.#worker = new Worker({
      transport: parts.newTransport(),
      resultStore: parts.newStore(),
      functions: [
        order,
        breaks('ship', 'the customer has no address'),
        breaks('charge', 'the bank does not answer'),
        hold,
        approve,
        talk,
        part,
        visit,
        whole,
      ],
      workerName: 'shop',
      queueName: QUEUE,
      maxRetries: 0,
      logger: silentLogger,
    })
    this.#running = this.#worker.run()
  }

  static async open(): Promise<RealWorld> {
    const host = await createVirtualHost('dashboard-page')
    const keyPrefix = `test-dashboard-${randomUUID()}`
    const newTransport = () => new AmqpTransport({ url: host.url })
    const newStore = () => new RedisResultStore({ url: serverUrl('ARQ_TEST_REDIS_URL'), keyPrefix })
    const client = await createClient({
      ...{ transport: newTransport(), resultStore: newStore() },
      ...{ queueName: QUEUE, logger: silentLogger },
    })
    const dashboard = createDashboard({
      ...{ transport: newTransport(), resultStore: newStore(), logger: silentLogger },
      ...{ queues: [QUEUE], tasks: [order, 'ship', 'charge', 'hold'] },
      ...{ refreshEvery: '250ms', sampleEvery: '250ms' },
      authorize: () => ({ user: 'ada', permissions: ['view', 'act', 'enqueue'] }),
    })
    // The page is in dist/ alone; a dashboard that runs from src/ looks for it beside itself.
    const page = new PageFiles(PAGE_FOLDER)
    const fetch: Dashboard['fetch'] = async (request, raw) =>
      (await page.answer(new URL(request.url).pathname.slice(1), request)) ??
      dashboard.fetch(request, raw)
    const server = createServer(nodeHandler({ fetch }))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const world = new RealWorld(host, { client, dashboard, server, newTransport, newStore })
    await new Promise<void>((resolve) => world.#worker.on('workerStarted', () => resolve()))
    return world
  }

  /** @returns its id, once it has failed for good */
  async failedJob(name: 'ship' | 'charge', given: string): Promise<string> {
    const job = await this.client.enqueueJob(name, [given])
    await job.result({ timeout: '60s' }).catch(() => undefined)
    return job.id
  }

  /** @returns its id, once it runs */
  async heldJob(): Promise<string> {
    const job = await this.client.enqueueJob('hold')
    for await (const { status } of job.updates()) if (status === 'in_progress') break
    return job.id
  }

  /** @returns its id, once it waits for `approval` */
  async waitingJob(): Promise<string> {
    const job = await this.client.enqueueJob('approve')
    for await (const { deferUntil } of job.updates()) if (deferUntil) break
    return job.id
  }

  /** Writes records of jobs, as clients do that enqueue them; no message is sent. */
  async records(count: number): Promise<void> {
    const atOnce = 1_000
    await this.#store.connect()
    for (let first = 0; first < count; first += atOnce) {
      await this.#store.announce(
        Array.from({ length: Math.min(atOnce, count - first) }, (_, index) =>
          announced(`order-${first + index}`, Date.now() - (first + index)),
        ),
      )
    }
  }

  /** Breaks all connections of pages off, as a proxy does that is started anew. */
  cutOff(): void {
    this.#server.closeAllConnections()
  }

  letGo(): void {
    this.#letGo()
  }

  async close(): Promise<void> {
    await this.#dashboard.close()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
    this.letGo()
    await this.#worker.stop()
    await this.#running
    await this.client.close()
    await this.#store.close()
    await this.#host.delete()
  }
}

interface Parts {
  readonly client: Client
  readonly dashboard: Dashboard
  readonly server: Server
  readonly newTransport: () => AmqpTransport
  readonly newStore: () => RedisResultStore
}

function announced(given: string, sentMs: number): AnnouncedJob {
  const jobId = randomUUID().replaceAll('-', '')
  const enqueueTime = new Date(sentMs).toISOString()
  const text = encodeJobRecord({
    ...{ jobId, status: 'queued', functionName: 'ship', args: [given], kwargs: {} },
    ...{ queueName: QUEUE, retryCount: 0, workerId: 'pending' },
    ...{ enqueueTime, startTime: enqueueTime, createdAt: enqueueTime },
  })
  return { jobId, queueName: QUEUE, enqueueTime, text, ttlMs: 300_000 }
}
