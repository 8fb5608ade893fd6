import { useState } from 'preact/hooks'

import { useLanguage } from '../../language/use-language.js'
import type { FieldProperties } from '../../parts/field.js'
import { ABSENT, type Draft } from './draft.js'
import { localMoment, sentMoment } from './moment-text.js'
import { fieldText, type SchemaField } from './schema-fields.js'
import { enqueueTexts } from './texts.js'

export interface InputParts {
  readonly properties: FieldProperties
  readonly field: SchemaField
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
}

/** The input of a field that holds one value. */
export function FieldInput(parts: InputParts) {
  const { properties, field, draft, onChange } = parts
  const { kind, isRequired } = field
  const text = draft.is === 'text' ? draft.text : ''
  // One that is emptied is left out again, where it may be.
  const onText = (next: string) =>
    onChange(next === '' && !isRequired ? ABSENT : { is: 'text', text: next })
  const input = { ...properties, class: 'input', autocomplete: 'off', spellcheck: false } as const
  if (kind === 'choice' || kind === 'yesNo') return <Choice {...parts} onText={onText} />
  if (kind === 'moment' && (text === '' || localMoment(text) !== undefined)) {
    return <MomentInput properties={properties} text={text} onText={onText} />
  }
  const isNumber = kind === 'number' || kind === 'whole'
  if (kind === 'day') {
    return (
      <input
        {...input}
        type="date"
        value={text}
        onInput={({ currentTarget }) => onText(currentTarget.value)}
      />
    )
  }
  return (
    <input
      {...input}
      type="text"
      {...(isNumber && { inputMode: 'decimal' as const })}
      placeholder={draft.is === 'null' ? 'null' : ''}
      value={text}
      onInput={({ currentTarget }) => onText(currentTarget.value)}
    />
  )
}

interface MomentParts {
  readonly properties: FieldProperties
  readonly text: string
  readonly onText: (text: string) => void
}

/** A moment in the reader's time zone, sent in UTC. */
function MomentInput({ properties, text, onText }: MomentParts) {
  const { say } = useLanguage()
  // As the browser has it while it is typed: written anew it would lose the digits of a year that is not whole.
  const [typed, setTyped] = useState({ local: '', sent: '' })
  return (
    <>
      <input
        {...properties}
        class="input"
        type="datetime-local"
        step="0.001"
        value={typed.sent === text ? typed.local : (localMoment(text) ?? '')}
        onInput={({ currentTarget: { value } }) => {
          const sent = sentMoment(value)
          setTyped({ local: value, sent })
          onText(sent)
        }}
      />
      {text !== '' && <p class="hint">{say(enqueueTexts.localTime, { moment: text })}</p>}
    </>
  )
}

function Choice({
  properties,
  field,
  draft,
  onChange,
  onText,
}: InputParts & { readonly onText: (text: string) => void }) {
  const { say } = useLanguage()
  const { kind, choices, isRequired, isNullable } = field
  // `null` has a value that no choice has: those are texts and JSON.
  const [NONE, NULL] = ['', ' null']
  const given =
    kind === 'choice'
      ? choices.map((choice) => ({ value: fieldText(choice), text: fieldText(choice) }))
      : [
          { value: 'true', text: say(enqueueTexts.yes) },
          { value: 'false', text: say(enqueueTexts.no) },
        ]
  const value = draft.is === 'text' ? draft.text : draft.is === 'null' ? NULL : NONE
  return (
    <select
      {...properties}
      class="input"
      value={value}
      onChange={({ currentTarget }) =>
        currentTarget.value === NULL ? onChange({ is: 'null' }) : onText(currentTarget.value)
      }
    >
      <option value={NONE}>{isRequired ? '–' : say(enqueueTexts.leaveOut)}</option>
      {given.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.text}
        </option>
      ))}
      {isNullable && <option value={NULL}>null</option>}
    </select>
  )
}

/** A value that is written as JSON. */
export function JsonInput({ properties, field, draft, onChange }: InputParts) {
  const text = draft.is === 'json' ? draft.text : ''
  return (
    <textarea
      {...properties}
      class="input"
      rows={Math.min(Math.max(text.split('\n').length, field.kind === 'json' ? 3 : 1), 12)}
      spellcheck={false}
      value={text}
      onInput={({ currentTarget: { value } }) =>
        onChange(value === '' && !field.isRequired ? ABSENT : { is: 'json', text: value })
      }
    />
  )
}
