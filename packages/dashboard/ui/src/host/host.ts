import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

import { readChoice, writeChoice } from '../parts/choice.js'
import { openEventStream } from '../server/event-stream.js'
import type { Stream, StreamListener } from '../server/live-feed.js'
import type { Fetch } from '../server/server.js'

/** What the page needs of what it stands in: a tab of a browser, or another page that has its server inside. */
export interface Host {
  readonly fetch: Fetch
  /** Events that are pushed, from an address that answers with server-sent events. */
  readonly openStream: (url: string, listener: StreamListener) => Stream
  /** What the reader has chosen, such as colours and language, by name. */
  readonly choices: {
    readonly read: (name: string) => string | null
    readonly write: (name: string, value: string) => void
  }
}

/** A tab of a browser, which keeps choices. */
export const browserTab: Host = {
  fetch: (url, init) => fetch(url, init),
  openStream: openEventStream,
  choices: { read: readChoice, write: writeChoice },
}

const HostContext = createContext(browserTab)

export const HostProvider = HostContext.Provider

export const useHost = (): Host => useContext(HostContext)
