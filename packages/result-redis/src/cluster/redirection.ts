import { ErrorReply } from 'redis'

import type { RedisEndpoint } from '../redis-url.js'

/**
 * What a node answers that does not serve a key, or not all of it.
 * - `moved`: another node has the slot from now on.
 * - `ask`: the slot is on its way to another node, and this key may be there already.
 * - `unknown script`: the node does not know the script yet.
 */
export type Redirection =
  | { readonly kind: 'moved'; readonly slot: number; readonly to: RedisEndpoint }
  | { readonly kind: 'ask'; readonly to: RedisEndpoint }
  | { readonly kind: 'unknown script' }

const MOVED_OR_ASK = /^(MOVED|ASK) (\d+) (.*):(\d+)$/

/** @param from the node that answered: a redirection without a host means the same one */
export function redirectionIn(error: unknown, from: RedisEndpoint): Redirection | undefined {
  if (!(error instanceof ErrorReply)) return undefined
  if (error.message.startsWith('NOSCRIPT')) return { kind: 'unknown script' }
  const [, kind, slot, host, port] = MOVED_OR_ASK.exec(error.message) ?? []
  if (kind === undefined) return undefined
  const to = { host: host === undefined || host === '' ? from.host : host, port: Number(port) }
  return kind === 'ASK' ? { kind: 'ask', to } : { kind: 'moved', slot: Number(slot), to }
}
