import { ConfigurationError } from '@arq/core'
import { hexText, randomBytes } from '@arq/core/internal'

import { texts } from '../texts.js'

// node.ts in a page: the same names, by what browsers bring.

// A bundle has no package.json to look into.
export const VERSION = 'unknown'

/** A page shows itself: whoever put the dashboard there has its files. */
export class PageFiles {
  answer(_path: string, _request: Request): Promise<Response | undefined> {
    return Promise.resolve(undefined)
  }
}

/** Nobody but scripts of the same page reaches a dashboard in a page, and they can do all that it can. */
export const isSame = (given: string, wanted: string): boolean => given === wanted

const SECRET_BYTES = 32
const newSecret = (): string => hexText(randomBytes(SECRET_BYTES))

/** Made anew in each page: no other process has to know them. */
export class Secrets {
  readonly #csrfTokens = new Map<string | undefined, string>()
  readonly cookie = newSecret()

  /** @throws ConfigurationError: what a page knows is no secret from its reader */
  constructor(token: string | undefined) {
    if (token === undefined) return
    throw new ConfigurationError('Dashboard', [{ path: 'token', text: texts.noTokenInBrowsers() }])
  }

  csrfToken(user: string | undefined): string {
    const known = this.#csrfTokens.get(user)
    if (known !== undefined) return known
    const made = newSecret()
    this.#csrfTokens.set(user, made)
    return made
  }
}
