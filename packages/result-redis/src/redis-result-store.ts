import {
  type AnnouncedJob,
  ClosedError,
  type CreateOptions,
  type EncodedTransition,
  type HealthReport,
  type JobIdentity,
  type JobRecord,
  type JobStart,
  type JobStatus,
  type JobTransition,
  type Release,
  type ResultStore,
  ResultStoreError,
  SharedResource,
  type StorageStats,
  toError,
  type TransitionOutcome,
} from '@arq/core'

import { inParts, toAnnounceArguments } from './announce-parts.js'
import { ChangeFeed } from './change-feed.js'
import { seesOtherLayout } from './layout-probe.js'
import { RecordReader, type Run } from './record-reader.js'
import { RedisConnection } from './redis-connection.js'
import { isMisconfiguration, unstorable } from './redis-errors.js'
import { type RedisKeys, redisKeys, type RedisLayout } from './redis-keys.js'
import {
  type RedisResultStoreSettings,
  type ResolvedRedisSettings,
  resolveRedisSettings,
} from './redis-settings.js'
import { ANNOUNCE_SCRIPT } from './scripts/announce-script.js'
import { sendWrites } from './send-writes.js'
import { readRunId, readServerDetails } from './server-details.js'
import { StoreCounters } from './store-counters.js'
import { readAnswer } from './write-answer.js'
import { WriteBatch } from './write-batch.js'
import { callScript } from './write-call.js'
import {
  beginCommand,
  createCommand,
  deleteCommand,
  encodedCommand,
  replaceClaimCommand,
  transitionCommand,
  withdrawCommand,
  type WriteCommand,
} from './write-command.js'

const CREATE_OUTCOMES = ['created', 'exists'] as const
const TRANSITION_OUTCOMES = ['applied', 'repeated', 'stale', 'final'] as const
/** Answers that mean a record was written. */
const WRITTEN: ReadonlySet<string> = new Set(['created', 'applied', 'repeated'])
/** `whole`: it cannot be done by the head of the record alone. */
const BEGIN_OUTCOMES = [...TRANSITION_OUTCOMES, 'whole'] as const
const DONE_OR_NOT = ['done', 'none'] as const

/** What {@link RedisResultStore.inspectStore} sees. */
export interface RedisInspection {
  readonly layout: RedisLayout
  readonly hasOtherLayout: boolean
}

