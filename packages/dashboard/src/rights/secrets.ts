import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** What the dashboard signs with: of its token where it has one, so that several processes of one dashboard agree. */
export class Secrets {
  readonly #key: Buffer

  constructor(token: string | undefined) {
    this.#key = token === undefined ? randomBytes(32) : Buffer.from(token, 'utf8')
  }

  /** Goes into a header that no other site can send, and no other site can read. */
  csrfToken(user: string | undefined): string {
    return this.#sign(`csrf:${user ?? ''}`)
  }

  /** Stands in the cookie of who gave the token: the token itself does not leave the login. */
  get cookie(): string {
    return this.#sign('cookie')
  }

  #sign(what: string): string {
    return createHmac('sha256', this.#key).update(`arq-dashboard:${what}`).digest('base64url')
  }
}

/** Whether two texts are the same, in a time that does not tell how far they are. */
export function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}
