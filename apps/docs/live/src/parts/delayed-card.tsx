import { type Board, jobsAt } from '../board/board.js'
import { waitText } from '../story/wait-text.js'
import { useSay } from '../words/language.js'
import { texts } from '../words/texts.js'
import { Card } from './card.js'
import { JobLine } from './job-line.js'

const MOST = 6

interface Properties {
  readonly board: Board
  readonly nowMs: number
  readonly onAbort: (jobId: string) => void
}

/** What waits for its time at the broker: deferred jobs, and retries. */
export function DelayedCard({ board, nowMs, onAbort }: Properties) {
  const say = useSay()
  const jobs = [...jobsAt(board, 'delayed')].sort((a, b) => (a.dueAtMs ?? 0) - (b.dueAtMs ?? 0))
  return (
    <Card title={say(texts.delayed())} count={jobs.length} name="delayed">
      {jobs.length === 0 ? (
        <p class="none">{say(texts.delayedNone())}</p>
      ) : (
        <ul class="lines">
          {jobs.slice(0, MOST).map((job) => (
            <JobLine key={job.jobId} job={job} onAbort={onAbort}>
              {say(texts.due({ wait: waitText(Math.max((job.dueAtMs ?? nowMs) - nowMs, 0)) }))}
            </JobLine>
          ))}
        </ul>
      )}
    </Card>
  )
}
