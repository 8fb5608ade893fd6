import { type Client, createClient } from '@arq/client'
import { silentLogger, task } from '@arq/core'
import { MemoryBroker, MemoryRecords, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { Worker } from '@arq/worker'

import { type RouteName, ROUTES, type RouteTypes } from '../src/contract/index.js'
import { createDashboard, type Dashboard, type DashboardSettings } from '../src/index.js'

export const QUEUE = 'orders'
export const ORIGIN = 'http://dashboard.test'

/** Tasks of the worker: one that succeeds, one that fails, one that goes on until it is let go. */
const add = task('add', (_ctx, a: number, b: number) => a + b)
const fail = task('fail', (_ctx, order: string): string => {
  throw new TypeError(`order ${order} has no customer`)
})

/** A broker, a store, a client and a worker in memory, and the parts of a dashboard on them. */
export class World {
  readonly broker = new MemoryBroker()
  readonly records = new MemoryRecords()
  readonly worker: Worker
  readonly #started: Promise<void>
  readonly #running: Promise<void>
  readonly #dashboards: Dashboard[] = []
  readonly #jobIds: string[] = []
  readonly client: Client
  #letGo: () => void = () => undefined
  readonly #held = new Promise<void>((resolve) => {
    this.#letGo = resolve
  })

  private constructor(client: Client, parts: ReturnType<typeof partsOf>) {
    this.broker = parts.broker
    this.records = parts.records
    this.client = client
    const hold = task('hold', async (ctx) => {
      ctx.progress({ done: 1 })
      await Promise.race([
        this.#held,
        new Promise<void>((resolve) => {
          ctx.signal.addEventListener('abort', () => resolve())
        }),
      ])
    })
    const approve = task('approve', (ctx) => ctx.waitFor('approval', { timeout: '1h' }))
    const talk = task('talk', async (ctx) => {
      const words = ctx.stream('words')
      for await (const message of ctx.inbox) {
        if (message === 'stop') break
        await words.write(message)
      }
    })
    this.worker = new Worker({
      transport: new MemoryTransport({ broker: this.broker }),
      resultStore: new MemoryResultStore({ records: this.records }),
      functions: [add, fail, hold, approve, talk],
      queueName: QUEUE,
      maxRetries: 0,
      logger: silentLogger,
    })
    this.#started = new Promise((resolve) => this.worker.on('workerStarted', () => resolve()))
    this.#running = this.worker.run()
  }

  static async open(): Promise<World> {
    const parts = partsOf()
    const client = await createClient({
      transport: new MemoryTransport({ broker: parts.broker }),
      resultStore: new MemoryResultStore({ records: parts.records }),
      queueName: QUEUE,
      logger: silentLogger,
    })
    const world = new World(client, parts)
    await world.#started
    return world
  }

  /** On transports of its own, which it closes. */
  dashboard(settings: Partial<DashboardSettings> = {}): Asked {
    const dashboard = createDashboard({
      transport: new MemoryTransport({ broker: this.broker }),
      resultStore: new MemoryResultStore({ records: this.records }),
      queues: [QUEUE],
      logger: silentLogger,
      refreshEvery: '250ms',
      sampleEvery: '250ms',
      authorize: () => ({ user: 'ada', permissions: ['view', 'act', 'enqueue'] }),
      ...settings,
    })
    this.#dashboards.push(dashboard)
    return new Asked(dashboard)
  }

  /** @returns its id, once it has failed for good */
  async failedJob(order = '7', queueName = QUEUE): Promise<string> {
    const job = await this.client.enqueueJob('fail', [order], { queueName })
    this.#jobIds.push(job.id)
    await job.result({ timeout: '20s' }).catch(() => undefined)
    return job.id
  }

  async deferredJob(): Promise<string> {
    const { id } = await this.client.enqueueJob('add', [1, 2], { deferBy: '1h' })
    this.#jobIds.push(id)
    return id
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
    this.#jobIds.push(job.id)
    return job.id
  }

  /** Of the jobs that were made here. */
  async statuses(): Promise<readonly (readonly [string, string | undefined])[]> {
    const statuses = this.#jobIds.map((id) => this.client.getJobStatus(id))
    return (await Promise.all(statuses)).map((status, at) => [this.#jobIds[at] ?? '', status])
  }

  letGo(): void {
    this.#letGo()
  }

  async close(): Promise<void> {
    for (const dashboard of this.#dashboards) await dashboard.close()
    this.letGo()
    await this.worker.stop()
    await this.#running
    await this.client.close()
  }
}

const partsOf = () => ({ broker: new MemoryBroker(), records: new MemoryRecords() })

export interface AskOptions {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** `undefined`: the header is not sent. */
  readonly headers?: Readonly<Record<string, string | undefined>>
}

/** The address of a route. */
export function addressOf(name: RouteName, { params = {}, query = {} }: AskOptions = {}): string {
  const path = ROUTES[name].path.replace(/:(\w+)/g, (_all, key: string) =>
    encodeURIComponent(params[key] ?? `some-${key}`),
  )
  const search = new URLSearchParams(query).toString()
  return `${ORIGIN}/${path}${search === '' ? '' : `?${search}`}`
}

/** A dashboard, asked as its page asks. */
export class Asked {
  readonly dashboard: Dashboard
  #csrf: string | undefined

  constructor(dashboard: Dashboard) {
    this.dashboard = dashboard
  }

  async ask(name: RouteName, options: AskOptions = {}): Promise<Response> {
    const { method } = ROUTES[name]
    const isGet = method === 'GET'
    if (!isGet) this.#csrf ??= await this.csrf()
    const given: Readonly<Record<string, string | undefined>> = {
      ...(isGet ? {} : { 'x-arq-csrf': this.#csrf, 'content-type': 'application/json' }),
      ...options.headers,
    }
    const headers = Object.entries(given).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    )
    return this.dashboard.fetch(
      new Request(addressOf(name, options), {
        method,
        headers,
        ...(isGet ? {} : { body: JSON.stringify(options.body ?? {}) }),
      }),
    )
  }

  /** What it answers, when it does as it was asked. */
  async get<N extends RouteName>(
    name: N,
    options: AskOptions = {},
  ): Promise<RouteTypes[N]['answer']> {
    const response = await this.ask(name, options)
    if (response.status >= 300) {
      throw new Error(`${name}: ${String(response.status)} ${await response.text()}`)
    }
    return (await response.json()) as RouteTypes[N]['answer']
  }

  /** `status code`, when it refuses. */
  async refusal(name: RouteName, options: AskOptions = {}): Promise<string> {
    const response = await this.ask(name, options)
    const answer = (await response.json()) as { readonly error?: { readonly code: string } }
    return `${String(response.status)} ${answer.error?.code ?? 'done'}`
  }

  async csrf(): Promise<string> {
    const response = await this.dashboard.fetch(new Request(addressOf('session')))
    return ((await response.json()) as RouteTypes['session']['answer']).csrfToken
  }
}
