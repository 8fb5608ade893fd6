import type { ResultStoreError } from '@arq/core'
import {
  type AnnouncedJob,
  type CreateOptions,
  type EncodedTransition,
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
  SharedResource,
  type StorageStats,
  type StreamStore,
  type TransitionOutcome,
} from '@arq/core'
import {
  CREATE_OUTCOMES,
  inParts,
  loginRefused,
  StoreCalls,
  StoreWrites,
  WriteBatch,
  type WriteOutcome,
} from '@arq/core/store'

import { ANNOUNCE_LIMITS } from './announce-arguments.js'
import { ChangeFeed } from './change-feed.js'
import type { JobWrites } from './job-writes.js'
import { seesOtherLayout } from './layout-probe.js'
import type { RecordReader } from './record-reader.js'
import { RecordSearch, REDIS_SEARCHES } from './record-search.js'
import { RedisEntries } from './redis-entries.js'
import { isMisconfiguration, isTimeout, wrongSettings } from './redis-errors.js'
import { type RedisKeys, redisKeys, type RedisLayout } from './redis-keys.js'
import type { RedisServers } from './redis-servers.js'
import {
  type RedisResultStoreSettings,
  type ResolvedRedisSettings,
  resolveRedisSettings,
} from './redis-settings.js'
import { RedisStreams } from './redis-streams.js'
import { missingRights } from './rights.js'
import { joinDetails, readServerDetails } from './server-details.js'
import { topologyOf } from './topology.js'
import { BEGIN_OUTCOMES } from './write-answer.js'
import { beginCommand, WRITE_FORMS, type WriteCommand } from './write-command.js'

const BATCH_LIMITS = {
  charactersOf: ({ text }: WriteCommand): number => text.length,
  // Keeps Redis, which does nothing else meanwhile, below about 5 ms.
  maxWrites: 200,
  maxCharacters: 1024 * 1024,
} as const

const mayRepeat = (error: unknown, commands: readonly WriteCommand[]): boolean =>
  isTimeout(error) && commands.every(({ isRepeatable }) => isRepeatable)

/** What {@link RedisResultStore.inspectStore} sees. */
export interface RedisInspection {
  readonly layout: RedisLayout
  readonly hasOtherLayout: boolean
  /** What this user may not do and the store needs, as Redis names it: commands, keys, channels. */
  readonly missingRights: readonly string[]
}

/**
 * Keeps state and results of jobs in Redis (6 or newer: one server, Redis Cluster, Sentinel) or Valkey. With `layout: 'python'` they lie as the Python library
 * `rabbitmq-arq` keeps them: workers and clients of both read each other's records.
 *
 * - Every write is one atomic script call; the writes of one turn of the event loop share it, in a cluster their way.
 * - Every key has a time to live, unless a record is kept for ever.
 * - While Redis is away every call rejects at once with `ARQ_STORE_CONNECTION`, and the store finds it again by itself.
 *
 * @example
 * ```ts
 * const client = await createClient({
 *   transport,
 *   resultStore: new RedisResultStore({ url: 'redis://localhost:6379/0' }),
 * })
 * ```
 */
