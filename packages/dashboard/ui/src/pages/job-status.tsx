import type { JobView } from '../../../src/contract/index.js'
import { useLanguage } from '../language/use-language.js'
import { StateMark, type Tone } from '../parts/state-mark.js'
import { statusTexts } from './status-texts.js'

type Status = JobView['status']

const TONES: Readonly<Record<Status, Tone>> = {
  queued: 'idle',
  in_progress: 'busy',
  completed: 'good',
  failed: 'bad',
  retrying: 'warn',
  aborted: 'idle',
}

export function JobStatus({ status }: { readonly status: Status }) {
  const { say } = useLanguage()
  return <StateMark tone={TONES[status]}>{say(statusTexts[status])}</StateMark>
}
