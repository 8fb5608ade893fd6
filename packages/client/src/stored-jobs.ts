import {
  countSchema,
  isFinal,
  type JobInfo,
  type JobSearches,
  type JobStatus,
  parseSettings,
  type ResultStore,
  type StorageStats,
  UnsupportedError,
} from '@arq/core'
import { KeyLimits, portTexts } from '@arq/core/internal'
import * as v from 'valibot'

import { checkedId } from './checked-id.js'
import type { ClientParts } from './client-parts.js'
import { LiveControl } from './control/live-control.js'
import {
  type JobSearchPage,
  type JobSearchPageOptions,
  type JobSearchQuery,
  readSearch,
  searchPages,
} from './search-jobs.js'
import { texts } from './texts.js'

const queuedJobsOptionsSchema = v.strictObject({
  limit: v.pipe(v.optional(countSchema(1), 1000), v.description('The most jobs to give.')),
})

/** How much {@link StoredJobs.queuedJobs} gives. */
export type QueuedJobsOptions = v.InferInput<typeof queuedJobsOptionsSchema>

/** What a client reads of jobs, and changes, in the result store. */
export abstract class StoredJobs extends LiveControl {
  readonly #parts: ClientParts

  /** @internal */
  constructor(parts: ClientParts) {
    super(parts)
    this.#parts = parts
  }

  /** What is kept of an ended job; `undefined` when nothing is, or it has not ended. */
  async getJobResult(jobId: string): Promise<JobInfo | undefined> {
    const record = await this.#store('getJobResult()').get(checkedId(jobId))
    return record && isFinal(record.status) ? this.#parts.infoOf(record) : undefined
  }

  /** What is kept of ended jobs, by id, in one round trip; the others are absent. */
  async getJobResults(jobIds: readonly string[]): Promise<Map<string, JobInfo>> {
    const records = await this.#store('getJobResults()').getMany(jobIds.map(checkedId))
    const ended = [...records].filter(([, { status }]) => isFinal(status))
    const infos = ended.map(async ([jobId, record]) => {
      return [jobId, await this.#parts.infoOf(record)] as const
    })
    return new Map(await Promise.all(infos))
  }

  /** Where a job stands; `undefined` when the store has no record of it. */
  async getJobStatus(jobId: string): Promise<JobStatus | undefined> {
    return this.#store('getJobStatus()').getStatus(checkedId(jobId))
  }

  /** Deletes a job's record and so its result. @returns whether there was one */
  async deleteJobResult(jobId: string): Promise<boolean> {
    return this.#store('deleteJobResult()').delete(checkedId(jobId))
  }

  /** Figures of the result store. */
  async getStorageStats(): Promise<StorageStats> {
    return this.#store('getStorageStats()').stats()
  }

  /**
   * Jobs of a queue that wait for a worker or for their time, in no particular order; default: the client's queue.
   * @throws UnsupportedError `ARQ_UNSUPPORTED` without a result store, or with one that cannot tell, as in S3
   */
  async queuedJobs(queueName?: string, options: QueuedJobsOptions = {}): Promise<JobInfo[]> {
    const { limit } = parseSettings('options of queuedJobs()', queuedJobsOptionsSchema, options)
    const store = this.#store('queuedJobs()')
    if (!store.listWaiting) {
      throw new UnsupportedError(texts.needsWaitingLists(), { missing: 'listWaiting' })
    }
    const records = await store.listWaiting(queueName ?? this.#parts.settings.queueName, { limit })
    return Promise.all(records.map((record) => this.#parts.infoOf(record)))
  }

  /**
   * Looks for jobs of any status, by id, task, queue, status, times, a part of the error or of the arguments and the
   * result. Gives pages until everything was looked at, where the store can newest first. A page is one bounded step: it
   * may come without jobs, says how many records were looked at of about how many, and has the cursor to go on from.
   *
   * What has an index answers at once; else the records are looked through, a million of them in some ten seconds: see
   * {@link jobSearches}. Records that expire are gone for a search, too.
   *
   * A part of arguments, result or error is not found in what is encrypted: stores cannot look into it.
   *
   * @throws UnsupportedError `ARQ_UNSUPPORTED` without a result store, or with one that cannot look through its records,
   * as in S3
   * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming what is wrong with query or options
   *
   * @example
   * ```ts
   * for await (const page of client.searchJobs({ statuses: ['failed'], payload: 'order-4711' })) {
   *   for (const { jobId, error } of page.jobs) console.log(jobId, error)
   *   console.error(`${page.lookedAt} of about ${page.ofAbout}`)
   * }
   * ```
   * @example One page, and later the one behind it
   * ```ts
   * const { value: page } = await client.searchJobs({}, { limit: 20 }).next()
   * const { value: next } = await client.searchJobs({}, { limit: 20, cursor: page?.cursor }).next()
   * ```
   */
  searchJobs(
    query: JobSearchQuery = {},
    options: JobSearchPageOptions = {},
  ): AsyncGenerator<JobSearchPage, void, undefined> {
    const search = readSearch(query, options)
    const store = this.#store('searchJobs()')
    if (!store.search) {
      throw new UnsupportedError(texts.needsSearch(), { missing: 'search' })
    }
    const infoOf = this.#parts.infoOf.bind(this.#parts)
    return searchPages(store.search.bind(store), search, infoOf)
  }

  /** What the result store answers by an index, and in which order it gives jobs; `undefined`: it cannot be searched. */
  get jobSearches(): JobSearches | undefined {
    return this.#parts.settings.resultStore?.searches
  }

  /**
   * The limits of keys (`concurrency` of a task), changed while workers run, and how the keys stand.
   * @throws UnsupportedError `ARQ_UNSUPPORTED` without a result store, or with one that has no entries
   */
  get limits(): KeyLimits {
    const { transport, clock } = this.#parts.settings
    const { entries } = this.#store('limits')
    if (!entries) {
      const text = portTexts.needsEntries({ what: texts.limitsOfClient() })
      throw new UnsupportedError(text, { missing: 'entries' })
    }
    return new KeyLimits({ entries, clock, publish: (message) => transport.publish(message) })
  }

  #store(what: string): ResultStore {
    return this.#parts.stored(what).store
  }
}
