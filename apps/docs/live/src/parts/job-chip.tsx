import type { BoardJob } from '../board/board.js'
import { useSay } from '../words/language.js'
import { texts } from '../words/texts.js'

/** A job, as small as it can be told from others. */
export function JobChip({ job }: { readonly job: BoardJob }) {
  const say = useSay()
  const held = job.heldBy === undefined ? '' : `, ${say(texts.heldBy({ name: job.heldBy }))}`
  const words = `${say(texts.job({ number: job.number }))}, ${job.task}${held}`
  return (
    <li class={`chip${job.hasComeBack ? ' back' : ''}${job.heldBy ? ' held' : ''}`} title={words}>
      <span aria-hidden="true">{job.number}</span>
      <span class="unseen">{words}</span>
    </li>
  )
}
