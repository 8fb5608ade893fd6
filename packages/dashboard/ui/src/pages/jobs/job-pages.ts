import type { JobsView, JobView } from '../../../../src/contract/index.js'

/** The pages of a search that have come, as one list. */
export interface JobPages {
  readonly jobs: readonly JobView[]
  /** Cursor of the next page; `null`: this is all. */
  readonly next: string | null
  readonly search: JobsView['search']
}

/** The list with one more page at its end. A store without an order may give a job twice: it is shown once. */
export function withPage(pages: JobPages | undefined, page: JobsView): JobPages {
  if (!pages) return { jobs: page.jobs, next: page.next, search: page.search }
  const known = new Set(pages.jobs.map(({ jobId }) => jobId))
  const fresh = page.jobs.filter(({ jobId }) => !known.has(jobId))
  return { jobs: [...pages.jobs, ...fresh], next: page.next, search: page.search }
}

/**
 * Whether the next page comes by itself when the reader nears the end. Where the store looks at each record, that is
 * work which the reader asks for.
 */
export function comesByItself({ next, search }: JobPages): boolean {
  return next !== null && (search.scan === null || search.scan.isComplete)
}
