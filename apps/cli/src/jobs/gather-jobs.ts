import type { JobPage, JobQuery, JobRecord, ResultStore } from '@arq/core'

import type { SearchBounds } from './search-flags.js'

/** The most that one page brings. */
const MOST_OF_A_PAGE = 1000

/** What a search came to. */
export interface Gathered extends Omit<JobPage, 'jobs'> {
  /** The newest first. */
  readonly jobs: readonly JobRecord[]
}

export interface GatherOptions extends SearchBounds {
  /** Ends it with what was found by then. */
  readonly signal: AbortSignal
  readonly onProgress: (page: Pick<JobPage, 'lookedAt' | 'ofAbout'>, found: number) => void
}

/** Page after page, until all was looked at, there is enough, or nobody wants more. */
export async function gatherJobs(
  search: NonNullable<ResultStore['search']>,
  query: JobQuery,
  { limit, lookAt, cursor: first, signal, onProgress }: GatherOptions,
): Promise<Gathered> {
  // A store that gives jobs in no order may give one twice.
  const jobs = new Map<string, JobRecord>()
  let cursor = first
  for (;;) {
    const most = Math.min(limit - jobs.size, MOST_OF_A_PAGE)
    const page = await search(query, { limit: most, cursor, signal })
    for (const job of page.jobs) jobs.set(job.jobId, job)
    onProgress(page, jobs.size)
    cursor = page.cursor
    const isEnough = jobs.size >= limit || page.lookedAt >= lookAt || signal.aborted
    if (cursor === undefined || isEnough) return { ...page, jobs: sorted(page, jobs) }
  }
}

function sorted({ order }: JobPage, jobs: ReadonlyMap<string, JobRecord>): readonly JobRecord[] {
  const found = [...jobs.values()]
  if (order === 'newest') return found
  const timeOf = ({ enqueueTime, createdAt }: JobRecord): string => enqueueTime ?? createdAt
  return found.sort((a, b) => (timeOf(a) > timeOf(b) ? -1 : 1))
}
