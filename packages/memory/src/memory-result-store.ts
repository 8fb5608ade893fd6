import {
  type AnnouncedJob,
  type Clock,
  ClosedError,
  type CreateOptions,
  decodeJobRecord,
  decodeTransition,
  type EncodedTransition,
  type Entry,
  type EntryStore,
  type HealthReport,
  type JobIdentity,
  type JobPage,
  type JobQuery,
  type JobRecord,
  type JobSearches,
  type JobSearchOptions,
  type JobStart,
  type JobStatus,
  type JobTransition,
  type Release,
  type ResultStore,
  ResultStoreConnectionError,
  type ResultStoreError,
  SharedResource,
  type StorageStats,
  type StreamStore,
  type TransitionOutcome,
} from '@arq/core'

import type { MemoryEntries } from './memory-entries.js'
import { MemoryRecords } from './memory-records.js'
import { checkOnFailure, refuseSecondClock } from './memory-settings.js'
import { MEMORY_SEARCHES } from './search-texts.js'
import { texts } from './texts.js'

export interface MemoryResultStoreSettings {
  /** What it reads and writes; give the same to several stores that are to see each other's. Default: its own. */
  readonly records?: MemoryRecords | undefined
  /** Decides when records expire, when it has records of its own. Default: the machine's clock. */
  readonly clock?: Clock | undefined
  /** See {@link ResultStore.onFailure}. Default: `degrade`. It fails only when a test says so. */
  readonly onFailure?: 'degrade' | 'refuse' | undefined
}

/**
 * Keeps states and results inside this process, by the same contract as Redis (it passes `resultStoreConformance`):
 * for demos and tests. What it keeps survives `close`, not the process.
 */
