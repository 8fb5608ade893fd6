import { useMemo, useState } from 'preact/hooks'

import type { ErrorIssue, JobView, TaskView } from '../../../../src/contract/index.js'
import { type Draft, type Drafts, draftsOf, fitsForm } from './draft.js'
import type { JobArguments, Problems, ReadArguments } from './job-arguments.js'
import { argumentsOfJson, JSON_INPUT, jsonOfArguments } from './json-arguments.js'
import { placeInJson, placeIssues } from './place-issues.js'
import { readForm } from './read-drafts.js'
import { formOfSchema, type SchemaForm } from './schema-fields.js'
import { enqueueTexts } from './texts.js'

/** The arguments while they are edited: as a form where the task has a schema, else as JSON. */
export interface Editor {
  /** `undefined`: there is none, or the arguments of the job do not fit into it. */
  readonly form: SchemaForm | undefined
  /** The task has a form, and the arguments of the job before do not fit into it. */
  readonly isMisfit: boolean
  /** Whether the form is shown, and not the JSON. */
  readonly isForm: boolean
  readonly drafts: Drafts
  readonly json: string
  readonly problems: Problems
  readonly onDraft: (key: string, draft: Draft) => void
  readonly onJson: (text: string) => void
  /** What was written on one side is seen on the other. */
  readonly onSwitch: () => void
  /** Whether it can be sent; what is wrong is shown. */
  readonly check: () => boolean
  readonly read: () => JobArguments
  /** Shows what the server found wrong. */
  readonly onRefused: (issues: readonly ErrorIssue[]) => void
}

export function useEditor(
  tasks: readonly TaskView[],
  job: JobView | undefined,
  name: string,
): Editor {
  const input = tasks.find((known) => known.name === name.trim())?.input ?? null
  const whole = useMemo(() => (input === null ? undefined : formOfSchema(input)), [input])
  const before = job?.function === name.trim() ? job : undefined
  const form = whole && (!before || fitsForm(whole, before)) ? whole : undefined
  const initial = useMemo(() => (form ? draftsOf(form, before) : {}), [form, before])
  const [wantsJson, setWantsJson] = useState(false)
  const [edited, setEdited] = useState<{ readonly of: SchemaForm; readonly drafts: Drafts }>()
  const [typed, setTyped] = useState<string>()
  const [problems, setProblems] = useState<Problems>({})
  const isForm = form !== undefined && !wantsJson
  const drafts = edited && edited.of === form ? edited.drafts : initial
  const json = typed ?? jsonOfArguments(before ?? {})
  const readNow = (): ReadArguments => (isForm ? readForm(form, drafts) : argumentsOfJson(json))
  return {
    ...{ form, isForm, drafts, json, problems },
    isMisfit: whole !== undefined && form === undefined,
    onDraft: (key, draft) => {
      if (form) setEdited({ of: form, drafts: { ...drafts, [key]: draft } })
      setProblems((last) => withoutPlace(last, key))
    },
    onJson: (text) => {
      setTyped(text)
      setProblems({})
    },
    onSwitch: () => {
      const read = readNow()
      const wrong = isForm ? {} : problemsAsForm(read, form)
      setProblems(wrong)
      if (Object.keys(wrong).length > 0) return
      if (isForm) setTyped(jsonOfArguments(read.value))
      else if (form) setEdited({ of: form, drafts: draftsOf(form, read.value) })
      setWantsJson(isForm)
    },
    check: () => {
      const read = readNow()
      setProblems(read.problems)
      return Object.keys(read.problems).length === 0
    },
    read: () => readNow().value,
    onRefused: (issues) =>
      setProblems(isForm ? placeIssues(issues, form, drafts) : placeInJson(issues)),
  }
}

/** Why what was written as JSON cannot be shown as a form. */
function problemsAsForm(
  { value, problems }: ReadArguments,
  form: SchemaForm | undefined,
): Problems {
  if (Object.keys(problems).length > 0 || !form || fitsForm(form, value)) return problems
  return { [JSON_INPUT]: { text: enqueueTexts.hasNoField } }
}

/** What is wrong with a field and in it is told no more when it is changed. */
function withoutPlace(problems: Problems, place: string): Problems {
  return Object.fromEntries(
    Object.entries(problems).filter(([at]) => at !== place && !at.startsWith(`${place}.`)),
  )
}
