import { type EntryStore, type ResultStore, UnsupportedError } from '@arq/core'
import { type FlowSending, portTexts } from '@arq/core/internal'

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

/** What a flow is sent by. */
export const flowSending = ({ client, store, entries }: FlowParts): FlowSending => ({
  ...{ store, entries, clock: client.settings.clock, settings: client.settings.enqueue },
  sender: {
    draft: (request) => client.sender.draft(request),
    hold: (draft, write, keptMs) => client.sender.hold(draft, write, keptMs),
    send: (draft) => client.sender.send(draft, () => undefined),
  },
})
