import type { FlowStatus } from '../../../../../src/contract/index.js'
import { useLanguage } from '../../../language/use-language.js'
import { StateMark, type Tone } from '../../../parts/state-mark.js'
import { flowTexts } from './texts.js'

const TONES: Readonly<Record<FlowStatus, Tone>> = {
  queued: 'idle',
  waiting: 'idle',
  in_progress: 'busy',
  completed: 'good',
  failed: 'bad',
  retrying: 'warn',
  aborted: 'warn',
  unknown: 'idle',
}

export const toneOfFlow = (status: FlowStatus): Tone => TONES[status]

/** Where a job of a flow stands: a colour, a shape, and the word. */
export function FlowMark({
  status,
  count,
}: {
  readonly status: FlowStatus
  readonly count?: number
}) {
  const { say, count: written } = useLanguage()
  return (
    <StateMark tone={TONES[status]}>
      {count !== undefined && <b>{written(count)}</b>} {say(flowTexts[status])}
    </StateMark>
  )
}
