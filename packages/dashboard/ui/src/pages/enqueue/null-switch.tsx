import { useLanguage } from '../../language/use-language.js'
import { Button } from '../../parts/button.js'
import { enqueueTexts } from './texts.js'

interface Properties {
  readonly name: string
  readonly isNull: boolean
  readonly onChange: (isNull: boolean) => void
}

/** Beside the input of what may be `null`, which no text in it could say. */
export function NullSwitch({ name, isNull, onChange }: Properties) {
  const { say } = useLanguage()
  return (
    <Button
      isPressed={isNull}
      label={say(enqueueTexts.setNull, { name })}
      onClick={() => onChange(!isNull)}
    >
      null
    </Button>
  )
}
