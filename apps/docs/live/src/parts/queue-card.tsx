import { type Board, jobsAt } from '../board/board.js'
import { useSay } from '../words/language.js'
import { texts } from '../words/texts.js'
import type { BrokerCounts } from '../world/broker-counts.js'
import { QUEUE } from '../world/names.js'
import { Card } from './card.js'
import { JobChip } from './job-chip.js'

const MOST_CHIPS = 48

interface Properties {
  readonly board: Board
  readonly counts: BrokerCounts
}

/** What waits, in order, and what the broker itself says of it. */
export function QueueCard({ board, counts }: Properties) {
  const say = useSay()
  const jobs = jobsAt(board, 'queue')
  const { ready, unacknowledged, suspects } = counts
  return (
    <Card title={say(texts.queue())} mark={QUEUE} count={jobs.length} name="queue">
      {jobs.length === 0 ? (
        <p class="none">{say(texts.queueNone())}</p>
      ) : (
        <ul class="chips">
          {jobs.slice(0, MOST_CHIPS).map((job) => (
            <JobChip key={job.jobId} job={job} />
          ))}
          {jobs.length > MOST_CHIPS && (
            <li class="chip more">{say(texts.more({ count: jobs.length - MOST_CHIPS }))}</li>
          )}
        </ul>
      )}
      <p class="fine" data-part="counts">
        {say(texts.queueCounts({ ready, unacknowledged }))}
        {suspects > 0 && <> · {say(texts.suspects({ count: suspects }))}</>}
      </p>
    </Card>
  )
}
