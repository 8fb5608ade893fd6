import {
  CSRF_HEADER,
  type RouteName,
  ROUTES,
  type RouteTypes,
  type SessionView,
} from '../../../src/contract/index.js'
import type { Language } from '../language/languages.js'
import { failureOf, RequestFailed } from './request-failed.js'
import { type RouteAddress, routeUrl } from './route-url.js'

/** What a request is made of, beside its route. */
export interface Request<Name extends RouteName> extends RouteAddress {
  readonly query?: RouteTypes[Name]['query']
  readonly body?: RouteTypes[Name]['body']
  readonly signal?: AbortSignal
}

/** How the page reaches the network; a test has its own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** The server half of the dashboard, as the page speaks to it. */
export class Server {
  /** Of what it answers in words. */
  language: Language = 'en'
  /** Called when the server says that nobody is logged in (any more). */
  onStranger: () => void = () => undefined
  #csrfToken = ''
  readonly #fetch: Fetch

  constructor(fetch: Fetch) {
    this.#fetch = fetch
  }

  /** Who we are. Every act after it carries the session's token. */
  async session(): Promise<SessionView> {
    return this.#keep(await this.#send('session', {}))
  }

  async login(token: string): Promise<SessionView> {
    return this.#keep(await this.#send('login', { body: { token } }))
  }

  async logout(): Promise<SessionView> {
    return this.#keep(await this.call('logout', { body: {} }))
  }

  /**
   * Asks, or acts.
   * @throws RequestFailed refused, or not answered
   */
  async call<Name extends RouteName>(
    name: Name,
    request: Request<Name> = {},
  ): Promise<RouteTypes[Name]['answer']> {
    try {
      return await this.#send(name, request)
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error
      if (error.code === 'unauthenticated') this.onStranger()
      if (error.code !== 'csrf') throw error
      // The session has got another token, for example because the server was started anew.
      await this.session()
      return this.#send(name, request)
    }
  }

  async #send<Name extends RouteName>(
    name: Name,
    { params, query, body, signal }: Request<Name>,
  ): Promise<RouteTypes[Name]['answer']> {
    const { method } = ROUTES[name]
    const url = routeUrl(name, { ...(params && { params }), query: this.#queryOf(method, query) })
    const headers: Record<string, string> = { accept: 'application/json' }
    if (method !== 'GET') headers[CSRF_HEADER] = this.#csrfToken
    if (method === 'POST') headers['content-type'] = 'application/json'
    const init: RequestInit = { method, headers, credentials: 'same-origin' }
    if (method === 'POST') init.body = JSON.stringify(body ?? {})
    if (signal) init.signal = signal
    const answer = await this.#fetch(url, init).catch((cause: unknown) => {
      if (signal?.aborted) throw cause
      throw new RequestFailed({ code: 'unreachable', message: '' }, cause)
    })
    const parsed: unknown = await answer.json().catch(() => undefined)
    if (!answer.ok) throw failureOf(answer.status, parsed)
    // The contract says what each route answers.
    return parsed as RouteTypes[Name]['answer']
  }

  #queryOf(method: string, query: object = {}): object {
    return method === 'GET' || this.language !== 'en' ? { ...query, lang: this.language } : query
  }

  #keep(session: SessionView): SessionView {
    this.#csrfToken = session.csrfToken
    return session
  }
}
