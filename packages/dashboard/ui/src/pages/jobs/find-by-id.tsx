import { useState } from 'preact/hooks'

import { useLanguage } from '../../language/use-language.js'
import { Button } from '../../parts/button.js'
import { Field } from '../../parts/field.js'
import { goTo } from '../../router/use-route.js'
import { jobsTexts } from './texts.js'

/** The search of a store that cannot search: by the whole id. */
export function FindById() {
  const { say } = useLanguage()
  const [id, setId] = useState('')
  return (
    <form
      class="card padded find-by-id"
      onSubmit={(event) => {
        event.preventDefault()
        if (id.trim() !== '') goTo({ page: 'job', id: id.trim() })
      }}
    >
      <Field label={say(jobsTexts.wholeIdHint)} hint={say(jobsTexts.cannotSearch)}>
        {(field) => (
          <input
            {...field}
            class="input mono"
            value={id}
            spellcheck={false}
            autocomplete="off"
            onInput={({ currentTarget }) => setId(currentTarget.value)}
          />
        )}
      </Field>
      <Button kind="main" isSubmit isDisabled={id.trim() === ''}>
        {say(jobsTexts.open)}
      </Button>
    </form>
  )
}
