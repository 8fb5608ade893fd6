import { isArqError, type Language, renderText } from '@arq/core'

import { PageFiles } from '#platform'

import type { ActView } from './contract/audit.js'
import { createHandlers } from './handlers.js'
import type { Call, Handler, Handlers } from './http/call.js'
import { errorAnswer, languageOf } from './http/error-answer.js'
import { findRoute, type FoundRoute } from './http/find-route.js'
import { jsonAnswer, PAGE_HEADERS } from './http/headers.js'
import { placeOf } from './http/place.js'
import { readJson } from './http/read-body.js'
import { Machinery } from './machinery.js'
import { Refusal } from './refusal.js'
import type { Access } from './rights/access.js'
import { type DashboardSettings, type ResolvedSettings, resolveSettings } from './settings.js'
import { texts } from './texts.js'

/** A dashboard: made by {@link createDashboard}. */
export class Dashboard implements AsyncDisposable {
  readonly #settings: ResolvedSettings
  readonly #machinery: Machinery
  readonly #handlers: Handlers
  readonly #page: PageFiles

  /** @internal Use `createDashboard`. */
  constructor(settings: DashboardSettings) {
    this.#settings = resolveSettings(settings)
    this.#machinery = new Machinery(this.#settings)
    this.#handlers = createHandlers(this.#machinery)
    this.#page = new PageFiles()
  }

  /**
   * Answers a request: the page, its files, and the API. A fetch handler, for Hono, Bun, Deno and whatever knows `Request`
   * and `Response`. Never rejects.
   * @param raw is handed to `authorize`
   */
  readonly fetch = async (request: Request, raw?: unknown): Promise<Response> => {
    const { searchParams: query, pathname } = new URL(request.url)
    const language = languageOf(request, query)
    try {
      const place = placeOf(pathname, this.#settings.prefix)
      if (place.redirect !== undefined) {
        return new Response(null, {
          status: 308,
          headers: { ...PAGE_HEADERS, location: place.redirect },
        })
      }
      const { path } = place
      return path === 'api' || path.startsWith('api/')
        ? await this.#api({ request, raw, query, language, path })
        : await this.#file(request, path)
    } catch (error) {
      return this.#refuse(error, language)
    }
  }

  /**
   * Ends what it does: pages that listen are let go, redrives stop where they are, and transport and store are let go.
   * Idempotent.
   */
  close(): Promise<void> {
    return this.#machinery.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #file(request: Request, path: string): Promise<Response> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new Refusal('method_not_allowed', texts.noMethod({ path, method: request.method }))
    }
    const answer = await this.#page.answer(path, request)
    if (answer) return answer
    throw new Refusal('not_found', path === '' ? texts.noPage() : texts.noRoute({ path }))
  }

  async #api(asked: Asked): Promise<Response> {
    const { request, raw, path } = asked
    const found = findRoute(request.method, path)
    if (!found) throw new Refusal('not_found', texts.noRoute({ path }))
    if (found === 'noMethod') {
      throw new Refusal('method_not_allowed', texts.noMethod({ path, method: request.method }))
    }
    const access = await this.#machinery.gate.accessOf(request, raw)
    const isAct = found.route.permission === 'act' || found.route.permission === 'enqueue'
    if (!isAct) return this.#call(found, asked, access)
    let body: unknown
    try {
      const answer = await this.#call(found, asked, access, (read) => {
        body = read
      })
      this.#note(found, access, body, undefined)
      return answer
    } catch (error) {
      this.#note(found, access, body, error)
      throw error
    }
  }

  async #call(
    { name, route, params }: FoundRoute,
    { request, query, language }: Asked,
    access: Access,
    onBody?: (body: unknown) => void,
  ): Promise<Response> {
    const { gate, sampler } = this.#machinery
    // In this order: whoever may not do it learns nothing more, and nothing that they sent is read.
    gate.assertAllowed(route, access)
    gate.assertOwnPage(request, route, access)
    const body = route.method === 'GET' ? {} : await readJson(request, this.#settings.bodyLimit)
    onBody?.(body)
    if (access.permissions.includes('view')) sampler.wake()
    const call: Call = { params, query, body, language, access, request, signal: request.signal }
    // Each name has the handler of its own route.
    const handler = this.#handlers[name] as Handler<typeof name>
    const answer = await handler(call)
    return answer instanceof Response ? answer : jsonAnswer(answer)
  }

  #note({ name, route, params }: FoundRoute, access: Access, body: unknown, error: unknown): void {
    const { permission } = route
    if (permission === 'none') return
    const isRefused =
      error instanceof Refusal && ['unauthenticated', 'forbidden', 'csrf'].includes(error.code)
    this.#machinery.audit.note({
      at: new Date().toISOString(),
      user: access.user ?? null,
      action: name,
      permission,
      target: targetOf(params, body),
      outcome: error === undefined ? 'done' : isRefused ? 'refused' : 'failed',
      code: error === undefined ? null : codeOf(error),
    })
  }

  #refuse(error: unknown, language: Language): Response {
    const { status, answer, isUnknown } = errorAnswer(error, language)
    if (isUnknown) {
      const { logger } = this.#settings
      logger.error(renderText(texts.internal(), logger.language), { error })
    }
    return jsonAnswer(answer, status)
  }
}

interface Asked {
  readonly request: Request
  readonly raw: unknown
  readonly query: URLSearchParams
  readonly language: Language
  readonly path: string
}

/** What an act was for: what its path names, else the task or the job that its body names. */
function targetOf(params: Readonly<Record<string, string>>, body: unknown): string {
  const [first] = Object.values(params)
  if (first !== undefined) return first
  if (typeof body !== 'object' || body === null) return ''
  const { function: name }: { function?: unknown } = body
  return typeof name === 'string' ? name.slice(0, 200) : ''
}

const codeOf = (error: unknown): ActView['code'] =>
  error instanceof Refusal || isArqError(error) ? error.code : 'internal'

/**
 * A dashboard, to be mounted into a server of yours, or to listen by itself with `listen`. Opens nothing until it is
 * first asked. Closed by default: without a `token` and an `authorize` nobody sees anything.
 *
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming each wrong key
 *
 * @example
 * ```ts
 * const dashboard = createDashboard({ transport, resultStore, prefix: '/arq', authorize: (request) => isAdmin(request) })
 * app.use('/arq', nodeHandler(dashboard))          // Express, node:http
 * app.all('/arq/*', (c) => dashboard.fetch(c.req.raw)) // Hono
 * ```
 */
export function createDashboard(settings: DashboardSettings): Dashboard {
  return new Dashboard(settings)
}
