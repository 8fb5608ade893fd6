import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'

import type { EnqueueBody, JobView, TaskView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { Button } from '../../parts/button.js'
import { Field } from '../../parts/field.js'
import { useAct } from '../../parts/use-act.js'
import { goTo } from '../../router/use-route.js'
import { RequestFailed } from '../../server/request-failed.js'
import { useSession } from '../../server/session.js'
import { ArgumentsEditor } from './arguments-editor.js'
import { enqueueTexts } from './texts.js'
import { useEditor } from './use-editor.js'
import {
  NO_OPTIONS,
  optionOf,
  optionProblems,
  optionsBody,
  WhenAndWhere,
} from './when-and-where.js'

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
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({})
  const form = useRef<HTMLFormElement>(null)
  const [tries, setTries] = useState(0)
  // Whoever sent it is led to what is wrong first.
  useLayoutEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [tries])
  const act = useAct(async () => {
    const body: EnqueueBody = {
      function: name.trim(),
      ...editor.read(),
      ...optionsBody(options),
      ...(job && { from: job.jobId }),
    }
    const { jobId, isEnqueued, queue } = await server
      .call('enqueueJob', { body })
      .catch((error: unknown) => {
        if (error instanceof RequestFailed) {
          setRefused(optionProblems(error.issues))
          editor.onRefused(error.issues.filter(({ path }) => !optionOf(path)))
        }
        throw error
      })
    if (!isEnqueued) throw new Error(say(enqueueTexts.exists, { id: jobId }))
    goTo({ page: 'job', id: jobId })
    return say(enqueueTexts.isEnqueued, { queue, id: jobId })
  })
  const isReady = name.trim() !== '' && !act.isRunning
  return (
    <form
      class="card padded form enqueue"
      noValidate
      ref={form}
      onSubmit={(event) => {
        event.preventDefault()
        if (!isReady) return
        setRefused({})
        const sent = editor.check() ? act.run() : Promise.resolve(false)
        void sent.then((isDone) => !isDone && setTries((last) => last + 1))
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
      <WhenAndWhere options={options} problems={refused} onChange={setOptions} />
      <div class="form-acts">
        <Button kind="main" isSubmit isDisabled={!isReady}>
          {say(enqueueTexts.enqueue)}
        </Button>
      </div>
    </form>
  )
}
