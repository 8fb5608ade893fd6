import { useLanguage } from '../../language/use-language.js'
import { workerTexts } from './texts.js'

interface Properties {
  readonly running: number
  readonly slots: number
}

/** How many of a worker's slots are taken, in figures and as a bar. */
export function SlotsMeter({ running, slots }: Properties) {
  const { say } = useLanguage()
  const text = say(workerTexts.usedSlots, { running, slots })
  return (
    <span class="slots">
      <progress class="progress meter" value={running} max={Math.max(slots, 1)} aria-label={text} />
      <span>{text}</span>
    </span>
  )
}
