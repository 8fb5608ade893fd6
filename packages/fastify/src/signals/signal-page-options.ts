import { SignalLinks } from '@arq/client/web'
import { parseSettings } from '@arq/core'
import { mustBe, said } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from '../texts.js'

/** Every option of the page: type, default, check and description. */
export const signalPageSchema = v.strictObject({
  links: v.pipe(
    v.instance(SignalLinks, said(texts.mustBeLinks())),
    v.description('What made the links, or has the same keys: `new SignalLinks(…)`.'),
  ),
  path: v.pipe(
    v.optional(v.pipe(v.string(mustBe.text), v.regex(/^\//, said(texts.mustBePath()))), '/signals'),
    v.description('Where the page is: `GET` asks, `POST` gives the signal.'),
  ),
})

/** Where people give signals. */
export interface SignalPageOptions {
  /** What made the links, or has the same keys. */
  readonly links: SignalLinks
  /** Where the page is. @defaultValue `/signals` */
  readonly path?: string
}

export type ResolvedSignalPage = Required<SignalPageOptions>

/** @throws ConfigurationError naming each wrong key */
export const resolveSignalPage = (options: SignalPageOptions): ResolvedSignalPage =>
  parseSettings('signals of @arq/fastify', signalPageSchema, options)
