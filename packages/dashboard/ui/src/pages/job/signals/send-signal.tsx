import { useState } from 'preact/hooks'

import type { SignalGiven } from '../../../../../src/contract/index.js'
import { useLanguage } from '../../../language/use-language.js'
import { Button } from '../../../parts/button.js'
import { Dialog } from '../../../parts/dialog.js'
import { Field } from '../../../parts/field.js'
import { useTell } from '../../../parts/notices.js'
import { readTypedJson } from '../../../parts/read-json.js'
import { partTexts } from '../../../parts/texts.js'
import { useReason } from '../../../parts/use-reason.js'
import { useSession } from '../../../server/session.js'
import { signalTexts } from './texts.js'

const ANSWERS = {
  accepted: signalTexts.accepted,
  already: signalTexts.already,
  timedOut: signalTexts.tooLate,
  ended: signalTexts.ended,
} as const satisfies Readonly<Record<SignalGiven['answer'], unknown>>

interface Properties {
  readonly jobId: string
  /** `''`: the reader writes it. */
  readonly name: string
  readonly onClose: () => void
}

/** A form that gives a job a signal, and says whether it was the first. */
export function SendSignal({ jobId, name: given, onClose }: Properties) {
  const { say } = useLanguage()
  const { server } = useSession()
  const tell = useTell()
  const reason = useReason()
  const [name, setName] = useState(given)
  const [typed, setTyped] = useState('')
  const [isRunning, setIsRunning] = useState(false)
  const [problems, setProblems] = useState<{ name?: string; payload?: string }>({})

  const send = async () => {
    const read = readTypedJson(typed)
    const found = {
      ...(name.trim() === '' && { name: say(signalTexts.nameNeeded) }),
      ...('problem' in read && {
        payload: say(signalTexts.notJson, { problem: read.problem }),
      }),
    }
    setProblems(found)
    if (isRunning || 'problem' in read || found.name !== undefined) return
    setIsRunning(true)
    try {
      const params = { jobId, signal: name.trim() }
      const body = { payload: read.value }
      const { answer } = await server.call('signalJob', { params, body })
      tell(say(ANSWERS[answer], { name: name.trim() }), answer !== 'accepted')
      onClose()
    } catch (error) {
      tell(say(partTexts.notDone, { reason: reason(error) }), true)
      setIsRunning(false)
    }
  }

  return (
    <Dialog
      title={say(signalTexts.ask)}
      onClose={onClose}
      onSubmit={() => void send()}
      acts={
        <>
          <Button onClick={onClose}>{say(partTexts.cancel)}</Button>
          <Button kind="main" isSubmit isDisabled={isRunning}>
            {say(signalTexts.send)}
          </Button>
        </>
      }
    >
      <p>{say(signalTexts.lead)}</p>
      <Field label={say(signalTexts.name)} hint={say(signalTexts.nameHint)} problem={problems.name}>
        {(field) => (
          <input
            {...field}
            class="input mono"
            value={name}
            autocomplete="off"
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        )}
      </Field>
      <Field
        label={say(signalTexts.payloadLabel)}
        hint={say(signalTexts.payloadHint)}
        problem={problems.payload}
      >
        {(field) => (
          <textarea
            {...field}
            class="input"
            rows={4}
            spellcheck={false}
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        )}
      </Field>
    </Dialog>
  )
}
