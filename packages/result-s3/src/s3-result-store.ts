import {
  type AnnouncedJob,
  type CreateOptions,
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
  type TransitionOutcome,
} from '@arq/core'
import {
  announceCommand,
  beginCommand,
  type DatabaseName,
  loginRefused,
  StoreCalls,
  StoreWrites,
  TRANSITION_OUTCOMES,
  WRITE_FORMS,
  WriteBatch,
  type WriteCommand,
  type WriteOutcome,
} from '@arq/core/store'

import { expiryRuleFor } from './lifecycle-rules.js'
import { isLive, recordOf } from './object-table.js'
import { OpenBucket } from './open-bucket.js'
import { isMisconfiguration } from './s3-errors.js'
import {
  type ResolvedS3Settings,
  resolveS3Settings,
  type S3ResultStoreSettings,
} from './s3-settings.js'

/**
 * Keeps state and results of jobs in a bucket of S3, or of a server that speaks its protocol: MinIO, Ceph, R2.
 *
 * - One object for each job; each write is guarded by a condition that the server checks (`If-None-Match`, `If-Match`).
 * - Nothing is ever listed: it does not push, and cannot tell which jobs wait (`listWaiting` is absent).
 * - A request takes tens of milliseconds. For short jobs put it behind a fast store: `tiered` of `@arq/result-tiered`.
 * - Records whose time is over are not seen; a lifecycle rule of the bucket deletes them.
 *
 * @example
 * ```ts
 * const client = await createClient({
 *   transport,
 *   resultStore: new S3ResultStore({
 *     url: 's3://orders/arq?region=eu-central-1',
 *     credentials: fromNodeProviderChain(),
 *   }),
 * })
 * ```
 */
