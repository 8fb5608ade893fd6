import type { JobRecord } from '../job/job.js'
import type { JobPage, JobQuery, JobSearches, JobSearchOptions } from '../ports/job-search.js'
import { parseInstant } from '../time/instant.js'
import { answeredBy } from './answered-by.js'
import { enqueuedAt } from './job-matcher.js'
import { decodeCursor, encodeCursor, type SearchPlace } from './search-cursor.js'

const LOOK_AT = 20_000
/** Whoever waits wants to see that something happens, and a store has others to serve. */
const LONGEST_MS = 1000
/** Text of the jobs of a page, in characters: records may be large. */
const MOST_CHARACTERS = 8 * 1024 * 1024

export interface SearchPageParts<At> {
  /** The kind of store: its cursors say it. */
  readonly kind: string
  readonly searches: JobSearches
  readonly query: JobQuery
  readonly options: JobSearchOptions
  /** Whether what a cursor carries is a place of this store's. */
  readonly isAt: (at: unknown) => at is At
}

/** A page that is being made: what was found, how much was looked at, and when it is enough. */
export class SearchPage<At> {
  /** Of how many records, about. Asked for once, by whoever makes the first page. */
  ofAbout: number | undefined
  readonly #parts: SearchPageParts<At>
  readonly #before: SearchPlace<At> | undefined
  readonly #startedAt = performance.now()
  readonly #found = new Map<string, JobRecord>()
  #lookedAt = 0
  #characters = 0

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` for a cursor that is none of this store's */
  constructor(parts: SearchPageParts<At>) {
    const { kind, options, isAt } = parts
    this.#parts = parts
    this.#before =
      options.cursor === undefined ? undefined : decodeCursor(kind, options.cursor, isAt)
    this.ofAbout = this.#before?.ofAbout
  }

  /** Where it begins; `undefined`: at the beginning. */
  get from(): At | undefined {
    return this.#before?.at
  }

  /** How many jobs it still takes. */
  get room(): number {
    return Math.max(0, this.#parts.options.limit - this.#found.size)
  }

  get hasJobs(): boolean {
    return this.#found.size > 0
  }

  /** How many records it still wants to look at. */
  get looksLeft(): number {
    return Math.max(0, (this.#parts.options.lookAt ?? LOOK_AT) - this.#lookedAt)
  }

  /** To be asked between two steps, not before the first: every page gets on. */
  get isFull(): boolean {
    return (
      this.room === 0 ||
      this.looksLeft === 0 ||
      this.#characters >= MOST_CHARACTERS ||
      this.#parts.options.signal?.aborted === true ||
      performance.now() - this.#startedAt >= LONGEST_MS
    )
  }

  /** @param characters length of its text */
  add(record: JobRecord, characters: number): void {
    this.#found.set(record.jobId, record)
    this.#characters += characters
  }

  /** So many records were looked at. */
  looked(count: number): void {
    this.#lookedAt += count
  }

  /** @param at where the next page begins; `undefined`: there is none */
  end(at: At | undefined): JobPage {
    const { kind, query, searches } = this.#parts
    const { order, covers } = searches
    const lookedAt = (this.#before?.lookedAt ?? 0) + this.#lookedAt
    const { ofAbout } = this
    return {
      jobs: order === 'newest' ? [...this.#found.values()] : newestFirst(this.#found.values()),
      cursor: at === undefined ? undefined : encodeCursor(kind, { at, lookedAt, ofAbout }),
      ...{ by: answeredBy(query, searches), order, covers, lookedAt, ofAbout },
    }
  }
}

function newestFirst(records: Iterable<JobRecord>): readonly JobRecord[] {
  const timed = Array.from(records, (record) => ({
    record,
    ms: parseInstant(enqueuedAt(record)) ?? 0,
  }))
  return timed.sort((a, b) => b.ms - a.ms).map(({ record }) => record)
}
