import type {
  AnnouncedJob,
  JobRecord,
  JobStart,
  JobStatus,
  ResultStore,
  ResultStoreError,
  StorageStats,
  TransitionOutcome,
} from '@arq/core'
import {
  announceCommand,
  beginCommand,
  type DatabaseName,
  GuardedResultStore,
  TRANSITION_OUTCOMES,
} from '@arq/core/store'

import { expiryRuleFor } from './lifecycle-rules.js'
import { isLive, type ObjectTable, recordOf, type SeenObject } from './object-table.js'
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
 * - To open it finds out whether the server guards writes, and rejects with `ARQ_UNSUPPORTED` when it does not, unless
 *   `allowUnguarded`; with `ARQ_STORE_AUTH` when the key, the secret, the bucket, the region, the rights or this
 *   machine's clock are wrong.
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
export class S3ResultStore extends GuardedResultStore<SeenObject> implements ResultStore {
  readonly #settings: ResolvedS3Settings
  readonly #name: DatabaseName
  #open: OpenBucket | undefined

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming each wrong setting */
  constructor(input: S3ResultStoreSettings) {
    const settings = resolveS3Settings(input)
    super({
      name: 'S3ResultStore',
      onFailure: settings.degradeOnFailure ? 'degrade' : 'refuse',
      // Each job is a request of its own, so none has to wait for another one's.
      limits: { maxWrites: 1, maxCharacters: Infinity, maxCalls: settings.maxConnections },
    })
    this.#settings = settings
    this.#name = { database: 'S3', address: settings.shown }
  }

  announce(jobs: readonly AnnouncedJob[]): Promise<readonly ('created' | 'exists')[]> {
    return this.writes.announce(jobs, announceCommand)
  }

  begin(start: JobStart): Promise<TransitionOutcome> {
    return this.writes.one(start.jobId, () => beginCommand(start), TRANSITION_OUTCOMES)
  }

  /** One request for each. */
  async getMany(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobRecord>> {
    const seen = await this.call(() =>
      Promise.all([...new Set(jobIds)].map((jobId) => this.table.read(jobId))),
    )
    const nowMs = Date.now()
    const records = seen.flatMap((object) => {
      const record = object && isLive(object, nowMs) ? recordOf(object) : undefined
      return record ? [record] : []
    })
    this.calls.retrieved += records.length
    return new Map(records.map((record) => [record.jobId, record]))
  }

  async getStatus(jobId: string): Promise<JobStatus | undefined> {
    const object = await this.call(() => this.table.read(jobId))
    return object && isLive(object, Date.now()) ? object.job?.state.status : undefined
  }

  /** Figures of this process; S3 has none of its own that could be had without reading every object's name. */
  stats(): Promise<StorageStats> {
    const { bucket, prefix } = this.#settings
    const details = { bucket, prefix, hasGuards: this.#open?.probe.found }
    return Promise.resolve(this.calls.stats({ storeType: 's3', details }))
  }

  /**
   * What `arq doctor` looks at: whether a lifecycle rule of the bucket deletes records whose time is over.
   * @returns `expiryRule` and `expiryDays` of the strictest rule; `lifecycle`: `rule`, `none`, or `unknown` where the
   *   server does not tell, or the key may not ask (it takes GetLifecycleConfiguration)
   */
  async inspectStore(): Promise<Readonly<Record<string, unknown>>> {
    const answer = await this.call(() =>
      this.#opened.client.send({
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

  protected open(): Promise<void> {
    this.#open = new OpenBucket(this.#settings, this.#name)
    return Promise.resolve()
  }

  protected async check(): Promise<void> {
    await this.#opened.probe.hasGuards()
  }

  protected shut(): Promise<void> {
    this.#open?.client.close()
    this.#open = undefined
    return Promise.resolve()
  }

  protected ping(): Promise<void> {
    return this.#opened.ping()
  }

  protected override isMisconfiguration(error: ResultStoreError): boolean {
    return isMisconfiguration(error)
  }

  protected get table(): ObjectTable {
    return this.#opened.table
  }

  get #opened(): OpenBucket {
    if (!this.#open) throw new Error('the store is not open')
    return this.#open
  }
}
