import { useCallback, useEffect, useState } from 'preact/hooks'

import type { FlowJobView, FlowNodeView, FlowStatus } from '../../../../../src/contract/index.js'
import { useLanguage } from '../../../language/use-language.js'
import { Button } from '../../../parts/button.js'
import { Dialog } from '../../../parts/dialog.js'
import { Failure } from '../../../parts/failure.js'
import { Link } from '../../../parts/link.js'
import { Loading } from '../../../parts/loading.js'
import { useSession } from '../../../server/session.js'
import { FlowMark } from './flow-mark.js'
import { flowTexts } from './texts.js'

interface Properties {
  readonly parent: FlowNodeView
  readonly status: FlowStatus
  readonly onClose: () => void
}

/** All children of a job that stand alike, a hundred at a time. */
export function FlowFoldDialog({ parent, status, onClose }: Properties) {
  const { say } = useLanguage()
  const { server } = useSession()
  const [jobs, setJobs] = useState<readonly FlowJobView[]>([])
  /** `undefined`: it is asked for; `null`: there is no more. */
  const [next, setNext] = useState<string | null>()
  const [error, setError] = useState<unknown>()
  const { jobId } = parent
  const load = useCallback(
    async (cursor?: string) => {
      setNext(undefined)
      setError(undefined)
      try {
        const query = { status, ...(cursor !== undefined && { cursor }) }
        const page = await server.call('flowChildren', { params: { jobId }, query })
        setJobs((last) => (cursor === undefined ? page.jobs : [...last, ...page.jobs]))
        setNext(page.next)
      } catch (failure) {
        setError(failure)
      }
    },
    [server, jobId, status],
  )
  useEffect(() => void load(), [load])
  const task = parent.task ?? say(flowTexts.noTask)
  return (
    <Dialog
      title={say(flowTexts.childrenOf, { task, status: say(flowTexts[status]) })}
      onClose={onClose}
      isWide
    >
      {error !== undefined && <Failure error={error} onAgain={() => void load()} />}
      <ul class="card plain-list">
        {jobs.map((job) => (
          <li key={job.jobId}>
            <Link to={{ page: 'job', id: job.jobId }}>{job.task ?? job.jobId}</Link>
            <FlowMark status={job.status} />
            <span class="mono quiet">{job.jobId}</span>
            {job.error !== null && <span class="bad-text">{job.error}</span>}
          </li>
        ))}
      </ul>
      {next === undefined && error === undefined && <Loading />}
      {typeof next === 'string' && (
        <Button onClick={() => void load(next)}>{say(flowTexts.moreJobs)}</Button>
      )}
    </Dialog>
  )
}
