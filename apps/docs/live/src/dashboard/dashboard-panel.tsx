import type { Dashboard } from '@arq/dashboard'
import { useContext, useEffect, useState } from 'preact/hooks'

import { Button } from '../parts/button.js'
import { LanguageContext, useSay } from '../words/language.js'
import { texts } from '../words/texts.js'
import type { LiveWorld } from '../world/live-world.js'
import type { Door, DoorFrame } from './door.js'

/** Requests need an address; nobody is asked at it. */
const ORIGIN = 'http://dashboard.arq/'
const FRAME = new URL('dashboard.html', import.meta.url).href

/** The real dashboard, with its server, on the queue of this page. */
export function DashboardPanel({ world }: { readonly world: LiveWorld }) {
  const say = useSay()
  const language = useContext(LanguageContext)
  const [dashboard, setDashboard] = useState<Dashboard>()
  useEffect(() => () => void dashboard?.close(), [dashboard])

  const open = async () => {
    const { openDashboard } = await import('./open-dashboard.js')
    setDashboard(openDashboard(world))
  }
  const show = (frame: DoorFrame | null) => {
    if (!frame || !dashboard || frame.arqDoor) return
    const door: Door = {
      fetch: (url, init) => dashboard.fetch(new Request(new URL(url, ORIGIN), init)),
      language,
      theme: getComputedStyle(frame).colorScheme.includes('dark') ? 'dark' : 'light',
    }
    frame.arqDoor = door
    frame.src = FRAME
  }
  return (
    <section class="card dashboard" aria-label={say(texts.dashboard())}>
      <h3>{say(texts.dashboard())}</h3>
      {dashboard ? (
        <iframe ref={show} key={language} title={say(texts.dashboard())} />
      ) : (
        <p class="acts">
          <Button onPress={open}>{say(texts.openDashboard())}</Button>
          <span class="fine">{say(texts.dashboardHint())}</span>
        </p>
      )}
    </section>
  )
}