/**
 * Keeps state and results of jobs in Redis (6 or newer, one node). With `layout: 'python'` they lie as the Python library
 * `rabbitmq-arq` keeps them: workers and clients of both read each other's records.
 *
 * - Every write is one atomic script call; the writes of one turn of the event loop share it.
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
  readonly #settings: ResolvedRedisSettings
  readonly #keys: RedisKeys
  readonly #connection: RedisConnection
  readonly #batch: WriteBatch
  readonly #reader: RecordReader
  readonly #feed: ChangeFeed
  readonly #counters = new StoreCounters()
  readonly #shared: SharedResource
  #runId: string | undefined
  #isClosed = false

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming each wrong setting */
  constructor(settings: RedisResultStoreSettings = {}) {
    this.#settings = resolveRedisSettings(settings)
    const { keyPrefix, layout, degradeOnFailure, retryOnTimeout, maxIdsPerQueue } = this.#settings
    this.onFailure = degradeOnFailure ? 'degrade' : 'refuse'
    this.#keys = redisKeys(keyPrefix, layout)
    const connection = new RedisConnection(this.#settings, async (client) => {
      this.#runId = await readRunId(client)
    })
    this.#connection = connection
    this.#batch = new WriteBatch({
      send: (commands) => {
        const options = { keys: this.#keys, maxIdsPerQueue }
        return connection.run((client) => sendWrites(client, commands, options))
      },
      recover: retryOnTimeout ? () => connection.nextAttempt() : undefined,
    })
    this.#reader = new RecordReader((command) => connection.runRepeatable(command), this.#keys)
    this.#feed = new ChangeFeed(this.#settings, this.#keys.changes)
    this.#shared = new SharedResource({
      name: 'RedisResultStore',
      open: () => this.#open(),
      close: () => this.#shut(),
    })
  }

  /** The server's `run_id`: another one after each start, and after a failover. */
  get incarnation(): string | undefined {
    return this.#runId
  }

  /**
   * Opens the store for its owner.
   * @throws {@link ResultStoreConnectionError} `ARQ_STORE_CONNECTION` when Redis refuses the login or the database, and
   *   when it cannot be reached and `degradeOnFailure` is false; otherwise Redis is looked for in the background
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

  create(record: JobRecord, { ttlMs }: CreateOptions): Promise<'created' | 'exists'> {
    return this.#write(record.jobId, () => createCommand(record, ttlMs), CREATE_OUTCOMES)
  }

  async announce(jobs: readonly AnnouncedJob[]): Promise<readonly ('created' | 'exists')[]> {
    const calls = Array.from(inParts(jobs), (part) => this.#count(() => this.#announce(part)))
    return (await Promise.all(calls)).flat()
  }

  async replaceClaim(claim: string, record: JobRecord, { ttlMs }: CreateOptions): Promise<boolean> {
    const command = () => replaceClaimCommand(claim, record, ttlMs)
    const isReplaced = (await this.#write(record.jobId, command, DONE_OR_NOT)) === 'done'
    if (isReplaced && ttlMs === 0) this.#counters.deleted += 1
    else if (isReplaced) this.#counters.stored += 1
    return isReplaced
  }

  async withdraw(job: JobIdentity): Promise<void> {
    const answer = await this.#write(job.jobId, () => withdrawCommand(job), DONE_OR_NOT)
    if (answer === 'done') this.#counters.deleted += 1
  }

  transition(change: JobTransition): Promise<TransitionOutcome> {
    return this.#write(change.record.jobId, () => transitionCommand(change), TRANSITION_OUTCOMES)
  }

  transitionMany(
    changes: readonly EncodedTransition[],
  ): Promise<readonly (TransitionOutcome | ResultStoreError)[]> {
    return this.#count(() =>
      this.#batch.addMany(changes.map(encodedCommand), (answers) =>
        changes.map(({ jobId }, index) => {
          try {
            return this.#outcome(jobId, answers[index] ?? '', TRANSITION_OUTCOMES)
          } catch (error) {
            if (error instanceof ResultStoreError) return error
            throw error
          }
        }),
      ),
    )
  }

  begin(start: JobStart): Promise<TransitionOutcome> {
    const command = beginCommand(start)
    if (!command) return this.transition(start.toTransition())
    const begun = this.#write(start.jobId, () => command, BEGIN_OUTCOMES)
    return begun.then((answer) =>
      answer === 'whole' ? this.transition(start.toTransition()) : answer,
    )
  }

  stoppedJobs(): Promise<ReadonlySet<string> | 'many'> {
    return this.#count(() => this.#reader.stoppedJobs())
  }

  async get(jobId: string): Promise<JobRecord | undefined> {
    const record = await this.#count(() => this.#reader.get(jobId))
    if (record) this.#counters.retrieved += 1
    return record
  }

  async getMany(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobRecord>> {
    const records = await this.#count(() => this.#reader.getMany(jobIds))
    this.#counters.retrieved += records.size
    return records
  }

  getStatus(jobId: string): Promise<JobStatus | undefined> {
    return this.#count(() => this.#reader.getStatus(jobId))
  }

  async delete(jobId: string): Promise<boolean> {
    const answer = await this.#write(jobId, () => deleteCommand(jobId), DONE_OR_NOT)
    const isDeleted = answer === 'done'
    if (isDeleted) this.#counters.deleted += 1
    return isDeleted
  }

  async listWaiting(
    queueName: string,
    { limit }: { readonly limit: number },
  ): Promise<readonly JobRecord[]> {
    const records = await this.#count(() => this.#reader.listWaiting(queueName, limit))
    this.#counters.retrieved += records.length
    return records
  }

  /**
   * Tells of every job whose record this library has changed, in any process (the Python library announces nothing).
   * Resolves when the subscription stands; while Redis is away, after the first attempt: it then begins when Redis is back.
   */
  subscribe(onChange: (jobId: string) => void): Promise<Release> {
    return this.#count(() => this.#feed.subscribe(onChange))
  }

  async stats(): Promise<StorageStats> {
    const [info, keys] = await this.#count(() =>
      this.#connection.runRepeatable((client) => Promise.all([client.info(), client.dbSize()])),
    )
    const { stored, retrieved, deleted, successRate } = this.#counters
    return {
      storeType: 'redis',
      totalStored: stored,
      totalRetrieved: retrieved,
      totalDeleted: deleted,
      successRate,
      details: { keysInDatabase: keys, ...readServerDetails(info) },
    }
  }

  /**
   * How records lie in Redis: by the settings, and whether some lie otherwise under the same prefix, as far as a look at
   * 100,000 keys shows. For `arq doctor`: it is the only call that scans.
   */
  async inspectStore(): Promise<RedisInspection> {
    const run: Run = (command) => this.#connection.runRepeatable(command)
    const hasOtherLayout = await this.#count(() => seesOtherLayout(run, this.#keys))
    return { layout: this.#keys.layout, hasOtherLayout }
  }

  async healthCheck(): Promise<HealthReport> {
    const startedAt = performance.now()
    try {
      await this.#count(() => this.#connection.run((client) => client.ping()))
      return { isHealthy: true, latencyMs: performance.now() - startedAt }
    } catch (error) {
      return { isHealthy: false, error: toError(error).message }
    }
  }

  async #open(): Promise<void> {
    await this.#connection.open()
    const { isReady, failure } = this.#connection
    // An outage passes; a wrong password does not, and somebody should hear of it while they are looking.
    if (isReady || (this.#settings.degradeOnFailure && !isMisconfiguration(failure))) return
    await this.#connection.close()
    throw failure
  }

  async #shut(): Promise<void> {
    await this.#batch.drain()
    await this.#feed.close()
    await this.#connection.close()
  }

  async #announce(jobs: readonly AnnouncedJob[]): Promise<readonly ('created' | 'exists')[]> {
    const { maxIdsPerQueue, address } = this.#settings
    const values = toAnnounceArguments(jobs, this.#keys, maxIdsPerQueue)
    const answers = await this.#connection.run((client) =>
      callScript(client, ANNOUNCE_SCRIPT, values),
    )
    return jobs.map(({ jobId }, index) => {
      // The script answers each job; a missing answer would be an empty one, which is none of the expected.
      const about = { key: this.#keys.result(jobId), address: address.shown }
      const outcome = readAnswer(answers[index] ?? '', CREATE_OUTCOMES, about)
      if (WRITTEN.has(outcome)) this.#counters.stored += 1
      return outcome
    })
  }

  #write<const T extends string>(
    jobId: string,
    build: () => WriteCommand,
    expected: readonly T[],
  ): Promise<T> {
    return this.#count(() => {
      let command: WriteCommand
      try {
        command = build()
      } catch (error) {
        return Promise.reject(unstorable(jobId, error))
      }
      return this.#batch.add(command, (answer) => this.#outcome(jobId, answer, expected))
    })
  }

  #outcome<const T extends string>(jobId: string, answer: string, expected: readonly T[]): T {
    const about = { key: this.#keys.result(jobId), address: this.#settings.address.shown }
    const outcome = readAnswer(answer, expected, about)
    if (WRITTEN.has(outcome)) this.#counters.stored += 1
    return outcome
  }

  #count<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#isClosed || !this.#connection.isOpen) {
      return Promise.reject(new ClosedError('RedisResultStore'))
    }
    return this.#counters.count(operation())
  }
}
