import { useId, useMemo, useState } from 'preact/hooks'

import type { EnqueueBody, JobView, TaskView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { Button } from '../../parts/button.js'
import { Field } from '../../parts/field.js'
import { useAct } from '../../parts/use-act.js'
import { goTo } from '../../router/use-route.js'
import { useSession } from '../../server/session.js'
import { ArgumentsEditor } from './arguments-editor.js'
import { type FieldProblem, fitsForm, readForm, typedOf } from './field-values.js'
import { argumentsOfJson, JSON_INPUT, jsonOfArguments } from './json-arguments.js'
import { formOfSchema } from './schema-fields.js'
import { enqueueTexts } from './texts.js'
import { NO_OPTIONS, optionsBody, WhenAndWhere } from './when-and-where.js'

interface Properties {
  readonly tasks: readonly TaskView[]
  readonly job: JobView | undefined
  readonly task: string | undefined
}

/** The form: which task, with what, when and where. */
export function EnqueueForm({ tasks, job, task }: Properties) {
  const { say } = useLanguage()
  const { server } = useSession()
  const listId = useId()
  const [name, setName] = useState(job?.function ?? task ?? tasks[0]?.name ?? '')
  const [options, setOptions] = useState(() => ({ ...NO_OPTIONS, queue: job?.queueName ?? '' }))
  const editor = useEditor(tasks, job, name)
  const act = useAct(async () => {
    const body: EnqueueBody = {
      function: name.trim(),
      ...editor.read(),
      ...optionsBody(options),
      ...(job && { from: job.jobId }),
    }
    const { jobId, isEnqueued, queue } = await server.call('enqueueJob', { body })
    if (!isEnqueued) throw new Error(say(enqueueTexts.exists, { id: jobId }))
    goTo({ page: 'job', id: jobId })
    return say(enqueueTexts.isEnqueued, { queue, id: jobId })
  })
  const isReady = name.trim() !== '' && !act.isRunning
  return (
    <form
      class="card padded form enqueue"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady && editor.check()) void act.run()
      }}
    >
      <Field label={say(enqueueTexts.task)} hint={say(enqueueTexts.taskHint)}>
        {(field) => (
          <input
            {...field}
            class="input"
            list={listId}
            value={name}
            spellcheck={false}
            autocomplete="off"
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        )}
      </Field>
      <datalist id={listId}>
        {tasks.map((known) => (
          <option key={known.name} value={known.name} />
        ))}
      </datalist>
      <ArgumentsEditor {...editor} />
      <WhenAndWhere options={options} onChange={setOptions} />
      <div class="form-acts">
        <Button kind="main" isSubmit isDisabled={!isReady}>
          {say(enqueueTexts.enqueue)}
        </Button>
      </div>
    </form>
  )
}

/** The arguments as they are edited: as a form where the task has a schema, else as JSON. */
function useEditor(tasks: readonly TaskView[], job: JobView | undefined, name: string) {
  const input = tasks.find((known) => known.name === name.trim())?.input ?? null
  const form = useMemo(() => (input === null ? undefined : formOfSchema(input)), [input])
  const before = useMemo(() => (job?.function === name ? job : {}), [job, name])
  const [wantsJson, setWantsJson] = useState(false)
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const [problems, setProblems] = useState<Readonly<Record<string, FieldProblem>>>({})
  const usable = form && fitsForm(form, before) ? form : undefined
  const isForm = usable !== undefined && !wantsJson
  const initial = useMemo(
    () => ({ ...(usable && typedOf(usable, before)), [JSON_INPUT]: jsonOfArguments(before) }),
    [usable, before],
  )
  const values: Readonly<Record<string, string>> = { ...initial, ...typed }
  const readNow = () =>
    isForm ? readForm(usable, values) : argumentsOfJson(values[JSON_INPUT] ?? '')
  return {
    form: usable,
    isForm,
    values,
    problems,
    onType: (field: string, text: string) => {
      setTyped((last) => ({ ...last, [field]: text }))
      setProblems({})
    },
    /** What was typed on one side is seen on the other. */
    onSwitch: () => {
      const read = readNow()
      if (!read.isOk) {
        setProblems(read.problems)
        return
      }
      if (isForm) setTyped((last) => ({ ...last, [JSON_INPUT]: jsonOfArguments(read.value) }))
      else if (usable) setTyped((last) => ({ ...last, ...typedOf(usable, read.value) }))
      setWantsJson(isForm)
    },
    check: () => {
      const read = readNow()
      setProblems(read.isOk ? {} : read.problems)
      return read.isOk
    },
    read: () => {
      const read = readNow()
      return read.isOk ? read.value : {}
    },
  }
}

export type Editor = ReturnType<typeof useEditor>
