import {
  type CreateOptions,
  type EntryStore,
  type HealthReport,
  type JobIdentity,
  type JobRecord,
  type JobSearches,
  type JobStatus,
  type JobTransition,
  type Release,
  type ResultStore,
  SharedResource,
  type StorageStats,
  type StreamStore,
  type TransitionOutcome,
} from '@arq/core'
import { StoreCalls } from '@arq/core/store'

import { EndMover, isWritten } from './end-mover.js'
import { searchable, TieredSearch } from './tiered-search.js'
import type { ResolvedTieredSettings } from './tiered-settings.js'

/** See {@link tiered}. */
export class TieredResultStore implements ResultStore {
  readonly onFailure: 'degrade' | 'refuse'
  readonly announce?: NonNullable<ResultStore['announce']>
  readonly transitionMany?: NonNullable<ResultStore['transitionMany']>
  readonly begin?: NonNullable<ResultStore['begin']>
  readonly stoppedJobs?: NonNullable<ResultStore['stoppedJobs']>
  readonly listWaiting?: NonNullable<ResultStore['listWaiting']>
  readonly subscribe?: NonNullable<ResultStore['subscribe']>
  readonly search?: NonNullable<ResultStore['search']>
  readonly searches?: JobSearches
  /** Those of the fast store: what is agreed on by them is of jobs that have not ended, or of keys. */
  readonly entries?: EntryStore
  readonly streams?: StreamStore
  readonly #hot: ResultStore
  readonly #cold: ResultStore
  readonly #mover: EndMover
  readonly #calls = new StoreCalls('tiered', () => this.#releases.length > 0)
  readonly #shared: SharedResource
  #releases: readonly Release[] = []

  constructor(settings: ResolvedTieredSettings) {
    const { hot, cold } = settings
    this.#hot = hot
    this.#cold = cold
    this.#mover = new EndMover(settings)
    this.onFailure = [hot, cold].some(({ onFailure }) => onFailure === 'refuse')
      ? 'refuse'
      : 'degrade'
    this.#shared = new SharedResource({
      name: 'tiered',
      open: () => this.#open(),
      close: () => this.#close(),
    })
    if (hot.entries) this.entries = hot.entries
    if (hot.streams) this.streams = hot.streams
    const announce = hot.announce?.bind(hot)
    const transitionMany = hot.transitionMany?.bind(hot)
    const begin = hot.begin?.bind(hot)
    const stoppedJobs = hot.stoppedJobs?.bind(hot)
    const listWaiting = hot.listWaiting?.bind(hot)
    const subscribe = hot.subscribe?.bind(hot)
    const run = <T>(operation: () => Promise<T>): Promise<T> => this.#calls.run(operation)
    // Its ids are known to nobody yet, so the durable store has none of them.
    if (announce) this.announce = (jobs) => run(() => announce(jobs))
    if (transitionMany) {
      this.transitionMany = (changes) =>
        run(async () => {
          const answers = await transitionMany(changes)
          return this.#mover.carryMany(changes, answers)
        })
    }
    if (begin) {
      this.begin = (start) =>
        run(async () => {
          const change = start.toTransition()
          const early = await this.#mover.endedBefore(change)
          return early ?? this.#mover.carry(change, await begin(start))
        })
    }
    if (stoppedJobs) this.stoppedJobs = () => run(() => stoppedJobs())
    if (listWaiting) {
      this.listWaiting = (queueName, options) =>
        run(async () => this.#counted(await listWaiting(queueName, options)))
    }
    if (subscribe) this.subscribe = (onChange) => run(() => subscribe(onChange))
    const searchableHot = searchable(hot)
    if (searchableHot) {
      const both = new TieredSearch(searchableHot, searchable(cold))
      this.searches = both.searches
      this.search = (query, options) =>
        run(async () => {
          const page = await both.page(query, options)
          this.#calls.retrieved += page.jobs.length
          return page
        })
    }
  }

  get incarnation(): string | undefined {
    return this.#hot.incarnation
  }

  connect(): Promise<void> {
    return this.#shared.connect()
  }

  acquire(): Promise<Release> {
    return this.#shared.acquire()
  }

  close(): Promise<void> {
    return this.#shared.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  create(record: JobRecord, options: CreateOptions): Promise<'created' | 'exists'> {
    return this.#calls.run(async () => {
      // Whose result the fast store has let go is still taken.
      if ((await this.#cold.getStatus(record.jobId)) !== undefined) return 'exists'
      return this.#stored(await this.#hot.create(record, options), 'created')
    })
  }

  replaceClaim(claim: string, record: JobRecord, options: CreateOptions): Promise<boolean> {
    return this.#calls.run(() => this.#hot.replaceClaim(claim, record, options))
  }

  withdraw(job: JobIdentity): Promise<void> {
    return this.#calls.run(() => this.#hot.withdraw(job))
  }

  transition(change: JobTransition): Promise<TransitionOutcome> {
    return this.#calls.run(async () => {
      const early = await this.#mover.endedBefore(change)
      if (early) return early
      const answer = await this.#mover.carry(change, await this.#hot.transition(change))
      if (isWritten(answer)) this.#calls.stored += 1
      return answer
    })
  }

  async get(jobId: string): Promise<JobRecord | undefined> {
    return (await this.getMany([jobId])).get(jobId)
  }

  getMany(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobRecord>> {
    return this.#calls.run(async () => {
      const fresh = await this.#hot.getMany(jobIds)
      const others = jobIds.filter((jobId) => !fresh.has(jobId))
      const found =
        others.length === 0 ? fresh : new Map([...fresh, ...(await this.#cold.getMany(others))])
      this.#calls.retrieved += found.size
      return found
    })
  }

  getStatus(jobId: string): Promise<JobStatus | undefined> {
    return this.#calls.run(
      async () => (await this.#hot.getStatus(jobId)) ?? (await this.#cold.getStatus(jobId)),
    )
  }

  delete(jobId: string): Promise<boolean> {
    return this.#calls.run(async () => {
      // The durable one first: what is left after a failure is seen, and can be deleted again.
      const wasThere = [await this.#cold.delete(jobId), await this.#hot.delete(jobId)].includes(
        true,
      )
      if (wasThere) this.#calls.deleted += 1
      return wasThere
    })
  }

  /** Its own figures; those of the two stores are in `details`. */
  stats(): Promise<StorageStats> {
    return this.#calls.run(async () => {
      const [hot, cold] = await Promise.all([this.#hot.stats(), this.#cold.stats()])
      return this.#calls.stats({ storeType: 'tiered', details: { hot, cold } })
    })
  }

  healthCheck(): Promise<HealthReport> {
    return this.#calls.health(async () => {
      const reports = await Promise.all([this.#hot.healthCheck(), this.#cold.healthCheck()])
      const problems = reports.flatMap(({ error }) => error ?? [])
      if (problems.length > 0) throw new Error(problems.join('; '))
    })
  }

  async #open(): Promise<void> {
    const hot = await this.#hot.acquire()
    try {
      this.#releases = [hot, await this.#cold.acquire()]
    } catch (error) {
      await hot()
      throw error
    }
  }

  async #close(): Promise<void> {
    const releases = this.#releases
    this.#releases = []
    await Promise.all(releases.map((release) => release()))
  }

  #stored<T extends string>(answer: T, written: T): T {
    if (answer === written) this.#calls.stored += 1
    return answer
  }

  #counted(records: readonly JobRecord[]): readonly JobRecord[] {
    this.#calls.retrieved += records.length
    return records
  }
}
