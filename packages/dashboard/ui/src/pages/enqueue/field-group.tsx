import { ABSENT, presentOf } from './draft.js'
import { type FieldParts, FormField } from './form-field.js'
import { GroupHead } from './group-head.js'
import { useProblemText } from './use-problem-text.js'

/** The fields of an object. One that may be left out is opened by a button. */
export function FieldGroup(parts: FieldParts) {
  const problemText = useProblemText()
  const { field, draft, at, problems, onChange } = parts
  const problem = problemText(problems[at])
  const fields = draft.is === 'object' ? draft.fields : undefined
  return (
    <fieldset class="field-group">
      <GroupHead {...parts} onOpen={() => onChange(presentOf(field))} />
      {problem !== undefined && <p class="problem">{problem}</p>}
      {fields &&
        field.fields.map((inner) => (
          <FormField
            key={inner.key}
            field={inner}
            draft={fields[inner.key] ?? ABSENT}
            at={`${at}.${inner.key}`}
            problems={problems}
            onChange={(next) =>
              onChange({ is: 'object', fields: { ...fields, [inner.key]: next } })
            }
          />
        ))}
    </fieldset>
  )
}
