import { useLanguage } from '../language/use-language.js'
import { partTexts } from './texts.js'

const LINES = [0, 1, 2, 3, 4]

/** Stands where something is on its way: the shape of lines, so that the page does not jump when it comes. */
export function Loading() {
  const { say } = useLanguage()
  return (
    <div class="loading" role="status">
      <span class="unseen">{say(partTexts.loading)}</span>
      {LINES.map((line) => (
        <span key={line} class="loading-line" />
      ))}
    </div>
  )
}
