import type { JobView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { Blank } from '../../parts/blank.js'
import { Button } from '../../parts/button.js'
import { Failure } from '../../parts/failure.js'
import { Link } from '../../parts/link.js'
import { Loading } from '../../parts/loading.js'
import { Distance } from '../../parts/moment.js'
import { type Column, Table } from '../../parts/table.js'
import { JobStatus } from '../job-status.js'
import { argumentsText } from './arguments-text.js'
import { isFiltered, type JobFilter } from './job-filter.js'
import { comesByItself, type JobPages } from './job-pages.js'
import { jobsTexts } from './texts.js'
import type { JobSearch } from './use-job-pages.js'

interface Properties {
  readonly filter: JobFilter
  readonly search: JobSearch
}

/** What was found. */
export function JobList({ filter, search }: Properties) {
  const { say } = useLanguage()
  const { pages, error, isAsking, more, again } = search
  const columns = useColumns()
  if (!pages) return error === undefined ? <Loading /> : <Failure error={error} onAgain={again} />
  const isMoreToLook = pages.next !== null && !comesByItself(pages)
  return (
    <>
      <HowFar pages={pages} />
      {pages.jobs.length === 0 && !isMoreToLook ? (
        <Blank title={say(isFiltered(filter) ? jobsTexts.noneTitle : jobsTexts.noneYetTitle)}>
          <p class="quiet">{say(jobsTexts.noneLead)}</p>
        </Blank>
      ) : (
        <div class="card">
          <Table
            label={say(jobsTexts.title)}
            columns={columns}
            rows={pages.jobs}
            keyOf={({ jobId }) => jobId}
            isLong
            narrowRowHeight={72}
            {...(comesByItself(pages) && { onNearEnd: more })}
          />
        </div>
      )}
      {error !== undefined && <Failure error={error} onAgain={more} />}
      {isMoreToLook && (
        <div class="list-end">
          <Button icon="search" onClick={more} isDisabled={isAsking}>
            {say(isAsking ? jobsTexts.loadingMore : jobsTexts.more)}
          </Button>
        </div>
      )}
    </>
  )
}

/** How many were found, and how far the store looked: said aloud when it changes. */
function HowFar({ pages }: { readonly pages: JobPages }) {
  const { say } = useLanguage()
  const { jobs, next, search } = pages
  const { scan } = search
  const found = say(next === null ? jobsTexts.found : jobsTexts.foundSoFar, {
    count: jobs.length,
  })
  const looked =
    scan &&
    (scan.total === null
      ? say(jobsTexts.looked, { looked: scan.looked })
      : say(jobsTexts.lookedOf, { looked: scan.looked, total: scan.total }))
  return (
    <div class="how-far quiet" role="status">
      <span>{[found, ...(looked ? [looked] : [])].join(' · ')}</span>
      {search.covers === 'part' && <span class="warn-text">{say(jobsTexts.partly)}</span>}
    </div>
  )
}

function useColumns(): readonly Column<JobView>[] {
  const { say, duration } = useLanguage()
  return [
    {
      key: 'task',
      head: say(jobsTexts.task),
      width: 'minmax(8rem, 1.1fr)',
      narrow: 'title',
      cell: (job) => (
        <Link class="row-link" to={{ page: 'job', id: job.jobId }} title={job.function}>
          {job.function}
        </Link>
      ),
    },
    {
      key: 'status',
      head: say(jobsTexts.status),
      width: '7rem',
      narrow: 'side',
      cell: ({ status }) => <JobStatus status={status} />,
    },
    {
      key: 'arguments',
      head: say(jobsTexts.arguments),
      width: 'minmax(8rem, 2.2fr)',
      narrow: 'hidden',
      cell: (job) => <ErrorOrArguments job={job} />,
    },
    {
      key: 'id',
      head: say(jobsTexts.id),
      width: 'minmax(6rem, 1fr)',
      narrow: 'hidden',
      cell: ({ jobId }) => (
        <span class="mono quiet" title={jobId}>
          {jobId}
        </span>
      ),
    },
    {
      key: 'queue',
      head: say(jobsTexts.queue),
      width: 'minmax(4rem, 7rem)',
      narrow: 'meta',
      cell: ({ queueName }) => <span title={queueName}>{queueName}</span>,
    },
    {
      key: 'try',
      head: say(jobsTexts.attempt),
      width: '2.5rem',
      narrow: 'hidden',
      isNumber: true,
      cell: ({ jobTry }) => jobTry,
    },
    {
      key: 'duration',
      head: say(jobsTexts.duration),
      width: '4.5rem',
      narrow: 'meta',
      isNumber: true,
      cell: ({ durationMs }) => (durationMs === undefined ? '–' : duration(durationMs)),
    },
    {
      key: 'enqueued',
      head: say(jobsTexts.enqueued),
      width: '6rem',
      narrow: 'meta',
      isNumber: true,
      cell: ({ enqueueTime }) => <Distance at={enqueueTime} />,
    },
  ]
}

/** The error is what one looks for in a job that failed. */
function ErrorOrArguments({ job }: { readonly job: JobView }) {
  if (job.error !== undefined && job.status !== 'completed') {
    return (
      <span class="bad-text" title={job.error}>
        {job.error}
      </span>
    )
  }
  const text = argumentsText(job)
  return (
    <span class="mono" title={text}>
      {text}
    </span>
  )
}
