import { useLanguage } from '../../language/use-language.js'
import { Button } from '../../parts/button.js'
import { ABSENT } from './draft.js'
import type { FieldParts } from './form-field.js'
import { boundsText } from './json-schema.js'
import { NullSwitch } from './null-switch.js'
import { enqueueTexts } from './texts.js'

interface Properties extends FieldParts {
  readonly onOpen: () => void
}

/** The name of a group of fields, and the buttons that put it in or leave it out. */
export function GroupHead({ field, draft, onChange, onOpen }: Properties) {
  const { say } = useLanguage()
  const { name, isRequired, isNullable, kind } = field
  const isOpen = draft.is === 'object' || draft.is === 'list'
  const bounds = kind === 'list' ? boundsText(field.bounds) : undefined
  const hints = [field.hint, bounds && say(enqueueTexts.listBounds, { bounds })].filter(Boolean)
  return (
    <>
      <legend>{isRequired ? name : say(enqueueTexts.optional, { name })}</legend>
      {(!isRequired || isNullable || !isOpen) && (
        <div class="group-acts">
          {!isOpen && (
            <Button isSmall icon="plus" onClick={onOpen} label={say(enqueueTexts.addOf, { name })}>
              {say(enqueueTexts.add)}
            </Button>
          )}
          {isOpen && !isRequired && (
            <Button
              isSmall
              kind="bare"
              label={say(enqueueTexts.leaveOutOf, { name })}
              onClick={() => onChange(ABSENT)}
            >
              {say(enqueueTexts.leaveOutGroup)}
            </Button>
          )}
          {isNullable && (
            <NullSwitch
              name={name}
              isNull={draft.is === 'null'}
              onChange={(isNull) => (isNull ? onChange({ is: 'null' }) : onOpen())}
            />
          )}
        </div>
      )}
      {hints.length > 0 && <p class="hint">{hints.join(' · ')}</p>}
    </>
  )
}
