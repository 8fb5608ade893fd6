import { useLanguage } from '../../language/use-language.js'
import { Button } from '../../parts/button.js'
import { Field, type FieldProperties } from '../../parts/field.js'
import type { Editor } from './enqueue-form.js'
import { JSON_INPUT } from './json-arguments.js'
import { fieldText, type SchemaField } from './schema-fields.js'
import { enqueueTexts } from './texts.js'

/** The arguments: one input each, or all as JSON. */
export function ArgumentsEditor(editor: Editor) {
  const { say } = useLanguage()
  const { form, isForm, values, problems, onType, onSwitch } = editor
  const problemOf = (name: string) => {
    const found = problems[name]
    return found && say(found.text, { problem: found.problem ?? '' })
  }
  return (
    <fieldset class="fieldset">
      <legend>{say(enqueueTexts.arguments)}</legend>
      {form && (
        <div class="segments" role="group" aria-label={say(enqueueTexts.arguments)}>
          <Button isPressed={isForm} onClick={() => !isForm && onSwitch()}>
            {say(enqueueTexts.asForm)}
          </Button>
          <Button isPressed={!isForm} onClick={() => isForm && onSwitch()}>
            {say(enqueueTexts.asJson)}
          </Button>
        </div>
      )}
      {isForm && form?.fields.length === 0 && <p class="quiet">{say(enqueueTexts.noInput)}</p>}
      {isForm &&
        form?.fields.map((schema) => (
          <Field
            key={schema.name}
            label={
              schema.isRequired ? schema.name : say(enqueueTexts.optional, { name: schema.name })
            }
            hint={schema.hint}
            problem={problemOf(schema.name)}
          >
            {(field) => (
              <SchemaInput
                field={field}
                schema={schema}
                value={values[schema.name] ?? ''}
                onType={(text) => onType(schema.name, text)}
              />
            )}
          </Field>
        ))}
      {!isForm && (
        <Field
          label={say(enqueueTexts.argumentsJson)}
          hint={say(enqueueTexts.argumentsHint)}
          problem={problemOf(JSON_INPUT)}
        >
          {(field) => (
            <textarea
              {...field}
              class="input"
              rows={10}
              spellcheck={false}
              value={values[JSON_INPUT]}
              onInput={({ currentTarget }) => onType(JSON_INPUT, currentTarget.value)}
            />
          )}
        </Field>
      )}
    </fieldset>
  )
}

interface InputProperties {
  readonly field: FieldProperties
  readonly schema: SchemaField
  readonly value: string
  readonly onType: (text: string) => void
}

function SchemaInput({ field, schema, value, onType }: InputProperties) {
  const { say } = useLanguage()
  const { kind, choices, isRequired } = schema
  if (kind === 'choice' || kind === 'yesNo') {
    const given =
      kind === 'choice'
        ? choices.map((choice) => ({ value: fieldText(choice), text: fieldText(choice) }))
        : [
            { value: 'true', text: say(enqueueTexts.yes) },
            { value: 'false', text: say(enqueueTexts.no) },
          ]
    return (
      <select
        {...field}
        class="input"
        value={value}
        onChange={({ currentTarget }) => onType(currentTarget.value)}
      >
        <option value="">{isRequired ? '–' : say(enqueueTexts.leaveOut)}</option>
        {given.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.text}
          </option>
        ))}
      </select>
    )
  }
  if (kind === 'json') {
    return (
      <textarea
        {...field}
        class="input"
        rows={3}
        spellcheck={false}
        value={value}
        onInput={({ currentTarget }) => onType(currentTarget.value)}
      />
    )
  }
  return (
    <input
      {...field}
      class="input"
      inputMode={kind === 'text' ? 'text' : 'decimal'}
      value={value}
      autocomplete="off"
      onInput={({ currentTarget }) => onType(currentTarget.value)}
    />
  )
}
