import { useLanguage } from '../../language/use-language.js'
import { Field } from '../../parts/field.js'
import { ABSENT, type Draft } from './draft.js'
import { FieldGroup } from './field-group.js'
import { FieldInput, JsonInput } from './field-input.js'
import { FieldList } from './field-list.js'
import type { Problems } from './job-arguments.js'
import { boundsText } from './json-schema.js'
import { NullSwitch } from './null-switch.js'
import type { SchemaField } from './schema-fields.js'
import { enqueueTexts } from './texts.js'
import { useProblemText } from './use-problem-text.js'

/** One field of a form, with all that is in it. */
export interface FieldParts {
  readonly field: SchemaField
  readonly draft: Draft
  /** The keys that lead to it, with dots between: its problems stand under this. */
  readonly at: string
  readonly problems: Problems
  readonly onChange: (draft: Draft) => void
}

export function FormField(parts: FieldParts) {
  const { say } = useLanguage()
  const problemText = useProblemText()
  const { field, draft, at, problems, onChange } = parts
  const { kind, name, isRequired, isNullable } = field
  const isJson = kind === 'json' || draft.is === 'json'
  if (!isJson && kind === 'object') return <FieldGroup {...parts} />
  if (!isJson && kind === 'list') return <FieldList {...parts} />
  const hints = [field.hint, boundsText(field.bounds)].filter((hint) => hint !== undefined)
  return (
    <Field
      label={isRequired ? name : say(enqueueTexts.optional, { name })}
      hint={hints.length > 0 ? hints.join(' · ') : undefined}
      problem={problemText(problems[at])}
    >
      {(properties) => {
        const input = { properties, field, draft, onChange }
        const shown = isJson ? <JsonInput {...input} /> : <FieldInput {...input} />
        // A list of choices has null among them.
        if (!isNullable || isJson || kind === 'choice' || kind === 'yesNo') return shown
        return (
          <div class="with-null">
            {shown}
            <NullSwitch
              name={name}
              isNull={draft.is === 'null'}
              onChange={(isNull) => onChange(isNull ? { is: 'null' } : ABSENT)}
            />
          </div>
        )
      }}
    </Field>
  )
}
