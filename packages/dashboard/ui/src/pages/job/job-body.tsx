import type { JobDetails } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { JsonTree } from '../../parts/json-tree.js'
import { Section } from '../../parts/section.js'
import { callValue } from '../call-value.js'
import { JobFlow } from './flow/job-flow.js'
import { JobFacts } from './job-facts.js'
import { JobLog } from './job-log.js'
import { JobProgress } from './job-progress.js'
import { JobSignals } from './signals/job-signals.js'
import { JobStreams } from './streams/job-streams.js'
import { jobTexts } from './texts.js'
import { Timeline } from './timeline.js'

/** All that is known of a job. */
export function JobBody({ details }: { readonly details: JobDetails }) {
  const { job } = details
  const isOn = job.status === 'in_progress' || job.status === 'retrying'
  return (
    <>
      <JobFacts details={details} />
      {isOn && job.progress !== undefined && job.progress !== null && (
        <JobProgress value={job.progress} />
      )}
      <JobFlow jobId={job.jobId} status={job.status} />
      <JobSignals details={details} />
      <JobStreams details={details} />
      <div class="job-columns">
        <TimelineSection details={details} />
        <div class="job-data">
          {job.error !== undefined && <JobError details={details} />}
          <Arguments details={details} />
          {job.status === 'completed' && <Result details={details} />}
        </div>
      </div>
      <JobLog job={job} />
    </>
  )
}

function TimelineSection({ details }: { readonly details: JobDetails }) {
  const { say } = useLanguage()
  return (
    <Section title={say(jobTexts.timeline)}>
      <Timeline details={details} />
    </Section>
  )
}

function JobError({ details: { job } }: { readonly details: JobDetails }) {
  const { say } = useLanguage()
  return (
    <Section title={say(jobTexts.error)} aside={job.errorCode && <code>{job.errorCode}</code>}>
      <div class="card error-card">
        <p class="error-message">{job.error}</p>
        {job.traceback !== undefined && (
          <details>
            <summary>{say(jobTexts.stack)}</summary>
            <pre tabIndex={0}>{job.traceback}</pre>
          </details>
        )}
      </div>
    </Section>
  )
}

function Arguments({ details: { job } }: { readonly details: JobDetails }) {
  const { say } = useLanguage()
  const label = say(jobTexts.arguments)
  const hasNamed = Object.keys(job.kwargs).length > 0
  return (
    <Section title={label}>
      {hasNamed || job.args.length > 0 ? (
        <div class="card padded">
          <JsonTree value={callValue(job.args, job.kwargs)} label={label} />
        </div>
      ) : (
        <p class="quiet">{say(jobTexts.noArguments)}</p>
      )}
    </Section>
  )
}

function Result({ details: { job } }: { readonly details: JobDetails }) {
  const { say } = useLanguage()
  const label = say(jobTexts.result)
  return (
    <Section title={label}>
      {job.result === undefined || job.result === null ? (
        <p class="quiet">{say(jobTexts.noResult)}</p>
      ) : (
        <div class="card padded">
          <JsonTree value={job.result} label={label} />
        </div>
      )}
    </Section>
  )
}
