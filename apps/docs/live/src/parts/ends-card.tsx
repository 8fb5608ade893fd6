import { type Board, isFinal, jobsAt } from '../board/board.js'
import { useSay } from '../words/language.js'
import { texts } from '../words/texts.js'
import { Card } from './card.js'
import { JobLine } from './job-line.js'

const MOST = 6

/** How jobs ended: with a result, or stopped by somebody. */
export function ResultsCard({ board }: { readonly board: Board }) {
  const say = useSay()
  const all = [...board.jobs.values()]
  const ended = all.filter(isFinal)
  const shown = ended
    .filter(({ place }) => place !== 'dead')
    .slice(-MOST)
    .reverse()
  return (
    <Card title={say(texts.ended())} name="results">
      {shown.length === 0 ? (
        <p class="none">{say(texts.endedNone())}</p>
      ) : (
        <ul class="lines">
          {shown.map((job) => (
            <JobLine key={job.jobId} job={job}>
              {job.place === 'aborted' ? say(texts.aborted()) : (job.result ?? '')}
            </JobLine>
          ))}
        </ul>
      )}
      <p class="fine" data-part="ended-count">
        {say(texts.endedCount({ ended: ended.length, all: all.length }))}
      </p>
    </Card>
  )
}

/** What nobody could bring to an end. */
export function DeadCard({ board, count }: { readonly board: Board; readonly count: number }) {
  const say = useSay()
  const jobs = [...jobsAt(board, 'dead')].slice(-MOST).reverse()
  return (
    <Card title={say(texts.deadLetters())} mark="orders.dlq" count={count} name="dead">
      {jobs.length === 0 ? (
        <p class="none">{say(texts.deadNone())}</p>
      ) : (
        <ul class="lines">
          {jobs.map((job) => (
            <JobLine key={job.jobId} job={job}>
              {job.error}
            </JobLine>
          ))}
        </ul>
      )}
    </Card>
  )
}
