import { useEffect } from 'preact/hooks'

import { useLanguage } from '../../language/use-language.js'
import { Blank } from '../../parts/blank.js'
import { Page } from '../../parts/page.js'
import { Settled } from '../../parts/settled.js'
import { useSession } from '../../server/session.js'
import { useAnswer } from '../../server/use-answer.js'
import { CronCard } from './cron-card.js'
import { cronTexts } from './texts.js'

const ASK_AGAIN_MS = 30_000

/** What comes by the clock: in words, when next, and out of its turn. */
export function CronPage() {
  const { say, language } = useLanguage()
  const { server } = useSession()
  const answer = useAnswer(language, (signal) => server.call('cron', { signal }))
  const { again } = answer
  useEffect(() => {
    const timer = setInterval(again, ASK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [again])
  return (
    <Page title={say(cronTexts.title)}>
      <Settled answer={answer}>
        {({ cronJobs }) =>
          cronJobs.length === 0 ? (
            <Blank title={say(cronTexts.none)}>
              <p class="quiet">{say(cronTexts.noneLead)}</p>
            </Blank>
          ) : (
            <ul class="cron-list card">
              {cronJobs.map((cronJob) => (
                <CronCard key={cronJob.name} cronJob={cronJob} onChange={again} />
              ))}
            </ul>
          )
        }
      </Settled>
    </Page>
  )
}
