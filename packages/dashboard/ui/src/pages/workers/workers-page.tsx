import type { OverviewView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { Blank } from '../../parts/blank.js'
import { Loading } from '../../parts/loading.js'
import { Page } from '../../parts/page.js'
import { Section } from '../../parts/section.js'
import { StateMark } from '../../parts/state-mark.js'
import { Trouble } from '../../parts/trouble.js'
import { useNow } from '../../parts/use-now.js'
import { useLive } from '../../server/live.js'
import { useSession } from '../../server/session.js'
import { workerTexts } from './texts.js'
import { WorkerCard } from './worker-card.js'

/** Every worker that answers, and those that have stopped to. */
export function WorkersPage() {
  const { say } = useLanguage()
  const { overview } = useLive()
  return (
    <Page title={say(workerTexts.title)}>
      <Trouble topic="overview" />
      {overview ? <Workers overview={overview} /> : <Loading />}
    </Page>
  )
}

function Workers({ overview: { workers, silent } }: { readonly overview: OverviewView }) {
  const { say, distance } = useLanguage()
  const { features } = useSession()
  const now = useNow()
  return (
    <>
      {workers.length === 0 && (
        <Blank title={say(workerTexts.none)}>
          <p class="quiet">
            {say(features.control ? workerTexts.noneLead : workerTexts.unsupported)}
          </p>
        </Blank>
      )}
      {workers.map((worker) => (
        <WorkerCard key={worker.workerId} worker={worker} />
      ))}
      {silent.length > 0 && (
        <Section title={say(workerTexts.silent)}>
          <p class="quiet">{say(workerTexts.silentLead)}</p>
          <ul class="card plain-list">
            {silent.map(({ worker, lastSeen }) => (
              <li key={worker.workerId}>
                <StateMark tone="bad">
                  <b>{worker.name}</b>
                </StateMark>
                <span class="quiet">
                  {worker.host} · {worker.pid}
                </span>
                <span>
                  {say(workerTexts.lastSeen, { distance: distance(Date.parse(lastSeen) - now) })}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}
