import { useLanguage } from '../../language/use-language.js'
import { Button } from '../../parts/button.js'
import { type Draft, hasHidden, presentOf } from './draft.js'
import { type FieldParts, FormField } from './form-field.js'
import { GroupHead } from './group-head.js'
import { enqueueTexts } from './texts.js'
import { useProblemText } from './use-problem-text.js'

const NOTHING: readonly Draft[] = []

/** The items of a list, one below the other. */
export function FieldList(parts: FieldParts) {
  const { say } = useLanguage()
  const problemText = useProblemText()
  const { field, draft, at, problems, onChange } = parts
  const { item, name, bounds } = field
  const problem = problemText(problems[at])
  const items = draft.is === 'list' ? draft.items : NOTHING
  // The server finds a hidden value by its place.
  const isHeld = items.some(hasHidden)
  const onItems = (next: readonly Draft[]) => onChange({ is: 'list', items: next })
  return (
    <fieldset class="field-group">
      <GroupHead {...parts} onOpen={() => onItems(item ? [presentOf(item)] : [])} />
      {problem !== undefined && <p class="problem">{problem}</p>}
      {draft.is === 'list' && items.length === 0 && (
        <p class="quiet">{say(enqueueTexts.noItems)}</p>
      )}
      {item &&
        items.map((one, index) => {
          const itemName = say(enqueueTexts.item, { name, index: index + 1 })
          const mayGo = !isHeld || index === items.length - 1
          return (
            <div class="list-item" key={index}>
              <FormField
                field={{ ...item, key: String(index), name: itemName }}
                draft={one}
                at={`${at}.${index}`}
                problems={problems}
                onChange={(next) => onItems(items.map((old, n) => (n === index ? next : old)))}
              />
              <Button
                kind="bare"
                icon="close"
                label={say(mayGo ? enqueueTexts.removeItem : enqueueTexts.staysForHidden, {
                  name: itemName,
                })}
                isDisabled={!mayGo}
                onClick={() => onItems(items.filter((_, n) => n !== index))}
              />
            </div>
          )
        })}
      {draft.is === 'list' && item && (
        <div>
          <Button
            isSmall
            icon="plus"
            isDisabled={bounds.most !== undefined && items.length >= bounds.most}
            onClick={() => onItems([...items, presentOf(item)])}
          >
            {say(enqueueTexts.addTo, { name })}
          </Button>
        </div>
      )}
    </fieldset>
  )
}
