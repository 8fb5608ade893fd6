import type { Language } from '@arq/core'
import { useEffect, useState } from 'preact/hooks'

import { DashboardPanel } from './dashboard/dashboard-panel.js'
import { LiveModel, type LiveView } from './live-model.js'
import { ClientCard } from './parts/client-card.js'
import { ClockBar } from './parts/clock-bar.js'
import { DelayedCard } from './parts/delayed-card.js'
import { DeadCard, ResultsCard } from './parts/ends-card.js'
import { Log } from './parts/log.js'
import { QueueCard } from './parts/queue-card.js'
import { Tour } from './parts/tour.js'
import { WorkerCard } from './parts/worker-card.js'
import { LanguageContext, useSay } from './words/language.js'
import { texts } from './words/texts.js'
import type { LiveWorld } from './world/live-world.js'
import { SLOTS } from './world/names.js'

interface Properties {
  readonly world: LiveWorld
  readonly language: Language
}

export function App({ world, language }: Properties) {
  return (
    <LanguageContext.Provider value={language}>
      <Live world={world} />
    </LanguageContext.Provider>
  )
}

function Live({ world }: { readonly world: LiveWorld }) {
  const say = useSay()
  const [view, setView] = useState<LiveView>()
  const [reason, setReason] = useState<string>()
  useEffect(() => {
    const model = new LiveModel(world, setView)
    world.open().catch((error: unknown) => setReason(String(error)))
    return () => model.close()
  }, [world])

  if (reason !== undefined) return <p role="alert">{say(texts.cannotStart({ reason }))}</p>
  if (!view) return <p class="none">{say(texts.loading())}</p>
  const { board, log, counts, nowMs } = view
  const onAbort = (jobId: string) => void world.abort(jobId)
  return (
    <div class="live">
      <div class="head">
        <div>
          <h2>{say(texts.title())}</h2>
          <p class="intro">{say(texts.intro())}</p>
        </div>
        <ClockBar {...{ world, nowMs }} />
      </div>
      <Tour {...{ world, board }} />
      <div class="board">
        <div class="column">
          <ClientCard world={world} isCut={board.isClientCut} />
          <DelayedCard {...{ board, nowMs, onAbort }} />
        </div>
        <div class="column">
          <QueueCard {...{ board, counts }} />
          <DeadCard board={board} count={counts.dead} />
        </div>
        <section class="column" aria-label={say(texts.workers())}>
          {SLOTS.map((name) => (
            <WorkerCard key={name} worker={board.workers[name]} {...{ board, world, onAbort }} />
          ))}
        </section>
        <div class="column">
          <ResultsCard board={board} />
          <Log lines={log} />
        </div>
      </div>
      <DashboardPanel world={world} />
    </div>
  )
}
