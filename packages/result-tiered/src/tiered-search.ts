import type {
  JobPage,
  JobQuery,
  JobRecord,
  JobSearches,
  JobSearchOptions,
  ResultStore,
} from '@arq/core'
import { SearchPage } from '@arq/core/store'

/** Where a search through both stores goes on: first the fast one to its end, then the durable one. */
interface TieredPlace {
  readonly tier: 'hot' | 'cold'
  /** Of that store's own search; absent: from its beginning. */
  readonly cursor?: string | undefined
  /** How many records that store has looked at. */
  readonly seen: number
}

/** A store that can be searched. */
interface Searchable {
  readonly store: ResultStore
  readonly search: NonNullable<ResultStore['search']>
  readonly searches: JobSearches
}

/** Looks through the fast store, then through the durable one for jobs that the fast one has let go. */
export class TieredSearch {
  readonly searches: JobSearches
  readonly #hot: Searchable
  readonly #cold: Searchable | undefined

  constructor(hot: Searchable, cold: Searchable | undefined) {
    this.#hot = hot
    this.#cold = cold
    this.searches = cold ? ofBoth(hot.searches, cold.searches) : ofPart(hot.searches)
  }

  async page(query: JobQuery, options: JobSearchOptions): Promise<JobPage> {
    const page = new SearchPage<TieredPlace>({
      ...{ kind: 'tiered', searches: this.searches, query, options, isAt: isPlace },
    })
    const cold = this.#cold
    let place: TieredPlace | undefined = page.from ?? { tier: 'hot', seen: 0 }
    do {
      const at: TieredPlace = place
      const { tier, cursor, seen } = at
      const { search } = tier === 'cold' && cold ? cold : this.#hot
      const limits = { limit: page.room, lookAt: Math.max(1, page.looksLeft) }
      const part: JobPage = await search(query, { ...options, ...limits, cursor })
      if (page.from === undefined) page.ofAbout ??= await this.#ofAbout(part)
      const jobs = tier === 'cold' ? await this.#notInHot(part.jobs) : part.jobs
      // Each store bounds the text of its own pages, and this is one of them.
      for (const job of jobs) page.add(job, 0)
      page.looked(part.lookedAt - seen)
      if (part.cursor !== undefined) place = { tier, cursor: part.cursor, seen: part.lookedAt }
      else place = tier === 'hot' && cold ? { tier: 'cold', seen: 0 } : undefined
    } while (place && !page.hasJobs && !page.isFull)
    return page.end(query.jobId !== undefined && page.hasJobs ? undefined : place)
  }

  /** Of both stores. Of the durable one a search that looks at next to nothing tells it. */
  async #ofAbout({ ofAbout }: JobPage): Promise<number | undefined> {
    if (!this.#cold || ofAbout === undefined) return ofAbout
    const told = await this.#cold.search({}, { limit: 1, lookAt: 1 })
    return told.ofAbout === undefined ? undefined : ofAbout + told.ofAbout
  }

  /** What the fast store still has was found there, or does not fit as it is by now. */
  async #notInHot(jobs: readonly JobRecord[]): Promise<readonly JobRecord[]> {
    if (jobs.length === 0) return jobs
    const fresh = await this.#hot.store.getMany(jobs.map(({ jobId }) => jobId))
    return jobs.filter(({ jobId }) => !fresh.has(jobId))
  }
}

/** @returns `undefined` of a store that cannot be searched */
export function searchable(store: ResultStore): Searchable | undefined {
  const { searches } = store
  return store.search && searches && { store, search: store.search.bind(store), searches }
}

const ofBoth = (hot: JobSearches, cold: JobSearches): JobSearches => ({
  indexed: hot.indexed.filter((filter) => cold.indexed.includes(filter)),
  // Those of the one store come before those of the other.
  order: 'none',
  covers: hot.covers === 'all' && cold.covers === 'all' ? 'all' : 'part',
})

const ofPart = (hot: JobSearches): JobSearches => ({ ...hot, covers: 'part' })

function isPlace(at: unknown): at is TieredPlace {
  if (typeof at !== 'object' || at === null) return false
  const { tier, cursor, seen } = at as Readonly<Record<string, unknown>>
  return (
    (tier === 'hot' || tier === 'cold') &&
    (cursor === undefined || typeof cursor === 'string') &&
    typeof seen === 'number'
  )
}
