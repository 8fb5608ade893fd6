import { percentText } from '../../language/numbers.js'
import { useLanguage } from '../../language/use-language.js'
import { JsonTree } from '../../parts/json-tree.js'
import { progressOf } from '../../parts/progress-of.js'
import { jobTexts } from './texts.js'

/** What the task reported: as a bar where it says how far it is, else as it is. */
export function JobProgress({ value }: { readonly value: unknown }) {
  const { say } = useLanguage()
  const progress = progressOf(value)
  const label = say(jobTexts.progress)
  if (!progress) {
    return (
      <div class="card padded">
        <p class="label-line">{label}</p>
        <JsonTree value={value} label={label} />
      </div>
    )
  }
  return (
    <div class="card padded job-progress">
      <p class="label-line">
        {label} <b aria-live="polite">{percentText(progress.share)}</b>
        {progress.note !== undefined && <span class="quiet"> {progress.note}</span>}
      </p>
      <progress class="progress" value={progress.share} max={1} aria-label={label} />
    </div>
  )
}
