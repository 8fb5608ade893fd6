import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import {
  CSRF_HEADER,
  type LiveEvent,
  type OperationView,
  type Permission,
  type RouteName,
  ROUTES,
  type SessionView,
  type StreamEvent,
} from '../../../src/contract/index.js'
import { FakeAnswers } from './fake-answers.js'
import { fakeItems } from './fake-stream.js'
import { readPageFile } from './page-files.js'

/** What a test wants of the server. */
export interface FakeOptions {
  readonly permissions?: readonly Permission[]
  readonly features?: Partial<SessionView['features']>
  readonly user?: string | null
  readonly hasLogin?: boolean
  readonly jobCount?: number
  /** Nothing has happened yet: no job, no letter, no worker. */
  readonly isEmpty?: boolean
}

/** An act that came over the wire. */
export interface SeenAct {
  readonly route: RouteName
  readonly params: Readonly<Record<string, string>>
  readonly body: unknown
}

const TOKEN = 'fake-csrf-token'
const ALL_FEATURES: SessionView['features'] = {
  jobs: true,
  signals: true,
  flows: true,
  keys: true,
  search: true,
  durations: true,
  control: true,
  alarms: true,
  cron: true,
  cronPause: true,
  delay: true,
}

/** A server that speaks the contract, and remembers what was done to it. */
export class FakeDashboard {
  readonly acts: SeenAct[] = []
  readonly answers: FakeAnswers
  /** Routes that fail, each with its code and message. */
  readonly failing = new Map<RouteName, { readonly code: string; readonly message: string }>()
  /** The stream of events is refused: the page has to ask. */
  refusesEvents = false
  isLoggedIn: boolean
  readonly #options: FakeOptions
  readonly #server: Server
  readonly #streams = new Set<ServerResponse>()

  private constructor(options: FakeOptions) {
    this.#options = options
    this.answers = new FakeAnswers(options, (event) => this.send(event))
    this.isLoggedIn = options.hasLogin !== true
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        response.statusCode = 500
        response.end(String(error))
      })
    })
  }

  static async start(options: FakeOptions = {}, port = 0): Promise<FakeDashboard> {
    const fake = new FakeDashboard(options)
    await fake.listen(port)
    return fake
  }

  get port(): number {
    const address = this.#server.address() as AddressInfo | null
    return address?.port ?? 0
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}/arq/`
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', () => resolve())
    })
  }

  /** Ends as a server does that is killed: open connections break off. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    this.#streams.clear()
    await closed
  }

  /** To every page that listens. */
  send(event: LiveEvent): void {
    for (const stream of this.#streams) stream.write(`data: ${JSON.stringify(event)}\n\n`)
  }

  operation(operation: OperationView): void {
    this.answers.keepOperation(operation)
    this.send({ type: 'operation', operation })
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (!url.pathname.startsWith('/arq/')) {
      response.statusCode = 404
      response.end()
      return
    }
    const path = url.pathname.slice('/arq/'.length)
    if (!path.startsWith('api/')) {
      await readPageFile(path, response)
      return
    }
    const found = routeOf(request.method ?? 'GET', path)
    if (!found) {
      refuse(response, 404, 'not_found', `there is no ${path}`)
      return
    }
    const query = Object.fromEntries(url.searchParams)
    const { name, params } = found
    const body = await bodyOf(request)
    if (!this.#isAllowed(name, request, response)) return
    const failure = this.failing.get(name)
    if (failure) {
      refuse(response, 500, failure.code, failure.message)
      return
    }
    if (name === 'events') {
      this.#stream(query, request, response)
      return
    }
    if (name === 'stream') {
      streamItems(params['stream'] ?? '', request, response)
      return
    }
    if (ROUTES[name].method !== 'GET') this.acts.push({ route: name, params, body })
    if (name === 'login') this.isLoggedIn = true
    if (name === 'logout') this.isLoggedIn = false
    const isAboutSession = name === 'session' || name === 'login' || name === 'logout'
    const answer = isAboutSession
      ? this.#session()
      : this.answers.answer(name, { params, query, body })
    if (answer === undefined) refuse(response, 404, 'ARQ_JOB_NOT_FOUND', 'There is no such job')
    else json(response, name === 'redrive' || name === 'purge' ? 202 : 200, answer)
  }

  #session(): SessionView {
    const { permissions = ['view', 'act', 'enqueue'], user = 'mara', hasLogin } = this.#options
    return {
      version: '1.4.0',
      user: this.isLoggedIn ? user : null,
      permissions: this.isLoggedIn ? permissions : [],
      csrfToken: TOKEN,
      hasLogin: hasLogin ?? false,
      features: { ...ALL_FEATURES, ...this.#options.features },
      pollEveryMs: 500,
    }
  }

  #isAllowed(name: RouteName, request: IncomingMessage, response: ServerResponse): boolean {
    const { permission, method } = ROUTES[name]
    if (permission === 'none') return true
    const { permissions } = this.#session()
    if (!this.isLoggedIn) refuse(response, 401, 'unauthenticated', 'Log in')
    else if (!permissions.includes(permission)) refuse(response, 403, 'forbidden', 'You may not')
    else if (method !== 'GET' && request.headers[CSRF_HEADER] !== TOKEN) {
      refuse(response, 403, 'csrf', 'Ask for the session again')
    } else return true
    return false
  }

  #stream(
    query: Readonly<Record<string, string>>,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    if (this.refusesEvents) {
      refuse(response, 429, 'busy', 'Too many connections')
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    for (const event of this.answers.events(query)) {
      response.write(`data: ${JSON.stringify(event)}\n\n`)
    }
    this.#streams.add(response)
    request.once('close', () => this.#streams.delete(response))
  }
}

function routeOf(method: string, path: string) {
  for (const [name, route] of Object.entries(ROUTES)) {
    if (route.method !== method) continue
    const names = [...route.path.matchAll(/:(\w+)/g)].map(([, part]) => part ?? '')
    const found = new RegExp(`^${route.path.replace(/:\w+/g, '([^/]+)')}$`).exec(path)
    if (!found) continue
    const params = names.map((part, index) => [part, decodeURIComponent(found[index + 1] ?? '')])
    // The entries of ROUTES have its names.
    return { name: name as RouteName, params: Object.fromEntries(params) as Record<string, string> }
  }
  return undefined
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk)
  return text === '' ? undefined : JSON.parse(text)
}

/** What there is of a stream; its job goes on. */
function streamItems(stream: string, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  for (const item of fakeItems(stream)) {
    response.write(`data: ${JSON.stringify({ type: 'item', item } satisfies StreamEvent)}\n\n`)
  }
  request.on('close', () => response.end())
}

function json(response: ServerResponse, status: number, answer: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(answer))
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  json(response, status, { error: { code, message, retryable: false } })
}
