import { isSame, Secrets } from '#platform'

import type { RouteShape } from '../contract/routes.js'
import { CSRF_HEADER, type Permission } from '../contract/session.js'
import { Refusal } from '../refusal.js'
import { texts } from '../texts.js'
import { type Access, accessOf, type Authorize, NOBODY } from './access.js'

const COOKIE = 'arq_dashboard'

export interface GateParts {
  readonly authorize: Authorize | undefined
  readonly token: string | undefined
  /** The most that anybody may do. */
  readonly most: readonly Permission[]
  /** Where the dashboard is mounted, for the cookie. */
  readonly prefix: string
}

/** Who may do what. Without an `authorize` and a token nobody may do anything. */
export class Gate {
  readonly #parts: GateParts
  readonly #secrets: Secrets

  constructor(parts: GateParts) {
    this.#parts = parts
    this.#secrets = new Secrets(parts.token)
  }

  get hasLogin(): boolean {
    return this.#parts.token !== undefined
  }

  async accessOf(request: Request, raw: unknown): Promise<Access> {
    const { authorize, most } = this.#parts
    if (this.#hasToken(request)) return { user: undefined, permissions: most }
    if (!authorize) return NOBODY
    return accessOf(await authorize(request, raw), most)
  }

  csrfToken({ user }: Access): string {
    return this.#secrets.csrfToken(user)
  }

  /** @throws Refusal `unauthenticated`, `forbidden` */
  assertAllowed({ permission }: RouteShape, { permissions }: Access): void {
    if (permission === 'none' || permissions.includes(permission)) return
    if (permissions.length === 0) throw new Refusal('unauthenticated', texts.unauthenticated())
    throw new Refusal('forbidden', texts.forbidden({ permission }))
  }

  /**
   * Whether the page of the dashboard itself asks, and no other site for it.
   * @throws Refusal `csrf`
   */
  assertOwnPage(request: Request, { method, path }: RouteShape, access: Access): void {
    if (isOtherSite(request, method === 'GET')) throw new Refusal('csrf', texts.csrfSite())
    // Who logs in has no session yet; nobody else gains by it.
    if (method === 'GET' || path === 'api/login') return
    const given = request.headers.get(CSRF_HEADER) ?? ''
    if (!isSame(given, this.csrfToken(access))) throw new Refusal('csrf', texts.csrfToken())
  }

  /** @returns the cookie that says so @throws Refusal `unauthenticated` */
  logIn(request: Request, given: string): string {
    const { token } = this.#parts
    if (token === undefined || !isSame(given, token)) {
      throw new Refusal('unauthenticated', texts.wrongToken())
    }
    return this.#setCookie(request, this.#secrets.cookie)
  }

  logOut(request: Request): string {
    return `${this.#setCookie(request, '')}; Max-Age=0`
  }

  /** As who has logged in. */
  get loggedIn(): Access {
    return { user: undefined, permissions: this.#parts.most }
  }

  #setCookie(request: Request, value: string): string {
    const { prefix } = this.#parts
    const isSecure =
      new URL(request.url).protocol === 'https:' ||
      request.headers.get('x-forwarded-proto') === 'https'
    const path = prefix === '' ? '/' : prefix
    return `${COOKIE}=${value}; Path=${path}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
  }

  #hasToken(request: Request): boolean {
    const { token } = this.#parts
    if (token === undefined) return false
    const [, bearer] = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '') ?? []
    if (bearer !== undefined) return isSame(bearer, token)
    const cookie = cookieOf(request)
    return cookie !== undefined && isSame(cookie, this.#secrets.cookie)
  }
}

function cookieOf(request: Request): string | undefined {
  for (const part of (request.headers.get('cookie') ?? '').split(';')) {
    const [name = '', value] = part.trim().split('=', 2)
    if (name === COOKIE) return value
  }
  return undefined
}

/** By what a browser says of itself, which no script can change. Programs say nothing of the kind. */
function isOtherSite(request: Request, isRead: boolean): boolean {
  const site = request.headers.get('sec-fetch-site')
  // Who types the address has no site.
  if (site !== null) return site !== 'same-origin' && !(isRead && site === 'none')
  const origin = request.headers.get('origin')
  if (origin === null) return false
  const host = request.headers.get('host') ?? new URL(request.url).host
  return !URL.canParse(origin) || new URL(origin).host !== host
}
