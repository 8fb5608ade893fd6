import { useId, useState } from 'preact/hooks'

import type { KeyView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { Button } from '../../parts/button.js'
import { Dialog } from '../../parts/dialog.js'
import { Field } from '../../parts/field.js'
import { partTexts } from '../../parts/texts.js'
import { useAct } from '../../parts/use-act.js'
import { useSession } from '../../server/session.js'
import { keysTexts } from './texts.js'

interface Properties {
  /** What it begins with: a key that is there, or nothing. */
  readonly given: Partial<KeyView>
  /** Names that are known. */
  readonly names: readonly string[]
  readonly onDone: () => void
  readonly onClose: () => void
}

/** A form that sets how many jobs of a key run at once. */
export function LimitForm({ given, names, onDone, onClose }: Properties) {
  const { say } = useLanguage()
  const { server } = useSession()
  const listId = useId()
  const [name, setName] = useState(given.name ?? '')
  const [key, setKey] = useState(given.key ?? '')
  const [limit, setLimit] = useState(String(given.limit ?? ''))
  const [hasTried, setHasTried] = useState(false)
  const isCount = /^\d{0,9}$/.test(limit.trim())
  const act = useAct(async () => {
    const most = limit.trim() === '' ? null : Number(limit)
    const body = { limit: most, ...(key !== '' && { key }) }
    await server.call('setKeyLimit', { params: { name: name.trim() }, body })
    return say(keysTexts.isDone, { name: name.trim() })
  })
  const save = async () => {
    setHasTried(true)
    if (name.trim() === '' || !isCount || act.isRunning) return
    if (!(await act.run())) return
    onDone()
    onClose()
  }
  const nameProblem = hasTried && name.trim() === '' ? say(keysTexts.nameNeeded) : undefined
  const limitProblem = hasTried && !isCount ? say(keysTexts.notCount) : undefined
  return (
    <Dialog
      title={say(keysTexts.setOne)}
      onClose={onClose}
      onSubmit={() => void save()}
      acts={
        <>
          <Button onClick={onClose}>{say(partTexts.cancel)}</Button>
          <Button kind="main" isSubmit isDisabled={act.isRunning}>
            {say(keysTexts.save)}
          </Button>
        </>
      }
    >
      <p>{say(keysTexts.setLead)}</p>
      <Field label={say(keysTexts.name)} hint={say(keysTexts.nameHint)} problem={nameProblem}>
        {(field) => (
          <input
            {...field}
            class="input mono"
            list={listId}
            value={name}
            autocomplete="off"
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        )}
      </Field>
      <datalist id={listId}>
        {names.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <Field label={say(keysTexts.key)} hint={say(keysTexts.keyHint)}>
        {(field) => (
          <input
            {...field}
            class="input mono"
            value={key}
            autocomplete="off"
            onInput={({ currentTarget }) => setKey(currentTarget.value)}
          />
        )}
      </Field>
      <Field
        label={say(keysTexts.limitField)}
        hint={say(keysTexts.limitHint)}
        problem={limitProblem}
      >
        {(field) => (
          <input
            {...field}
            class="input"
            inputMode="numeric"
            value={limit}
            autocomplete="off"
            onInput={({ currentTarget }) => setLimit(currentTarget.value)}
          />
        )}
      </Field>
    </Dialog>
  )
}
