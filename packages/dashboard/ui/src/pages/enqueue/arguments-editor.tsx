import { useLanguage } from '../../language/use-language.js'
import { Button } from '../../parts/button.js'
import { Field } from '../../parts/field.js'
import { ABSENT } from './draft.js'
import { FormField } from './form-field.js'
import { JSON_INPUT } from './json-arguments.js'
import { WHOLE } from './place-issues.js'
import { enqueueTexts } from './texts.js'
import type { Editor } from './use-editor.js'
import { useProblemText } from './use-problem-text.js'

/** The arguments: a field for each, or all as JSON. */
export function ArgumentsEditor(editor: Editor) {
  const { say } = useLanguage()
  const problemText = useProblemText()
  const { form, isMisfit, isForm, drafts, json, problems, onDraft, onJson, onSwitch } = editor
  const wholeProblem = problemText(problems[WHOLE])
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
      {isMisfit && <p class="quiet">{say(enqueueTexts.fitsNoForm)}</p>}
      {wholeProblem !== undefined && (
        <p class="problem" role="alert">
          {wholeProblem}
        </p>
      )}
      {isForm && form?.fields.length === 0 && <p class="quiet">{say(enqueueTexts.noInput)}</p>}
      {isForm &&
        form?.fields.map((field) => (
          <FormField
            key={field.key}
            field={field}
            draft={drafts[field.key] ?? ABSENT}
            at={field.key}
            problems={problems}
            onChange={(draft) => onDraft(field.key, draft)}
          />
        ))}
      {!isForm && (
        <Field
          label={say(enqueueTexts.argumentsJson)}
          hint={say(enqueueTexts.argumentsHint)}
          problem={problemText(problems[JSON_INPUT])}
        >
          {(field) => (
            <textarea
              {...field}
              class="input"
              rows={10}
              spellcheck={false}
              value={json}
              onInput={({ currentTarget }) => onJson(currentTarget.value)}
            />
          )}
        </Field>
      )}
    </fieldset>
  )
}
