import { useEffect, useId, useRef, useState } from 'preact/hooks'

import { useLanguage } from '../../language/use-language.js'
import { Button } from '../../parts/button.js'
import { Icon } from '../../parts/icon.js'
import { useLive } from '../../server/live.js'
import { useSession } from '../../server/session.js'
import { useAnswer } from '../../server/use-answer.js'
import { statusTexts } from '../status-texts.js'
import { isFiltered, type JobFilter, SEARCH_PLACES } from './job-filter.js'
import { jobsTexts } from './texts.js'

const PLACES = {
  payload: { text: jobsTexts.inPayload, hint: jobsTexts.payloadHint },
  error: { text: jobsTexts.inError, hint: jobsTexts.errorHint },
  id: { text: jobsTexts.inId, hint: jobsTexts.idHint },
} as const

const TIMES = [
  { value: '', text: jobsTexts.anyTime },
  { value: '15m', text: jobsTexts.lastMinutes },
  { value: '1h', text: jobsTexts.lastHour },
  { value: '1d', text: jobsTexts.lastDay },
  { value: '7d', text: jobsTexts.lastWeek },
]

const STATUSES = ['queued', 'in_progress', 'retrying', 'completed', 'failed', 'aborted'] as const

// A search while one types begins when the fingers rest.
const REST_MS = 300

interface Properties {
  readonly filter: JobFilter
  readonly onChange: (part: Partial<JobFilter>) => void
}

/** What is looked for. Each change is in the address at once, so that the search can be sent on. */
export function JobSearchForm({ filter, onChange }: Properties) {
  const { say } = useLanguage()
  const id = useId()
  const place = PLACES[filter.place]
  const choices = useChoices()
  return (
    <form
      class="search"
      role="search"
      aria-label={say(jobsTexts.search)}
      onSubmit={(event) => event.preventDefault()}
    >
      <div class="search-text">
        <Icon name="search" />
        <TypedInput
          label={say(jobsTexts.search)}
          hint={say(place.hint)}
          value={filter.text}
          onChange={(text) => onChange({ text })}
        />
        <select
          class="input"
          aria-label={say(jobsTexts.searchIn)}
          value={filter.place}
          onChange={({ currentTarget }) =>
            onChange({
              place: SEARCH_PLACES.find((known) => known === currentTarget.value) ?? 'payload',
            })
          }
        >
          {SEARCH_PLACES.map((known) => (
            <option key={known} value={known}>
              {say(PLACES[known].text)}
            </option>
          ))}
        </select>
      </div>
      <div class="search-parts">
        <select
          class="input"
          aria-label={say(jobsTexts.status)}
          value={filter.status}
          onChange={({ currentTarget }) => onChange({ status: currentTarget.value })}
        >
          <option value="">
            {say(jobsTexts.status)}: {say(jobsTexts.any)}
          </option>
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {say(statusTexts[status])}
            </option>
          ))}
        </select>
        <TypedInput
          label={say(jobsTexts.task)}
          hint={say(jobsTexts.anyTask)}
          value={filter.task}
          list={`${id}-tasks`}
          onChange={(task) => onChange({ task })}
        />
        <datalist id={`${id}-tasks`}>
          {choices.tasks.map((task) => (
            <option key={task} value={task} />
          ))}
        </datalist>
        <select
          class="input"
          aria-label={say(jobsTexts.queue)}
          value={filter.queue}
          onChange={({ currentTarget }) => onChange({ queue: currentTarget.value })}
        >
          <option value="">{say(jobsTexts.anyQueue)}</option>
          {withChosen(choices.queues, filter.queue).map((queue) => (
            <option key={queue} value={queue}>
              {queue}
            </option>
          ))}
        </select>
        <select
          class="input"
          aria-label={say(jobsTexts.since)}
          value={filter.since}
          onChange={({ currentTarget }) => onChange({ since: currentTarget.value })}
        >
          {TIMES.map(({ value, text }) => (
            <option key={value} value={value}>
              {say(jobsTexts.since)}: {say(text)}
            </option>
          ))}
        </select>
        {isFiltered(filter) && (
          <Button
            kind="bare"
            icon="close"
            onClick={() => onChange({ text: '', status: '', task: '', queue: '', since: '' })}
          >
            {say(jobsTexts.clear)}
          </Button>
        )}
      </div>
    </form>
  )
}

/** The names that can be chosen. */
function useChoices() {
  const { server } = useSession()
  const { overview } = useLive()
  const tasks = useAnswer('tasks', (signal) => server.call('tasks', { signal }))
  return {
    tasks: tasks.value?.tasks.map(({ name }) => name) ?? [],
    queues: overview?.queues.map(({ name }) => name) ?? [],
  }
}

function withChosen(names: readonly string[], chosen: string): readonly string[] {
  return chosen === '' || names.includes(chosen) ? names : [...names, chosen]
}

interface InputProperties {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly list?: string
  readonly onChange: (text: string) => void
}

function TypedInput({ label, hint, value, list, onChange }: InputProperties) {
  const [typed, setTyped] = useState(value)
  // What comes back is what was typed a moment ago: meanwhile more may have been.
  const sent = useRef(value)
  useEffect(() => {
    if (value !== sent.current) setTyped(value)
    sent.current = value
  }, [value])
  useEffect(() => {
    if (typed === sent.current) return undefined
    const timer = setTimeout(() => {
      sent.current = typed
      onChange(typed)
    }, REST_MS)
    return () => clearTimeout(timer)
  }, [typed, value, onChange])
  return (
    <input
      class="input"
      type="search"
      aria-label={label}
      placeholder={hint}
      value={typed}
      spellcheck={false}
      autocomplete="off"
      {...(list && { list })}
      onInput={({ currentTarget }) => setTyped(currentTarget.value)}
    />
  )
}
