import { useState } from 'preact/hooks'

import { useLanguage } from '../../language/use-language.js'
import { ActButton } from '../../parts/act-button.js'
import { Button } from '../../parts/button.js'
import { useSession } from '../../server/session.js'
import type { Meant } from './meant.js'
import { lengthOf, type Pace, PACES } from './pace.js'
import { deadTexts } from './texts.js'

interface Properties {
  readonly meant: Meant
  readonly isSmall?: boolean
  readonly onBegun?: () => void
}

/** Send letters back at a pace, or drop them: one, those of a reason, or all. */
export function LetterActs({ meant, isSmall = false, onBegun }: Properties) {
  const { say } = useLanguage()
  const { server } = useSession()
  const [pace, setPace] = useState<Pace>(undefined)
  const { queue, letters, isAll, reason } = meant
  const params = { queue }
  return (
    <>
      <ActButton
        permission="act"
        icon="retry"
        isSmall={isSmall}
        {...(!isAll && { label: say(deadTexts.redriveOf, { reason }) })}
        question={{
          title: say(deadTexts.redriveAsk, { count: meant.count }),
          body: (
            <>
              <p>{say(deadTexts.redriveLead)}</p>
              {meant.count > 1 && <PaceChoice count={meant.count} pace={pace} onChange={setPace} />}
            </>
          ),
        }}
        perform={async () => {
          const body = { ...letters, ...(pace !== undefined && { ratePerSecond: pace }) }
          await server.call('redrive', { params, body })
          return say(deadTexts.begun)
        }}
        {...(onBegun && { onDone: onBegun })}
      >
        {say(isAll ? deadTexts.redriveAll : deadTexts.redrive)}
      </ActButton>
      <ActButton
        permission="act"
        icon="trash"
        kind="danger"
        isSmall={isSmall}
        {...(!isAll && { label: say(deadTexts.purgeOf, { reason }) })}
        question={{
          title: say(deadTexts.purgeAsk, { count: meant.count }),
          body: <p>{say(deadTexts.purgeLead)}</p>,
          isDanger: true,
          ...(isAll && { typed: queue }),
        }}
        perform={async () => {
          await server.call('purge', { params, body: letters })
          return say(deadTexts.begun)
        }}
        {...(onBegun && { onDone: onBegun })}
      >
        {say(isAll ? deadTexts.purgeAll : deadTexts.purge)}
      </ActButton>
    </>
  )
}

interface PaceProperties {
  readonly count: number
  readonly pace: Pace
  readonly onChange: (pace: Pace) => void
}

function PaceChoice({ count, pace, onChange }: PaceProperties) {
  const { say, duration } = useLanguage()
  const length = lengthOf(count, pace)
  return (
    <div class="pace">
      <span class="label">{say(deadTexts.pace)}</span>
      <div class="segments" role="group" aria-label={say(deadTexts.pace)}>
        {PACES.map((known) => (
          <Button key={known} isPressed={known === pace} onClick={() => onChange(known)}>
            {known === undefined
              ? say(deadTexts.paceAll)
              : say(deadTexts.paceGiven, { rate: known })}
          </Button>
        ))}
      </div>
      {length !== undefined && (
        <span class="quiet">{say(deadTexts.takes, { duration: duration(length) })}</span>
      )}
    </div>
  )
}
