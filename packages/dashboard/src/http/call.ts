import type { Language } from '@arq/core'

import type { RouteName, RouteTypes } from '../contract/routes.js'
import type { Access } from '../rights/access.js'

/** A request that may be answered: who asks may, and it came from the page. */
export interface Call {
  /** Of the path, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** What JSON said; `{}` where there was no body. Not checked. */
  readonly body: unknown
  readonly language: Language
  readonly access: Access
  readonly request: Request
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal
}

/** What a route answers: a value for JSON, or an answer as it is. */
type Answered<Name extends RouteName> = RouteTypes[Name]['answer'] | Response

export type Handler<Name extends RouteName> = (
  call: Call,
) => Answered<Name> | Promise<Answered<Name>>

/** One for each route of the contract. */
export type Handlers = { readonly [Name in RouteName]: Handler<Name> }
