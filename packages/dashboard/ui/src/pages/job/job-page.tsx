import { useEffect } from 'preact/hooks'

import type { JobDetails } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { Blank } from '../../parts/blank.js'
import { CopyButton } from '../../parts/copy-button.js'
import { Link } from '../../parts/link.js'
import { Page } from '../../parts/page.js'
import { Settled } from '../../parts/settled.js'
import { Trouble } from '../../parts/trouble.js'
import { useLive } from '../../server/live.js'
import { RequestFailed } from '../../server/request-failed.js'
import { useSession } from '../../server/session.js'
import { type Answer, useAnswer } from '../../server/use-answer.js'
import { JobStatus } from '../job-status.js'
import { JobActs } from './job-acts.js'
import { JobBody } from './job-body.js'
import { jobTexts } from './texts.js'

/** One job: what it is, what became of it, and what can be done with it. */
export function JobPage({ jobId }: { readonly jobId: string }) {
  const { say } = useLanguage()
  const { answer, details, isGone } = useJob(jobId)
  const title = details?.job.function ?? say(jobTexts.title, { id: jobId })
  return (
    <Page
      title={title}
      heading={
        details && (
          <span class="job-title">
            {title} <JobStatus status={details.job.status} />
          </span>
        )
      }
      lead={
        <span class="job-id">
          <Link to={{ page: 'jobs', query: {} }}>{say(jobTexts.allJobs)}</Link>
          <span aria-hidden="true">/</span>
          <span class="mono">{jobId}</span>
          <CopyButton text={jobId} label={say(jobTexts.copyId)} />
        </span>
      }
      acts={details && !isGone && <JobActs details={details} onChange={answer.again} />}
    >
      <Trouble topic="job" />
      {isGone && (
        <Blank title={say(jobTexts.goneTitle)}>
          <p class="quiet">{say(details ? jobTexts.goneStill : jobTexts.goneLead)}</p>
        </Blank>
      )}
      {details ? (
        <JobBody details={details} />
      ) : (
        !isGone && <Settled answer={answer}>{() => null}</Settled>
      )}
    </Page>
  )
}

interface WatchedJob {
  readonly answer: Answer<JobDetails>
  readonly details: JobDetails | undefined
  readonly isGone: boolean
}

/** A job as it is, and as it goes on. */
function useJob(jobId: string): WatchedJob {
  const { server } = useSession()
  const { watchJob, job: news, goneJob } = useLive()
  useEffect(() => {
    watchJob(jobId)
    return () => watchJob(undefined)
  }, [jobId, watchJob])
  const answer = useAnswer(jobId, (signal) => server.call('job', { params: { jobId }, signal }))
  const isNews = news?.job.jobId === jobId
  const isUnknown =
    answer.error instanceof RequestFailed &&
    ['ARQ_JOB_NOT_FOUND', 'not_found'].includes(answer.error.code)
  return {
    answer,
    details: isNews ? news : answer.value,
    isGone: goneJob === jobId || (isUnknown && !isNews),
  }
}