export class S3ResultStore implements ResultStore {
  readonly onFailure: 'degrade' | 'refuse'
  readonly #settings: ResolvedS3Settings
  readonly #name: DatabaseName
  readonly #batch: WriteBatch<WriteCommand, WriteOutcome>
  readonly #writes: StoreWrites<WriteCommand>
  readonly #calls = new StoreCalls('S3ResultStore', () => this.#open !== undefined)
  readonly #shared: SharedResource
  #open: OpenBucket | undefined

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming each wrong setting */
  constructor(settings: S3ResultStoreSettings) {
    this.#settings = resolveS3Settings(settings)
    this.onFailure = this.#settings.degradeOnFailure ? 'degrade' : 'refuse'
    this.#name = { database: 'S3', address: this.#settings.shown }
    this.#batch = new WriteBatch<WriteCommand, WriteOutcome>({
      // Each job is a request of its own, so none has to wait for another one's.
      ...{ maxWrites: 1, maxCharacters: Infinity, charactersOf: () => 0 },
      maxCalls: this.#settings.maxConnections,
      send: (commands) => this.#guarded(({ writer }) => writer.write(commands)),
    })
    this.#writes = new StoreWrites({ calls: this.#calls, batch: this.#batch, forms: WRITE_FORMS })
    this.#shared = new SharedResource({
      name: 'S3ResultStore',
      open: () => this.#connect(),
      close: () => this.#shut(),
    })
  }

  /**
   * Opens the store for its owner, and finds out whether the server guards writes.
   * @throws {@link ResultStoreConnectionError} `ARQ_STORE_AUTH` when the key, the secret, the bucket, the region, the
   *   rights or this machine's clock are wrong; `ARQ_STORE_CONNECTION` when the server cannot be reached and
   *   `degradeOnFailure` is false; otherwise it is looked for at the next call
   * @throws {@link UnsupportedError} `ARQ_UNSUPPORTED` when the server ignores conditional writes, unless `allowUnguarded`
   */
  connect(): Promise<void> {
    return this.#shared.connect()
  }

  acquire(): Promise<Release> {
    return this.#shared.acquire()
  }

  /** Waits for the answers to what was sent, and ends the connections. */
  close(): Promise<void> {
    return this.#shared.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  create(record: JobRecord, options: CreateOptions): Promise<'created' | 'exists'> {
    return this.#writes.create(record, options)
  }

  announce(jobs: readonly AnnouncedJob[]): Promise<readonly ('created' | 'exists')[]> {
    return this.#writes.announce(jobs, announceCommand)
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

  begin(start: JobStart): Promise<TransitionOutcome> {
    return this.#writes.one(start.jobId, () => beginCommand(start), TRANSITION_OUTCOMES)
  }

  delete(jobId: string): Promise<boolean> {
    return this.#writes.delete(jobId)
  }

  async get(jobId: string): Promise<JobRecord | undefined> {
    return (await this.getMany([jobId])).get(jobId)
  }

  /** One request for each. */
  async getMany(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobRecord>> {
    const seen = await this.#call(({ table }) =>
      Promise.all([...new Set(jobIds)].map((jobId) => table.read(jobId))),
    )
    const nowMs = Date.now()
    const records = seen.flatMap((object) => {
      const record = object && isLive(object, nowMs) ? recordOf(object) : undefined
      return record ? [record] : []
    })
    this.#calls.retrieved += records.length
    return new Map(records.map((record) => [record.jobId, record]))
  }

  async getStatus(jobId: string): Promise<JobStatus | undefined> {
    const object = await this.#call(({ table }) => table.read(jobId))
    return object && isLive(object, Date.now()) ? object.job?.state.status : undefined
  }

  /** Figures of this process; S3 has none of its own that could be had without reading every object's name. */
  stats(): Promise<StorageStats> {
    const { bucket, prefix } = this.#settings
    const details = { bucket, prefix, hasGuards: this.#open?.probe.found }
    return Promise.resolve(this.#calls.stats({ storeType: 's3', details }))
  }

  healthCheck(): Promise<HealthReport> {
    return this.#calls.health(() => this.#guarded((open) => open.ping()))
  }

  /**
   * What `arq doctor` looks at: whether a lifecycle rule of the bucket deletes records whose time is over.
   * @returns `expiryRule` and `expiryDays` of the strictest rule; `lifecycle`: `rule`, `none`, or `unknown` where the
   *   server does not tell, or the key may not ask (it takes GetLifecycleConfiguration)
   */
  async inspectStore(): Promise<Readonly<Record<string, unknown>>> {
    const answer = await this.#call(({ client }) =>
      client.send({
        ...{ method: 'GET', query: 'lifecycle' },
        expected: [200, 400, 403, 404, 405, 501],
      }),
    )
    if (answer.status === 404) return { lifecycle: 'none' }
    if (answer.status !== 200) return { lifecycle: 'unknown' }
    const rule = expiryRuleFor(this.#settings.prefix, answer.body)
    if (!rule) return { lifecycle: 'none' }
    return { lifecycle: 'rule', expiryRule: rule.id, expiryDays: rule.days }
  }

  async #connect(): Promise<void> {
    const open = new OpenBucket(this.#settings, this.#name)
    try {
      await open.probe.hasGuards()
    } catch (error) {
      // An outage passes; a wrong key does not, and somebody should hear of it while they are looking.
      const isOutage = error instanceof ResultStoreError && error.retryable
      const isWrong = isOutage && isMisconfiguration(error)
      if (!this.#settings.degradeOnFailure || !isOutage || isWrong) {
        await open.close()
        throw isWrong ? loginRefused(error) : error
      }
      open.watch.suspect(error)
    }
    this.#open = open
  }

  async #shut(): Promise<void> {
    await this.#batch.drain()
    const open = this.#open
    this.#open = undefined
    await open?.close()
  }

  #call<T>(operation: (open: OpenBucket) => Promise<T>): Promise<T> {
    return this.#calls.run(() => this.#guarded(operation))
  }

  /** While the server is not known to be away. */
  async #guarded<T>(operation: (open: OpenBucket) => Promise<T>): Promise<T> {
    const open = this.#open
    if (!open) throw new Error('the store is not open')
    if (open.watch.failure) throw open.watch.failure
    try {
      return await operation(open)
    } catch (error) {
      open.watch.suspect(error)
      throw error
    }
  }
}
