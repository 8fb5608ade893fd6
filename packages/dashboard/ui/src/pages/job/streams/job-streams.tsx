import { useState } from 'preact/hooks'

import type { JobDetails } from '../../../../../src/contract/index.js'
import { useLanguage } from '../../../language/use-language.js'
import { Button } from '../../../parts/button.js'
import { Section } from '../../../parts/section.js'
import { useSession } from '../../../server/session.js'
import { InboxForm } from './inbox-form.js'
import { StreamView } from './stream-view.js'
import { streamTexts } from './texts.js'

/** What a job writes while it runs, and a form that writes to it. */
export function JobStreams({ details }: { readonly details: JobDetails }) {
  const { say } = useLanguage()
  const { may } = useSession()
  const [chosen, setChosen] = useState<string>()
  const { streams, can, job } = details
  const canSend = can.send && may('act')
  if (streams.length === 0 && !canSend) return null
  const name = chosen !== undefined && streams.includes(chosen) ? chosen : streams[0]
  return (
    <Section
      title={say(streamTexts.title)}
      aside={
        streams.length > 1 && (
          <div class="segments" role="group" aria-label={say(streamTexts.which)}>
            {streams.map((one) => (
              <Button key={one} isPressed={one === name} onClick={() => setChosen(one)}>
                {one}
              </Button>
            ))}
          </div>
        )
      }
    >
      {name === undefined ? (
        <p class="quiet">{say(streamTexts.none)}</p>
      ) : (
        <StreamView key={name} jobId={job.jobId} name={name} />
      )}
      {canSend && <InboxForm jobId={job.jobId} />}
    </Section>
  )
}
