import type { JobFilter, JobPage, JobQuery, JobSearches } from '../ports/job-search.js'

/** Which part of a query belongs to which filter. */
const FILTER_OF: Readonly<Record<keyof JobQuery, JobFilter>> = {
  jobId: 'jobId',
  jobIdPrefix: 'jobIdPrefix',
  functionName: 'functionName',
  queueName: 'queueName',
  statuses: 'statuses',
  enqueuedFromMs: 'enqueued',
  enqueuedBeforeMs: 'enqueued',
  endedFromMs: 'ended',
  endedBeforeMs: 'ended',
  error: 'error',
  payload: 'payload',
}

/** The filters that a query gives. */
const filtersOf = (query: JobQuery): ReadonlySet<JobFilter> =>
  new Set(
    Object.entries(FILTER_OF).flatMap(([key, filter]) =>
      // The keys of FILTER_OF are those of a query.
      query[key as keyof JobQuery] === undefined ? [] : [filter],
    ),
  )

/** An id is one job, whatever else is asked for; else every filter has to be one that an index answers. */
export function answeredBy(query: JobQuery, { indexed, order }: JobSearches): JobPage['by'] {
  const asked = filtersOf(query)
  if (asked.has('jobId') && indexed.includes('jobId')) return 'index'
  // All jobs: the newest are in the index of a store that orders, and anywhere in another.
  if (asked.size === 0 && order === 'none') return 'scan'
  return [...asked].every((filter) => indexed.includes(filter)) ? 'index' : 'scan'
}
