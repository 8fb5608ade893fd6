import { useLanguage } from '../../language/use-language.js'
import { StateMark, type Tone } from '../../parts/state-mark.js'
import type { QueueState } from './queue-state.js'
import { queueTexts } from './texts.js'

const TONES: Readonly<Record<QueueState['kind'], Tone>> = {
  missing: 'idle',
  working: 'good',
  paused: 'warn',
  pausedInSome: 'warn',
  unattended: 'bad',
  idle: 'idle',
}

export function QueueStateMark({ state }: { readonly state: QueueState }) {
  const { say } = useLanguage()
  const values = state.kind === 'pausedInSome' ? { paused: state.paused, all: state.all } : {}
  return <StateMark tone={TONES[state.kind]}>{say(queueTexts[state.kind], values)}</StateMark>
}
