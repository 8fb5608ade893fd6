import type { JobDetails, TimelineEntry } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { Moment, Since } from '../../parts/moment.js'
import { useNow } from '../../parts/use-now.js'
import { jobTexts } from './texts.js'
import { type Step, stepsOf } from './timeline-steps.js'

const TONES: Readonly<Record<TimelineEntry['type'], string>> = {
  enqueued: 'idle',
  due: 'idle',
  started: 'busy',
  step: 'good',
  error: 'bad',
  ended: 'good',
  expires: 'idle',
  forgotten: 'idle',
}

const STEP_TONES = {
  completed: 'good',
  failed: 'bad',
  retrying: 'bad',
  sleeping: 'busy',
  slept: 'idle',
} as const

const ENDS = {
  failed: jobTexts.tryFailed,
  timedOut: jobTexts.tryTimedOut,
  askedAgain: jobTexts.tryAskedAgain,
} as const

/** What became of a job, step by step, and what is still ahead of it. */
export function Timeline({ details }: { readonly details: JobDetails }) {
  const { say } = useLanguage()
  const now = useNow()
  const { job, timeline, isTimelineComplete } = details
  const steps = stepsOf(timeline, now)
  const past = steps.filter(({ isAhead }) => !isAhead)
  const ahead = steps.filter(({ isAhead }) => isAhead)
  return (
    <>
      {!isTimelineComplete && <p class="quiet">{say(jobTexts.timelineCut)}</p>}
      <ol class="timeline">
        {past.map((step) => (
          <TimelineStep key={keyOf(step)} step={step} />
        ))}
        {job.status === 'in_progress' && job.startTime && (
          <li class="step is-busy is-running">
            <span class="step-what">{say(jobTexts.runningNow)}</span>
            <span class="step-when">
              <Since at={job.startTime} />
            </span>
          </li>
        )}
        {ahead.map((step) => (
          <TimelineStep key={keyOf(step)} step={step} />
        ))}
      </ol>
    </>
  )
}

function TimelineStep({ step }: { readonly step: Step }) {
  const { say, duration } = useLanguage()
  const { entry, afterMs, isAhead } = step
  const tone = toneOf(entry)
  return (
    <li class={`step is-${tone} ${isAhead ? 'is-ahead' : ''}`}>
      <span class="step-what">
        <StepWords entry={entry} />
      </span>
      <span class="step-when">
        <Moment at={entry.at} />
        {afterMs !== undefined && afterMs > 0 && !isAhead && (
          <span class="quiet"> {say(jobTexts.after, { duration: duration(afterMs) })}</span>
        )}
      </span>
      {entry.type === 'error' && (
        <span class={`step-note ${tone === 'bad' ? 'bad-text' : 'quiet'}`}>
          {entry.errorCode !== null && <code>{entry.errorCode} </code>}
          {entry.error}
        </span>
      )}
      {entry.type === 'error' && entry.next !== undefined && (
        <span class="step-note quiet">
          {say(jobTexts.nextTry)} <Moment at={entry.next} />
        </span>
      )}
      {entry.type === 'step' && <StepNote entry={entry} />}
      {entry.type === 'started' && (
        <span class="step-note quiet">{say(jobTexts.by, { worker: entry.workerId })}</span>
      )}
    </li>
  )
}

function StepNote({ entry }: { readonly entry: Extract<TimelineEntry, { type: 'step' }> }) {
  const { say, duration } = useLanguage()
  const { state, durationMs, tries, error, until } = entry
  return (
    <>
      {tries > 0 && (
        <span class="step-note quiet">
          {say(jobTexts.stepTook, { duration: duration(durationMs), tries })}
        </span>
      )}
      {error !== undefined && <span class="step-note bad-text">{error}</span>}
      {until !== undefined && (
        <span class="step-note quiet">
          {say(state === 'retrying' ? jobTexts.nextTry : jobTexts.stepUntil)} <Moment at={until} />
        </span>
      )}
    </>
  )
}

/** Tries that follow one another at once may end in one millisecond. */
const keyOf = ({ entry }: Step): string =>
  `${entry.type} ${entry.at} ${'jobTry' in entry ? String(entry.jobTry) : ''}${'name' in entry ? entry.name : ''}`

function toneOf(entry: TimelineEntry): string {
  if (entry.type === 'ended' && entry.status !== 'completed') return 'bad'
  // It threw `Retry`.
  if (entry.type === 'error' && entry.outcome === 'askedAgain') return 'idle'
  return entry.type === 'step' ? STEP_TONES[entry.state] : TONES[entry.type]
}

function StepWords({ entry }: { readonly entry: TimelineEntry }) {
  const { say } = useLanguage()
  switch (entry.type) {
    case 'started':
      return <>{say(jobTexts.started, { try: entry.jobTry })}</>
    case 'error':
      return <>{say(ENDS[entry.outcome ?? 'failed'], { try: entry.jobTry })}</>
    case 'ended':
      return <>{say(jobTexts[entry.status])}</>
    case 'step':
      return <>{say(jobTexts.step, { name: entry.name })}</>
    case 'enqueued':
    case 'due':
    case 'expires':
    case 'forgotten':
      return <>{say(jobTexts[entry.type])}</>
  }
}
