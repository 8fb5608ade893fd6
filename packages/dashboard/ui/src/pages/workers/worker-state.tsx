import type { WorkerView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { StateMark, type Tone } from '../../parts/state-mark.js'
import { workerTexts } from './texts.js'

const TONES: Readonly<Record<WorkerView['state'], Tone>> = {
  starting: 'busy',
  working: 'good',
  paused: 'warn',
  draining: 'warn',
  stopping: 'idle',
}

/** What a worker does; its health instead when that is the news. */
export function WorkerState({ worker }: { readonly worker: WorkerView }) {
  const { say } = useLanguage()
  const { state, health, problems } = worker
  if (state === 'working' && health !== 'ready') {
    const isDown = health === 'not_ready'
    return (
      <span title={problems?.join(', ') ?? ''}>
        <StateMark tone={isDown ? 'bad' : 'warn'}>
          {say(isDown ? workerTexts.notReady : workerTexts.degraded)}
        </StateMark>
      </span>
    )
  }
  return <StateMark tone={TONES[state]}>{say(workerTexts[state])}</StateMark>
}
