import { useContext } from 'preact/hooks'

import { waitText } from '../story/wait-text.js'
import { LanguageContext, useSay } from '../words/language.js'
import { texts } from '../words/texts.js'
import type { LiveWorld } from '../world/live-world.js'
import { Button } from './button.js'

const STEPS = [
  ['10s', 10_000],
  ['1m', 60_000],
  ['1h', 3_600_000],
] as const

interface Properties {
  readonly world: LiveWorld
  readonly nowMs: number
}

/** The time of this page, and how to turn it forward. */
export function ClockBar({ world, nowMs }: Properties) {
  const say = useSay()
  const language = useContext(LanguageContext)
  return (
    <div class="clock" role="group" aria-label={say(texts.clock())}>
      <time dateTime={new Date(nowMs).toISOString()}>
        {new Date(nowMs).toLocaleTimeString(language, { hour12: false })}
      </time>
      {STEPS.map(([step, ms]) => (
        <Button
          key={step}
          label={say(texts.turnLabel({ step: waitText(ms) }))}
          onPress={() => world.turn(step)}
        >
          {say(texts.turnBy({ step: waitText(ms) }))}
        </Button>
      ))}
    </div>
  )
}