export class RedisResultStore implements ResultStore {
  readonly onFailure: 'degrade' | 'refuse'
  readonly isSharedWithPython: boolean
  readonly searches: JobSearches = REDIS_SEARCHES
  /** Each group is one hash, so each of its writes is one script call, in a cluster, too. Looking for groups scans. */
  readonly entries: EntryStore
  /** Each log is a stream with a hash beside it, and each append one script call. */
  readonly streams: StreamStore
  readonly #settings: ResolvedRedisSettings
  readonly #keys: RedisKeys
  readonly #servers: RedisServers
  readonly #jobs: JobWrites
  readonly #batch: WriteBatch<WriteCommand, WriteOutcome>
  readonly #writes: StoreWrites<WriteCommand>
  readonly #reader: RecordReader
  readonly #search: RecordSearch
  readonly #feed: ChangeFeed
  readonly #calls = new StoreCalls(
    'RedisResultStore',
    () => !this.#isClosed && this.#servers.isOpen,
  )
  readonly #shared: SharedResource
  #isClosed = false

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming each wrong setting */
  constructor(settings: RedisResultStoreSettings = {}) {
    this.#settings = resolveRedisSettings(settings)
    const { keyPrefix, layout, degradeOnFailure, retryOnTimeout } = this.#settings
    this.onFailure = degradeOnFailure ? 'degrade' : 'refuse'
    this.isSharedWithPython = layout === 'python'
    this.#keys = redisKeys(keyPrefix, layout)
    const { servers, jobs, reader, recover } = topologyOf(this.#settings, this.#keys)
    this.#servers = servers
    this.#jobs = jobs
    this.#reader = reader
    this.#search = new RecordSearch({ servers, keys: this.#keys })
    this.#batch = new WriteBatch<WriteCommand, WriteOutcome>({
      ...BATCH_LIMITS,
      maxCalls: jobs.maxCalls,
      send: (commands) => jobs.send(commands),
      repetition: retryOnTimeout ? { mayRepeat, recover } : undefined,
    })
    this.#writes = new StoreWrites({ calls: this.#calls, batch: this.#batch, forms: WRITE_FORMS })
    this.entries = new RedisEntries({ servers, keys: this.#keys, calls: this.#calls })
    this.streams = new RedisStreams({ servers, keys: this.#keys, calls: this.#calls })
    this.#feed = new ChangeFeed(servers, this.#keys.changes)
    this.#shared = new SharedResource({
      name: 'RedisResultStore',
      open: () => this.#open(),
      close: () => this.#shut(),
    })
  }

  /** The server's `run_id`, of a cluster those of all masters: another one after each start, and after a failover. */
  get incarnation(): string | undefined {
    return this.#servers.incarnation
  }

  /**
   * Opens the store for its owner.
   * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when the server is a node of a cluster and the URL does not
   *   say so, or the other way round
   * @throws {@link ResultStoreConnectionError} `ARQ_STORE_AUTH` when Redis refuses the login or the database;
   *   `ARQ_STORE_CONNECTION` when it cannot be reached and `degradeOnFailure` is false; otherwise Redis is looked for in
   *   the background
   */
  connect(): Promise<void> {
    return this.#shared.connect()
  }

  acquire(): Promise<Release> {
    return this.#shared.acquire()
  }

  /** Sends what is still gathered, waits for the answers and ends the connections. */
  close(): Promise<void> {
    this.#isClosed = true
    return this.#shared.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  create(record: JobRecord, options: CreateOptions): Promise<'created' | 'exists'> {
    return this.#writes.create(record, options)
  }

  async announce(jobs: readonly AnnouncedJob[]): Promise<readonly ('created' | 'exists')[]> {
    const calls = Array.from(inParts(jobs, ANNOUNCE_LIMITS), (part) =>
      this.#calls.run(() => this.#announce(part)),
    )
    // Not awaited: a function that waits keeps its arguments, here the texts of all these jobs.
    return Promise.all(calls).then((outcomes) => outcomes.flat())
  }

  replaceClaim(claim: string, record: JobRecord, options: CreateOptions): Promise<boolean> {
    return this.#writes.replaceClaim(claim, record, options)
  }

  withdraw(job: JobIdentity): Promise<void> {
    return this.#writes.withdraw(job)
  }

  transition(change: JobTransition): Promise<TransitionOutcome> {
    return this.#writes.transition(change)
  }

  transitionMany(
    changes: readonly EncodedTransition[],
  ): Promise<readonly (TransitionOutcome | ResultStoreError)[]> {
    return this.#writes.transitionMany(changes)
  }

  async begin(start: JobStart): Promise<TransitionOutcome> {
    const command = beginCommand(start)
    if (!command) return this.transition(start.toTransition())
    const answer = await this.#writes.one(start.jobId, () => command, BEGIN_OUTCOMES)
    return answer === 'whole' ? this.transition(start.toTransition()) : answer
  }

  delete(jobId: string): Promise<boolean> {
    return this.#writes.delete(jobId)
  }

  stoppedJobs(): Promise<ReadonlySet<string> | 'many'> {
    return this.#calls.run(() => this.#reader.stoppedJobs())
  }

  async get(jobId: string): Promise<JobRecord | undefined> {
    const record = await this.#calls.run(() => this.#reader.get(jobId))
    if (record) this.#calls.retrieved += 1
    return record
  }

  async getMany(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobRecord>> {
    const records = await this.#calls.run(() => this.#reader.getMany(jobIds))
    this.#calls.retrieved += records.size
    return records
  }

  getStatus(jobId: string): Promise<JobStatus | undefined> {
    return this.#calls.run(() => this.#reader.getStatus(jobId))
  }

  async listWaiting(
    queueName: string,
    { limit }: { readonly limit: number },
  ): Promise<readonly JobRecord[]> {
    const records = await this.#calls.run(() => this.#reader.listWaiting(queueName, limit))
    this.#calls.retrieved += records.length
    return records
  }

  /**
   * Looks through the records by `SCAN`, in steps of at most 500 keys, so that Redis serves others in between. Jobs come in
   * no order over the pages; of one that was there all the time and did not change none is missed, and while Redis makes
   * its table larger or smaller, or a server of a cluster fails over, one may come twice.
   */
  async search(query: JobQuery, options: JobSearchOptions): Promise<JobPage> {
    const page = await this.#calls.run(() => this.#search.page(query, options))
    this.#calls.retrieved += page.jobs.length
    return page
  }

  /**
   * Tells of every job whose record this library has changed, in any process (the Python library announces nothing).
   * Resolves when the subscription stands; while Redis is away, after the first attempt: it then begins when Redis is back.
   */
  subscribe(onChange: (jobId: string) => void): Promise<Release> {
    return this.#calls.run(() => this.#feed.subscribe(onChange))
  }

  async stats(): Promise<StorageStats> {
    const seen = await this.#calls.run(async () => {
      const servers = await this.#servers.everywhere()
      return Promise.all(
        servers.map((run) => run((client) => Promise.all([client.info(), client.dbSize()]))),
      )
    })
    const keysInDatabase = seen.reduce((total, [, keys]) => total + keys, 0)
    const details = {
      keysInDatabase,
      ...joinDetails(seen.map(([info]) => readServerDetails(info))),
    }
    return this.#calls.stats({ storeType: 'redis', details })
  }

  /**
   * How records lie in Redis: by the settings, and whether some lie otherwise under the same prefix, as far as a look at
   * 100,000 keys of each server shows; and which rights this user lacks. For `arq doctor`: it is the only call that scans.
   */
  inspectStore(): Promise<RedisInspection> {
    return this.#calls.run(async () => {
      const servers = await this.#servers.everywhere()
      const missing = await missingRights(servers, this.#keys)
      const mayScan = !missing.includes('scan')
      const seen = mayScan
        ? await Promise.all(servers.map((run) => seesOtherLayout(run, this.#keys)))
        : []
      const { layout } = this.#keys
      return { layout, hasOtherLayout: seen.includes(true), missingRights: missing }
    })
  }

  healthCheck(): Promise<HealthReport> {
    return this.#calls.health(async () => {
      const servers = await this.#servers.everywhere()
      await Promise.all(servers.map((run) => run((client) => client.ping())))
    })
  }

  async #open(): Promise<void> {
    await this.#servers.open()
    if (this.#servers.isReady) return
    const { failure } = this.#servers
    const wrong = wrongSettings(failure)
    // An outage passes; a wrong password does not, and somebody should hear of it while they are looking.
    if (this.#settings.degradeOnFailure && !wrong && !isMisconfiguration(failure)) return
    await this.#servers.close()
    if (wrong) throw wrong
    throw isMisconfiguration(failure) ? loginRefused(failure) : failure
  }

  async #shut(): Promise<void> {
    await this.#batch.drain()
    await this.#feed.close()
    await this.#servers.close()
  }

  #announce(jobs: readonly AnnouncedJob[]): Promise<readonly ('created' | 'exists')[]> {
    return this.#jobs
      .announce(jobs)
      .then((outcomes) => outcomes.map((outcome) => this.#writes.read(outcome, CREATE_OUTCOMES)))
  }
}