export class MemoryResultStore implements ResultStore {
  readonly onFailure: 'degrade' | 'refuse'
  readonly searches: JobSearches = MEMORY_SEARCHES
  readonly entries: EntryStore = {
    read: (group, names) => this.#call(({ entries }) => entries.read(group, names)),
    readMany: (groups) => this.#call(({ entries }) => readMany(entries, groups)),
    write: (group, changes, { ttlMs }) =>
      this.#call(({ entries }) => entries.write(group, changes, ttlMs)),
    now: () => this.#call(({ entries }) => entries.now()),
    remove: (group) => this.#call(({ entries }) => entries.remove(group)),
    groups: (prefix, { limit, cursor }) =>
      this.#call(({ entries }) => entries.groups(prefix, limit, cursor)),
  }
  readonly streams: StreamStore = {
    append: (stream, batch) => this.#call(({ streams }) => streams.append(stream, batch)),
    read: (stream, options) => this.#call(({ streams }) => streams.read(stream, options)),
    names: (group) => this.#call(({ streams }) => streams.names(group)),
    remove: (group) => this.#call(({ streams }) => streams.remove(group)),
  }
  readonly #records: MemoryRecords
  readonly #resource: SharedResource
  readonly #counts = { stored: 0, retrieved: 0, deleted: 0, calls: 0, failures: 0 }
  readonly #subscriptions = new Set<() => void>()
  #isOpen = false
  #fault: ResultStoreError | undefined

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when given both records and a clock, or a wrong value */
  constructor({ records, clock, onFailure = 'degrade' }: MemoryResultStoreSettings = {}) {
    const subject = 'MemoryResultStore settings'
    refuseSecondClock(subject, { clock, shared: records, owner: 'MemoryRecords' })
    checkOnFailure(onFailure)
    this.onFailure = onFailure
    this.#records = records ?? new MemoryRecords({ clock })
    this.#resource = new SharedResource({
      name: 'MemoryResultStore',
      open: () => this.#open(),
      close: () => this.#close(),
    })
  }

  /** A fault for tests: until {@link recover}, every call rejects with this error (default: `ARQ_STORE_CONNECTION`). */
  fail(error: ResultStoreError = storeDown()): void {
    this.#fault = error
  }

  /** A fault for tests: everything is gone, as after a restart of a server that keeps nothing on disk. */
  loseRecords(): void {
    this.#records.lose()
  }

  /** Ends {@link fail}. What was stored before is still there. */
  recover(): void {
    this.#fault = undefined
  }

  get incarnation(): string {
    return this.#records.incarnation
  }

  connect(): Promise<void> {
    return this.#resource.connect()
  }

  acquire(): Promise<Release> {
    return this.#resource.acquire()
  }

  close(): Promise<void> {
    return this.#resource.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  create(record: JobRecord, { ttlMs }: CreateOptions): Promise<'created' | 'exists'> {
    return this.#call((records) => {
      const outcome = records.create(record, ttlMs)
      if (outcome === 'created') this.#counts.stored += 1
      return outcome
    })
  }

  announce(jobs: readonly AnnouncedJob[]): Promise<readonly ('created' | 'exists')[]> {
    return this.#call((records) =>
      jobs.map((job) => {
        const outcome = records.announce(job)
        if (outcome === 'created') this.#counts.stored += 1
        return outcome
      }),
    )
  }

  replaceClaim(claim: string, record: JobRecord, { ttlMs }: CreateOptions): Promise<boolean> {
    return this.#call((records) => {
      const isReplaced = records.replaceClaim(claim, record, ttlMs)
      if (isReplaced) this.#counts[ttlMs === 0 ? 'deleted' : 'stored'] += 1
      return isReplaced
    })
  }

  withdraw(job: JobIdentity): Promise<void> {
    return this.#call((records) => {
      if (records.withdraw(job)) this.#counts.deleted += 1
    })
  }

  transition(change: JobTransition): Promise<TransitionOutcome> {
    return this.#call((records) => {
      const outcome = records.transition(change)
      if (outcome === 'applied' || outcome === 'repeated') {
        this.#counts[change.ttlMs === 0 ? 'deleted' : 'stored'] += 1
      }
      return outcome
    })
  }

  transitionMany(
    changes: readonly EncodedTransition[],
  ): Promise<readonly (TransitionOutcome | ResultStoreError)[]> {
    return Promise.all(changes.map((change) => this.transition(decodeTransition(change))))
  }

  begin(start: JobStart): Promise<TransitionOutcome> {
    return this.#call((records) => {
      const outcome = records.begin(start)
      if (outcome === 'applied' || outcome === 'repeated') this.#counts.stored += 1
      return outcome
    })
  }

  stoppedJobs(): Promise<ReadonlySet<string> | 'many'> {
    return this.#call((records) => records.stoppedJobs())
  }

  get(jobId: string): Promise<JobRecord | undefined> {
    return this.#call((records) => this.#decode(records.read(jobId)))
  }

  getMany(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobRecord>> {
    return this.#call((records) => {
      const found = new Map<string, JobRecord>()
      for (const jobId of jobIds) {
        const record = this.#decode(records.read(jobId))
        if (record) found.set(jobId, record)
      }
      return found
    })
  }

  getStatus(jobId: string): Promise<JobStatus | undefined> {
    return this.#call((records) => records.status(jobId))
  }

  delete(jobId: string): Promise<boolean> {
    return this.#call((records) => {
      const wasThere = records.delete(jobId)
      if (wasThere) this.#counts.deleted += 1
      return wasThere
    })
  }

  listWaiting(
    queueName: string,
    { limit }: { readonly limit: number },
  ): Promise<readonly JobRecord[]> {
    return this.#call((records) => records.waitingIn(queueName, limit).map(decodeJobRecord))
  }

  search(query: JobQuery, options: JobSearchOptions): Promise<JobPage> {
    return this.#call((records) => {
      const page = records.search(query, options)
      this.#counts.retrieved += page.jobs.length
      return page
    })
  }

  subscribe(onChange: (jobId: string) => void): Promise<Release> {
    return this.#call((records) => {
      const stop = records.listen((jobId) => {
        if (this.#subscriptions.has(stop) && !this.#fault) onChange(jobId)
      })
      this.#subscriptions.add(stop)
      return () => {
        this.#subscriptions.delete(stop)
        stop()
        return Promise.resolve()
      }
    })
  }

  stats(): Promise<StorageStats> {
    const { stored, retrieved, deleted, calls, failures } = this.#counts
    return Promise.resolve({
      storeType: 'memory',
      totalStored: stored,
      totalRetrieved: retrieved,
      totalDeleted: deleted,
      successRate: calls === 0 ? 1 : (calls - failures) / calls,
      details: { records: this.#records.size },
    })
  }

  healthCheck(): Promise<HealthReport> {
    const closed = this.#isOpen ? undefined : new ClosedError('MemoryResultStore').message
    const error = this.#fault?.message ?? closed
    return Promise.resolve(
      error === undefined ? { isHealthy: true, latencyMs: 0 } : { isHealthy: false, error },
    )
  }

  #open(): Promise<void> {
    if (this.#fault) return Promise.reject(this.#fault)
    this.#isOpen = true
    return Promise.resolve()
  }

  #close(): Promise<void> {
    this.#isOpen = false
    for (const stop of this.#subscriptions) stop()
    this.#subscriptions.clear()
    return Promise.resolve()
  }

  /** Answers never before the caller has gone on, as over a network; the work itself is one step and thus atomic. */
  async #call<T>(work: (records: MemoryRecords) => T): Promise<T> {
    if (!this.#isOpen) throw new ClosedError('MemoryResultStore')
    this.#counts.calls += 1
    try {
      if (this.#fault) throw this.#fault
      return await Promise.resolve(work(this.#records))
    } catch (error) {
      this.#counts.failures += 1
      throw error
    }
  }

  #decode(text: string | undefined): JobRecord | undefined {
    if (text === undefined) return undefined
    this.#counts.retrieved += 1
    return decodeJobRecord(text)
  }
}

function readMany(
  entries: MemoryEntries,
  groups: readonly string[],
): ReadonlyMap<string, ReadonlyMap<string, Entry>> {
  const read = groups.map((group) => [group, entries.read(group)] as const)
  return new Map(read.filter(([, found]) => found.size > 0))
}

const storeDown = (): ResultStoreError =>
  new ResultStoreConnectionError({ code: 'ARQ_STORE_CONNECTION', text: texts.storeDown() })
