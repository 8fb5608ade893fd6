import type { JobRecord, JobStatus } from '../job/job.js'

/**
 * Which jobs are looked for: those whose record fits every part that is given; with none, all. Texts are compared letter
 * by letter, case included; no character stands for others.
 */
export interface JobQuery {
  readonly jobId?: string | undefined
  /** How the id begins. */
  readonly jobIdPrefix?: string | undefined
  /** The name of the task. */
  readonly functionName?: string | undefined
  readonly queueName?: string | undefined
  /** One of these. */
  readonly statuses?: readonly JobStatus[] | undefined
  /** Enqueued at this moment or later, in milliseconds since 1970. */
  readonly enqueuedFromMs?: number | undefined
  /** Enqueued before this moment. */
  readonly enqueuedBeforeMs?: number | undefined
  /** Ended for good at this moment or later: jobs that have not ended do not fit. */
  readonly endedFromMs?: number | undefined
  /** Ended for good before this moment. */
  readonly endedBeforeMs?: number | undefined
  /** A part of the error, which reads `Name: message`, or of its code. */
  readonly error?: string | undefined
  /**
   * A part of the arguments, the named arguments or the result: of a text or number in them, or of their JSON without
   * white space, such as `"to":"a@b.c"`.
   */
  readonly payload?: string | undefined
}

/** A part of a {@link JobQuery}; the moments of one kind are one. */
export type JobFilter =
  | 'jobId'
  | 'jobIdPrefix'
  | 'functionName'
  | 'queueName'
  | 'statuses'
  | 'enqueued'
  | 'ended'
  | 'error'
  | 'payload'

/** What a store says of its {@link ResultStore.search}. */
export interface JobSearches {
  /** By these it finds jobs without looking at others; by all other parts of a query it looks through its records. */
  readonly indexed: readonly JobFilter[]
  /**
   * In which order all pages of a search come together. `newest`: who was enqueued last comes first. `none`: as the store
   * comes across them; the jobs of one page are sorted, newest first.
   */
  readonly order: 'newest' | 'none'
  /** `part`: of several stores behind this one, not all can be searched. */
  readonly covers: 'all' | 'part'
}

/** How much of a search is done at once, and from where. */
export interface JobSearchOptions {
  /** The most jobs of a page. */
  readonly limit: number
  /** {@link JobPage.cursor} of the page before, of the same query; absent: from the beginning. */
  readonly cursor?: string | undefined
  /** Ends the page early, as if it were full: what was found is answered, with a cursor to go on from. */
  readonly signal?: AbortSignal | undefined
  /**
   * The most records to look at for this page; the store may stop a few hundred later. Whatever it is, a page ends after
   * about a second. @defaultValue 20,000
   */
  readonly lookAt?: number | undefined
}

/** What a search has found in one step. Without jobs it is a page all the same: the search goes on at its cursor. */
export interface JobPage {
  readonly jobs: readonly JobRecord[]
  /**
   * Where the next page begins; absent: everything was looked at. It stays valid while jobs come and go: a job that was
   * there all the time, and was not changed, is given once, or, where {@link JobSearches.order} is `none`, at least once.
   */
  readonly cursor?: string | undefined
  /** `index`: nothing was looked at but what fits. `scan`: records were looked through, up to {@link lookedAt}. */
  readonly by: 'index' | 'scan'
  readonly order: JobSearches['order']
  readonly covers: JobSearches['covers']
  /** How many records the search has looked at, on all its pages up to this one. */
  readonly lookedAt: number
  /** Of how many, about, when the search began; absent: the store cannot tell. */
  readonly ofAbout?: number | undefined
}
