import {
  type Clock,
  ConfigurationError,
  type Duration,
  durationSchema,
  durationToMs,
  parseSettings,
  systemClock,
} from '@arq/core'
import { anyJobIdSchema, mustBe, said, signalNameSchema, signalPayload } from '@arq/core/internal'
import * as v from 'valibot'

import { type LinkClaims, type LinkKey, signLink, verifyLink } from './link-token.js'
import { webTexts } from './web-texts.js'

/** Shorter secrets can be guessed: HMAC-SHA-256 has keys of 32 bytes. */
const SHORTEST_SECRET_BYTES = 32
/** Programs that show mails, and proxies, cut what is much longer. */
const LONGEST_URL = 2000

const keySchema = v.strictObject({
  id: v.pipe(v.string(mustBe.text), v.nonEmpty(mustBe.notEmpty)),
  secret: v.pipe(
    v.string(mustBe.text),
    v.check(
      (secret) => Buffer.byteLength(secret) >= SHORTEST_SECRET_BYTES,
      said(webTexts.secretTooShort({ least: SHORTEST_SECRET_BYTES })),
    ),
  ),
})

/** Every setting of links: type, default, check and description. */
export const signalLinksSchema = v.strictObject({
  keys: v.pipe(
    v.array(keySchema),
    v.minLength(1, mustBe.notEmpty),
    v.check(
      (keys) => new Set(keys.map(({ id }) => id)).size === keys.length,
      said(webTexts.sameKeyIds()),
    ),
    v.description(
      'What signs links: `id`, which stands in the link, and `secret` of at least 32 bytes. The first one signs, all of them verify: to rotate, put the new one in front, and take the old one out once its links are over.',
    ),
  ),
  url: v.pipe(
    v.string(mustBe.text),
    v.check(isPageUrl, said(webTexts.mustBeLinkUrl())),
    v.description(
      'Where the page is for those who get the links: `https://shop.example/signals`. The plugin listens on `path`.',
    ),
  ),
  clock: v.pipe(
    v.optional(
      v.custom<Clock>((value) => typeof value === 'object'),
      systemClock,
    ),
    v.description('What tells whether a link is over. For tests.'),
  ),
})

const linkSchema = v.strictObject({
  jobId: anyJobIdSchema,
  signal: signalNameSchema,
  payload: v.optional(v.unknown()),
  expires: durationSchema,
  title: v.optional(v.string(mustBe.text)),
})

/** How links are made and checked. */
export interface SignalLinksSettings {
  /** The first one signs, all of them verify. */
  readonly keys: readonly { readonly id: string; readonly secret: string }[]
  /** Where the page is for those who get the links, without a query: `https://shop.example/signals`. */
  readonly url: string
  /** For tests. @defaultValue the system's */
  readonly clock?: Clock
}

/** What a link is to do. */
export interface SignalLink {
  readonly jobId: string
  /** What the job waits for: the name in `ctx.waitFor`. */
  readonly signal: string
  /** What the job is given. Whoever has the link can read it. @defaultValue `null` */
  readonly payload?: unknown
  /** How long the link is good, from now. The timeout of the wait is a good choice. */
  readonly expires: Duration
  /** What the page asks: `Refund 20 € to Ada?` @defaultValue names job and signal */
  readonly title?: string
}

/** Why a link cannot be used. */
export type LinkProblem = 'invalid' | 'expired'

/**
 * Makes and checks links that give a signal to a job: for people to click. A link is good for one signal of one job, with
 * one payload, until it expires; whoever has it may use it, and nobody can make or change one without a key. Make them
 * wherever jobs are enqueued or run, with the same keys as the server that has the page.
 *
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming what is wrong
 *
 * @example
 * ```ts
 * const links = new SignalLinks({
 *   keys: [{ id: '2026-11', secret: process.env['LINK_SECRET'] }],
 *   url: 'https://shop.example/signals',
 * })
 * const yes = links.url({ jobId, signal: 'approval', payload: true, expires: '3d' })
 * ```
 */
export class SignalLinks {
  readonly #keys: readonly [LinkKey, ...LinkKey[]]
  readonly #url: string
  readonly #clock: Clock

  constructor(settings: SignalLinksSettings) {
    const { keys, url, clock } = parseSettings('signal links', signalLinksSchema, settings)
    // The schema wants at least one.
    this.#keys = keys as unknown as readonly [LinkKey, ...LinkKey[]]
    this.#url = url
    this.#clock = clock
  }

  /**
   * A link that gives this signal.
   * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming what is wrong: also when the link becomes longer than 2,000
   * characters; SerializationError `ARQ_ENCODE_FAILED` for a payload that JSON cannot carry
   */
  url(link: SignalLink): string {
    const { jobId, signal, payload, expires, title } = parseSettings(
      'signal link',
      linkSchema,
      link,
    )
    const expiresAtMs = this.#clock.now() + durationToMs(expires, 'expires')
    const claims = { jobId, signal, payload: signalPayload(signal, payload), expiresAtMs, title }
    const [key] = this.#keys
    const url = `${this.#url}?token=${signLink(claims, key)}`
    if (url.length <= LONGEST_URL) return url
    const text = webTexts.linkTooLong({ characters: url.length, limit: LONGEST_URL })
    throw new ConfigurationError('signal link', [{ path: 'payload', text }])
  }

  /** @internal What a token allows, or why it allows nothing. */
  read(token: unknown): LinkClaims | LinkProblem {
    if (typeof token !== 'string') return 'invalid'
    const claims = verifyLink(token, this.#keys)
    if (!claims) return 'invalid'
    return claims.expiresAtMs > this.#clock.now() ? claims : 'expired'
  }
}

function isPageUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, search, hash } = new URL(text)
  return /^https?:$/.test(protocol) && search === '' && hash === '' && !text.includes('?')
}
