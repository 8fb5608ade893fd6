import { type ComponentChildren, createContext } from 'preact'
import { useCallback, useContext, useEffect, useMemo, useState } from 'preact/hooks'

import type { Features, Permission, SessionView } from '../../../src/contract/index.js'
import { useHost } from '../host/host.js'
import { useLanguage } from '../language/use-language.js'
import { Server } from './server.js'

/** Who looks, what they may do, and the server that they look at. */
export interface Session {
  readonly server: Server
  readonly view: SessionView
  readonly features: Features
  readonly may: (permission: Permission) => boolean
  readonly login: (token: string) => Promise<void>
  readonly logout: () => Promise<void>
}

const SessionContext = createContext<Session | undefined>(undefined)

interface Properties {
  /** While the server has not said who we are. */
  readonly waiting: ComponentChildren
  readonly failed: (error: unknown, again: () => void) => ComponentChildren
  readonly children: ComponentChildren
}

export function SessionProvider({ waiting, failed, children }: Properties) {
  const { language } = useLanguage()
  const host = useHost()
  const server = useMemo(() => new Server(host.fetch), [host])
  server.language = language
  const [view, setView] = useState<SessionView>()
  const [error, setError] = useState<unknown>()

  const ask = useCallback(() => {
    setError(undefined)
    server.session().then(setView, setError)
  }, [server])
  useEffect(() => {
    server.onStranger = ask
    ask()
  }, [server, ask])

  const session = useMemo<Session | undefined>(
    () =>
      view && {
        server,
        view,
        features: view.features,
        may: (permission) => view.permissions.includes(permission),
        login: async (token) => setView(await server.login(token)),
        logout: async () => setView(await server.logout()),
      },
    [server, view],
  )
  if (error !== undefined && !session) return <>{failed(error, ask)}</>
  if (!session) return <>{waiting}</>
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>
}

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession outside SessionProvider')
  return session
}
