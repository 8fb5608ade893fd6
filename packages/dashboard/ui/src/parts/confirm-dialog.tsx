import { useState } from 'preact/hooks'

import { useLanguage } from '../language/use-language.js'
import { Button } from './button.js'
import { Dialog } from './dialog.js'
import { Field } from './field.js'
import type { Question } from './question.js'
import { partTexts } from './texts.js'

interface Properties {
  readonly question: Question
  /** What the button says that does it: the same word as the one that asked. */
  readonly confirm: string
  readonly isRunning: boolean
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks before something is done. */
export function ConfirmDialog({ question, confirm, isRunning, onConfirm, onClose }: Properties) {
  const { say } = useLanguage()
  const [typed, setTyped] = useState('')
  const isMeant = question.typed === undefined || typed.trim() === question.typed
  return (
    <Dialog
      title={question.title}
      onClose={onClose}
      onSubmit={() => {
        if (isMeant && !isRunning) onConfirm()
      }}
      acts={
        <>
          <Button onClick={onClose}>{say(partTexts.cancel)}</Button>
          <Button
            kind={question.isDanger ? 'main-danger' : 'main'}
            isSubmit
            isDisabled={!isMeant || isRunning}
          >
            {confirm}
          </Button>
        </>
      }
    >
      {question.body}
      {question.typed !== undefined && (
        <Field label={say(partTexts.typeIt, { word: question.typed })}>
          {(field) => (
            <input
              {...field}
              class="input mono"
              value={typed}
              autocomplete="off"
              onInput={({ currentTarget }) => setTyped(currentTarget.value)}
            />
          )}
        </Field>
      )}
    </Dialog>
  )
}
