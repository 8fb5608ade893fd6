import { type ComponentChildren, createContext } from 'preact'
import { useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks'

import type { LiveEvent, LiveQuery } from '../../../src/contract/index.js'
import { useHost } from '../host/host.js'
import { useLanguage } from '../language/use-language.js'
import { type Connection, LiveFeed } from './live-feed.js'
import { afterEvent, type LiveState, NOTHING_YET, withEarlierSamples } from './live-state.js'
import { routeUrl } from './route-url.js'
import { useSession } from './session.js'

/** What comes by itself, and how. */
export interface Live extends LiveState {
  readonly connection: Connection
  /** When the last news came. */
  readonly heardAt: Date | undefined
  readonly tryNow: () => void
  /** The job to tell of from now on; `undefined`: none. */
  readonly watchJob: (jobId: string | undefined) => void
}

const TOPICS = 'overview,samples,alarms,operations,acts'

const LiveContext = createContext<Live | undefined>(undefined)

export function LiveProvider({ children }: { readonly children: ComponentChildren }) {
  const { server, view } = useSession()
  const { language } = useLanguage()
  const host = useHost()
  const [state, setState] = useState(NOTHING_YET)
  const [connection, setConnection] = useState<Connection>('connecting')
  const [heardAt, setHeardAt] = useState<Date>()
  const [job, watchJob] = useState<string>()
  const feed = useRef<LiveFeed | undefined>(undefined)

  useEffect(() => {
    const query: LiveQuery = job ? { topics: `${TOPICS},job`, job } : { topics: TOPICS }
    setState((last) => ({ ...last, job: undefined, goneJob: undefined }))
    feed.current = new LiveFeed(query, {
      open: (asked, listener) =>
        host.openStream(routeUrl('events', { query: { ...asked, lang: language } }), listener),
      poll: async (asked) => (await server.call('poll', { query: asked })).events,
      pollEveryMs: view.pollEveryMs,
      onConnection: setConnection,
      onEvent: (event: LiveEvent) => {
        setHeardAt(new Date())
        setState((last) => afterEvent(last, event))
      },
    })
    return () => feed.current?.close()
  }, [server, host, view.pollEveryMs, language, job])

  useEffect(() => {
    const keep = (samples: LiveState['samples']) =>
      setState((last) => withEarlierSamples(last, samples))
    // Without them the charts begin now: nothing to trouble the reader with.
    server.call('samples').then(
      ({ samples }) => keep(samples),
      () => undefined,
    )
    server.call('audit').then(
      ({ acts }) =>
        setState((last) =>
          acts.reduce((next, act) => afterEvent(next, { type: 'act', act }), last),
        ),
      () => undefined,
    )
  }, [server])

  const live = useMemo<Live>(
    () => ({ ...state, connection, heardAt, watchJob, tryNow: () => feed.current?.tryNow() }),
    [state, connection, heardAt],
  )
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>
}

export function useLive(): Live {
  const live = useContext(LiveContext)
  if (!live) throw new Error('useLive outside LiveProvider')
  return live
}
