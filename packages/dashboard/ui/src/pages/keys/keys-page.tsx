import { useEffect, useState } from 'preact/hooks'

import type { KeyView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { Blank } from '../../parts/blank.js'
import { Button } from '../../parts/button.js'
import { Page } from '../../parts/page.js'
import { Section } from '../../parts/section.js'
import { Settled } from '../../parts/settled.js'
import { useSession } from '../../server/session.js'
import { useAnswer } from '../../server/use-answer.js'
import { LimitForm } from './limit-form.js'
import { LimitTable } from './limit-table.js'
import { keysTexts } from './texts.js'
import { UniqueSection } from './unique-section.js'

const ASK_AGAIN_MS = 5000

/** Keys: how many of their jobs run at once and wait, and of which there is one job. */
export function KeysPage() {
  const { say } = useLanguage()
  const { features } = useSession()
  return (
    <Page title={say(keysTexts.title)}>
      {features.keys ? (
        <>
          <LimitSection />
          <UniqueSection />
        </>
      ) : (
        <Blank title={say(keysTexts.unsupported)}>
          <p class="quiet">{say(keysTexts.unsupportedLead)}</p>
        </Blank>
      )}
    </Page>
  )
}

function LimitSection() {
  const { say } = useLanguage()
  const { server, may } = useSession()
  const [asked, setAsked] = useState<Partial<KeyView>>()
  const answer = useAnswer('keys', (signal) => server.call('keys', { signal }))
  const { again, value } = answer
  useEffect(() => {
    const timer = setInterval(again, ASK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [again])
  const names = [...new Set(value?.keys.map(({ name }) => name))].sort()
  return (
    <Section
      title={say(keysTexts.limits)}
      aside={
        may('act') && (
          <Button isSmall icon="edit" onClick={() => setAsked({})}>
            {say(keysTexts.setOne)}
          </Button>
        )
      }
    >
      <Settled answer={answer}>
        {({ keys, isComplete }) =>
          keys.length === 0 ? (
            <Blank title={say(keysTexts.none)}>
              <p class="quiet">{say(keysTexts.noneLead)}</p>
            </Blank>
          ) : (
            <>
              <LimitTable keys={keys} onChange={setAsked} onDone={again} />
              {!isComplete && <p class="quiet">{say(keysTexts.notAll)}</p>}
            </>
          )
        }
      </Settled>
      {asked && (
        <LimitForm given={asked} names={names} onDone={again} onClose={() => setAsked(undefined)} />
      )}
    </Section>
  )
}
