import { useId } from 'preact/hooks'

import type { EnqueueBody, ErrorIssue } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { Field } from '../../parts/field.js'
import { useLive } from '../../server/live.js'
import { useSession } from '../../server/session.js'
import { enqueueTexts } from './texts.js'

/** What was typed of it. */
export interface Options {
  readonly queue: string
  readonly deferBy: string
  readonly jobId: string
  readonly priority: string
}

export const NO_OPTIONS: Options = { queue: '', deferBy: '', jobId: '', priority: '' }

/** What of it is sent: an input that is empty is left to the server. */
export function optionsBody(options: Options): Omit<EnqueueBody, 'function'> {
  const queue = options.queue.trim()
  const deferBy = options.deferBy.trim()
  const jobId = options.jobId.trim()
  const priority = options.priority.trim()
  return {
    ...(queue !== '' && { queue }),
    ...(deferBy !== '' && {
      deferBy: Number.isFinite(Number(deferBy)) ? Number(deferBy) : deferBy,
    }),
    ...(jobId !== '' && { jobId }),
    ...(priority !== '' && { priority: Number(priority) }),
  }
}

/** What the server found wrong with them, by their names. */
export function optionProblems(issues: readonly ErrorIssue[]): Readonly<Record<string, string>> {
  const named = issues.map(({ path, message }) => ({ name: optionOf(path), message }))
  return Object.fromEntries(named.flatMap(({ name, message }) => (name ? [[name, message]] : [])))
}

/** The input that a place of the body stands for; `undefined`: it is one of the arguments. */
export function optionOf(path: string): keyof Options | undefined {
  if (path === 'queueName') return 'queue'
  return (['queue', 'deferBy', 'jobId', 'priority'] as const).find((name) => name === path)
}

interface Properties {
  readonly options: Options
  readonly problems: Readonly<Record<string, string>>
  readonly onChange: (options: Options) => void
}

/** Queue, delay, id and priority. */
export function WhenAndWhere({ options, problems, onChange }: Properties) {
  const { say } = useLanguage()
  const { features } = useSession()
  const { overview } = useLive()
  const listId = useId()
  const names = ['queue', ...(features.delay ? ['deferBy'] : []), 'jobId', 'priority'] as const
  const hints = {
    queue: enqueueTexts.queueHint,
    deferBy: enqueueTexts.deferHint,
    jobId: enqueueTexts.jobIdHint,
    priority: enqueueTexts.priorityHint,
  }
  return (
    <fieldset class="fieldset is-columns">
      <legend>{say(enqueueTexts.options)}</legend>
      {(['queue', 'deferBy', 'jobId', 'priority'] as const)
        .filter((name) => names.some((shown) => shown === name))
        .map((name) => (
          <Field
            key={name}
            label={say(enqueueTexts[name])}
            hint={say(hints[name])}
            problem={problems[name]}
          >
            {(field) => (
              <input
                {...field}
                class="input"
                type="text"
                value={options[name]}
                autocomplete="off"
                spellcheck={false}
                {...(name === 'queue' && { list: listId })}
                {...(name === 'priority' && { inputMode: 'numeric' as const })}
                onInput={({ currentTarget }) =>
                  onChange({ ...options, [name]: currentTarget.value })
                }
              />
            )}
          </Field>
        ))}
      <datalist id={listId}>
        {overview?.queues.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </fieldset>
  )
}
