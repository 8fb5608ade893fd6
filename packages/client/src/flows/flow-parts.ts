import { type EntryStore, type ResultStore, UnsupportedError } from '@arq/core'
import { portTexts } from '@arq/core/internal'

import type { ClientParts } from '../client-parts.js'

/** What flows stand on: a store, and its entries. */
export interface FlowParts {
  readonly client: ClientParts
  readonly store: ResultStore
  readonly entries: EntryStore
}

/** @throws UnsupportedError `ARQ_UNSUPPORTED` without a store that keeps entries; ClosedError `ARQ_CLOSED` */
export function flowParts(client: ClientParts, what: string): FlowParts {
  const { store } = client.stored(what)
  const { entries } = store
  if (!entries) {
    throw new UnsupportedError(portTexts.needsEntries({ what }), { missing: 'entries' })
  }
  return { client, store, entries }
}
