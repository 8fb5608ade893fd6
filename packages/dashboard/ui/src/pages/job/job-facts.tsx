import type { ComponentChildren } from 'preact'

import type { JobDetails } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { CopyButton } from '../../parts/copy-button.js'
import { Link } from '../../parts/link.js'
import { Moment, Since } from '../../parts/moment.js'
import { jobTexts } from './texts.js'

/** What is known of a job in short. */
export function JobFacts({ details }: { readonly details: JobDetails }) {
  const { say, duration } = useLanguage()
  const { job, traceId, traceUrl } = details
  const waited = waitOf(details)
  const { duplicateRuns, duplicateDeliveries } = job
  const duplicates = [
    ...(duplicateRuns > 0 ? [say(jobTexts.duplicateRuns, { runs: duplicateRuns })] : []),
    ...(duplicateDeliveries > 0
      ? [say(jobTexts.duplicateDeliveries, { deliveries: duplicateDeliveries })]
      : []),
  ]
  return (
    <dl class="facts card">
      <Fact name={say(jobTexts.queue)}>
        <Link to={{ page: 'jobs', query: { queue: job.queueName } }}>{job.queueName}</Link>
      </Fact>
      <Fact name={say(jobTexts.attempt)}>{job.jobTry}</Fact>
      {job.workerId !== undefined && (
        <Fact name={say(jobTexts.worker)}>
          <span class="mono" title={job.workerId}>
            {job.workerId}
          </span>
        </Fact>
      )}
      {waited !== undefined && <Fact name={say(jobTexts.waited)}>{duration(waited)}</Fact>}
      {job.durationMs !== undefined && (
        <Fact name={say(jobTexts.took)}>{duration(job.durationMs)}</Fact>
      )}
      {job.status === 'in_progress' && job.startTime && (
        <Fact name={say(jobTexts.took)}>
          <Since at={job.startTime} />
        </Fact>
      )}
      {duplicates.length > 0 && (
        <Fact name={say(jobTexts.duplicates)}>{duplicates.join(', ')}</Fact>
      )}
      {traceId !== null && (
        <Fact name={say(jobTexts.traceId)}>
          <TraceId id={traceId} url={traceUrl} />
          <CopyButton text={traceId} />
        </Fact>
      )}
      {job.resultExpiresAt !== undefined && (
        <Fact name={say(jobTexts.keptUntil)}>
          <Moment at={job.resultExpiresAt} />
        </Fact>
      )}
    </dl>
  )
}

function TraceId({ id, url }: { readonly id: string; readonly url: string | undefined }) {
  const short = (
    <span class="mono" title={id}>
      {id.slice(0, 12)}…
    </span>
  )
  if (url === undefined) return short
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {short}
    </a>
  )
}

/** From when it could have started until it did. */
function waitOf({ job: { enqueueTime, deferUntil, startTime, jobTry } }: JobDetails) {
  if (!startTime || !enqueueTime || jobTry > 1) return undefined
  const from = Math.max(Date.parse(enqueueTime), Date.parse(deferUntil ?? enqueueTime))
  const waited = Date.parse(startTime) - from
  return waited > 0 ? waited : undefined
}

interface FactProperties {
  readonly name: string
  readonly children: ComponentChildren
}

function Fact({ name, children }: FactProperties) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
