import {
  countSchema,
  type JobInfo,
  type JobPage,
  type JobQuery,
  type JobRecord,
  parseSettings,
  type ResultStore,
} from '@arq/core'
import { JOB_STATUSES, momentSchema, mustBe, parseInstant, said } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from './texts.js'

const textSchema = v.pipe(v.string(mustBe.text), v.nonEmpty(mustBe.notEmpty))

const searchQuerySchema = v.strictObject({
  jobId: v.pipe(v.optional(textSchema), v.description('The id.')),
  jobIdPrefix: v.pipe(v.optional(textSchema), v.description('How the id begins.')),
  function: v.pipe(v.optional(textSchema), v.description('The name of the task.')),
  queueName: v.pipe(v.optional(textSchema), v.description('The queue.')),
  statuses: v.pipe(
    v.optional(
      v.pipe(
        v.array(
          v.picklist(JOB_STATUSES, mustBe.oneOf(...JOB_STATUSES)),
          said(texts.mustBeStatuses()),
        ),
        v.nonEmpty(said(texts.mustBeStatuses())),
      ),
    ),
    v.description('One of these statuses.'),
  ),
  enqueuedFrom: v.pipe(
    v.optional(momentSchema),
    v.description('Enqueued at this moment or later: a Date, or an ISO 8601 text.'),
  ),
  enqueuedBefore: v.pipe(v.optional(momentSchema), v.description('Enqueued before this moment.')),
  endedFrom: v.pipe(
    v.optional(momentSchema),
    v.description('Ended for good at this moment or later.'),
  ),
  endedBefore: v.pipe(
    v.optional(momentSchema),
    v.description('Ended for good before this moment.'),
  ),
  error: v.pipe(
    v.optional(textSchema),
    v.description('A part of the error, which reads `Name: message`, or of its code.'),
  ),
  payload: v.pipe(
    v.optional(textSchema),
    v.description(
      'A part of the arguments or the result: of a text or number in them, or of their JSON without white space, such as `"to":"a@b.c"`.',
    ),
  ),
})

const searchOptionsSchema = v.strictObject({
  limit: v.pipe(
    v.optional(countSchema(1, 1000), 100),
    v.description('The most jobs of a page.'),
    v.metadata({ unit: 'jobs' }),
  ),
  cursor: v.pipe(
    v.optional(v.string(mustBe.text)),
    v.description('The `cursor` of a page of the same query: the search goes on behind it.'),
  ),
  signal: v.pipe(
    v.optional(v.instance(AbortSignal, said(texts.mustBeSignal()))),
    v.description(
      'Ends the search when it aborts: what was found by then is the last page, with a cursor to go on from.',
    ),
  ),
  lookAt: v.pipe(
    v.optional(countSchema(1), 20_000),
    v.description(
      'About how many records are looked at for one page. It ends after about a second, whatever this is.',
    ),
    v.metadata({ unit: 'records' }),
  ),
})

/**
 * Which jobs {@link Client.searchJobs} looks for: those that fit every part that is given; with none, all. Texts are
 * compared letter by letter, case included; no character stands for others.
 */
export type JobSearchQuery = v.InferInput<typeof searchQuerySchema>

/** How {@link Client.searchJobs} gives what it finds. */
export type JobSearchPageOptions = v.InferInput<typeof searchOptionsSchema>

/** A step of a search: the jobs it found, if any, and how far it came. */
export interface JobSearchPage extends Omit<JobPage, 'jobs'> {
  readonly jobs: readonly JobInfo[]
}

/** What was asked for, checked. */
export interface CheckedSearch {
  readonly query: JobQuery
  readonly options: Readonly<v.InferOutput<typeof searchOptionsSchema>>
}

/** @throws ConfigurationError `ARQ_CONFIG_INVALID` naming each wrong part */
export function readSearch(query: JobSearchQuery, options: JobSearchPageOptions): CheckedSearch {
  const { function: functionName, ...asked } = parseSettings(
    'query of searchJobs()',
    searchQuerySchema,
    query,
  )
  const { enqueuedFrom, enqueuedBefore, endedFrom, endedBefore, ...rest } = asked
  return {
    query: {
      ...rest,
      functionName,
      enqueuedFromMs: momentToMs(enqueuedFrom),
      enqueuedBeforeMs: momentToMs(enqueuedBefore),
      endedFromMs: momentToMs(endedFrom),
      endedBeforeMs: momentToMs(endedBefore),
    },
    options: parseSettings('options of searchJobs()', searchOptionsSchema, options),
  }
}

const momentToMs = (moment: Date | string | undefined): number | undefined =>
  moment instanceof Date ? moment.getTime() : parseInstant(moment ?? '')

/** Page after page until everything was looked at, or the signal aborts. */
export async function* searchPages(
  search: NonNullable<ResultStore['search']>,
  { query, options }: CheckedSearch,
  infoOf: (record: JobRecord) => Promise<JobInfo>,
): AsyncGenerator<JobSearchPage, void, undefined> {
  let { cursor } = options
  do {
    const { jobs, ...page } = await search(query, { ...options, cursor })
    yield { ...page, jobs: await Promise.all(jobs.map(infoOf)) }
    cursor = page.cursor
  } while (cursor !== undefined && options.signal?.aborted !== true)
}
