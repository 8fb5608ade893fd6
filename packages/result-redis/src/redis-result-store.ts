import {
  ClosedError,
  type CreateOptions,
  type HealthReport,
  type JobClaim,
  type JobIdentity,
  type JobRecord,
  type JobStatus,
  type JobTransition,
  type Release,
  type ResultStore,
  type StorageStats,
  type TransitionOutcome,
} from '@arq/core'
import { SharedResource, toError } from '@arq/core/internal'

import { ChangeFeed } from './change-feed.js'
import { RecordReader } from './record-reader.js'
import { RedisConnection } from './redis-connection.js'
import { isMisconfiguration, unstorable } from './redis-errors.js'
import { type RedisKeys, redisKeys } from './redis-keys.js'
import {
  type RedisResultStoreSettings,
  type ResolvedRedisSettings,
  resolveRedisSettings,
} from './redis-settings.js'
import { readServerDetails } from './server-details.js'
import { StoreCounters } from './store-counters.js'
import { readAnswer } from './write-answer.js'
import { WriteBatch } from './write-batch.js'
import { callWriteScript } from './write-call.js'
import {
  claimCommand,
  createCommand,
  deleteCommand,
  renewCommand,
  toScriptArguments,
  transitionCommand,
  withdrawCommand,
  type WriteCommand,
} from './write-command.js'

const CREATE_OUTCOMES = ['created', 'exists'] as const
const TRANSITION_OUTCOMES = ['applied', 'repeated', 'stale', 'final'] as const
/** Answers that mean a record was written. */
const WRITTEN: ReadonlySet<string> = new Set(['created', 'applied', 'repeated'])
/** `whole`: it cannot be done by the head of the record alone. */
const CLAIM_OUTCOMES = [...TRANSITION_OUTCOMES, 'whole'] as const
const DONE_OR_NOT = ['done', 'none'] as const

/**
 * Keeps state and results of jobs in Redis (6 or newer, one node), in the layout of the Python library `rabbitmq-arq`:
 * workers and clients of both read each other's records.
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
  #isClosed = false

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming each wrong setting */
  constructor(settings: RedisResultStoreSettings = {}) {
    this.#settings = resolveRedisSettings(settings)
    const { keyPrefix, degradeOnFailure, retryOnTimeout, maxIdsPerQueue } = this.#settings
    this.onFailure = degradeOnFailure ? 'degrade' : 'refuse'
    this.#keys = redisKeys(keyPrefix)
    const connection = new RedisConnection(this.#settings)
    this.#connection = connection
    this.#batch = new WriteBatch({
      send: (commands) => {
        const values = toScriptArguments(commands, this.#keys, maxIdsPerQueue)
        return connection.run((client) => callWriteScript(client, values))
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

  async renew(job: JobIdentity, { ttlMs }: CreateOptions): Promise<void> {
    await this.#write(job.jobId, () => renewCommand(job, ttlMs), DONE_OR_NOT)
  }

  async withdraw(job: JobIdentity): Promise<void> {
    const answer = await this.#write(job.jobId, () => withdrawCommand(job), DONE_OR_NOT)
    if (answer === 'done') this.#counters.deleted += 1
  }

  transition(change: JobTransition): Promise<TransitionOutcome> {
    return this.#write(change.record.jobId, () => transitionCommand(change), TRANSITION_OUTCOMES)
  }

  claim(claim: JobClaim): Promise<TransitionOutcome> {
    const command = claimCommand(claim)
    if (!command) return this.transition(claim.toTransition())
    const claimed = this.#write(claim.jobId, () => command, CLAIM_OUTCOMES)
    return claimed.then((answer) =>
      answer === 'whole' ? this.transition(claim.toTransition()) : answer,
    )
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
      return this.#batch.add(command, (answer) => {
        const about = { key: this.#keys.result(jobId), address: this.#settings.address.shown }
        const outcome = readAnswer(answer, expected, about)
        if (WRITTEN.has(outcome)) this.#counters.stored += 1
        return outcome
      })
    })
  }

  #count<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#isClosed || !this.#connection.isOpen) {
      return Promise.reject(new ClosedError('RedisResultStore'))
    }
    return this.#counters.count(operation())
  }
}
