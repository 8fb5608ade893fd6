import {
  countSchema,
  durationSchema,
  durationToMs,
  type JobRecord,
  type JobStatus,
  parseSettings,
  type StorageStats,
} from '@arq/core'
import { GuardedResultStore } from '@arq/core/store'
import { Pool, type PoolConfig } from 'pg'
import * as v from 'valibot'

import { JobTable } from './job-table.js'

const settingsSchema = v.strictObject({
  /** `postgresql://user:password@host/database` */
  url: v.string(),
  maxConnections: v.optional(countSchema(1), 5),
  /** A wrong word is refused with the nearest right one, a wrong unit with its place. */
  queryTimeout: v.optional(durationSchema, '5s'),
})

/** What users write. */
export type OwnResultStoreSettings = v.InferInput<typeof settingsSchema>

/**
 * A result store of your own, on a pool of connections to PostgreSQL. What every store needs is core's: settings and
 * durations, opening for many users, gathering writes, the rule of who may write what, counting calls, outages. What is
 * your database's is in `job-table.ts`: reading rows, and writing one where nobody has written since.
 */
export class OwnResultStore extends GuardedResultStore {
  protected readonly table = new JobTable(() => this.#opened)
  readonly #options: PoolConfig
  #pool: Pool | undefined

  constructor(input: OwnResultStoreSettings) {
    const { url, maxConnections, queryTimeout } = parseSettings(
      'OwnResultStore settings',
      settingsSchema,
      input,
    )
    super({
      name: 'OwnResultStore',
      onFailure: 'refuse',
      // Writes of one turn of the event loop go together, those that come meanwhile in the next call.
      limits: { maxWrites: 100, maxCharacters: 1_000_000, maxCalls: maxConnections },
    })
    const timeoutMs = durationToMs(queryTimeout, 'queryTimeout')
    this.#options = {
      connectionString: url,
      max: maxConnections,
      query_timeout: timeoutMs,
      connectionTimeoutMillis: timeoutMs,
    }
  }

  async getMany(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobRecord>> {
    const records = await this.call(() => this.table.records(jobIds))
    this.calls.retrieved += records.length
    return new Map(records.map((record) => [record.jobId, record]))
  }

  async getStatus(jobId: string): Promise<JobStatus | undefined> {
    return (await this.get(jobId))?.status
  }

  /** Leave it out where your database cannot tell: callers then hear `ARQ_UNSUPPORTED`. */
  listWaiting(
    queueName: string,
    { limit }: { readonly limit: number },
  ): Promise<readonly JobRecord[]> {
    return this.call(() => this.table.waiting(queueName, limit))
  }

  stats(): Promise<StorageStats> {
    return Promise.resolve(this.calls.stats({ storeType: 'own', details: {} }))
  }

  /** Client and worker may share the store: the first one opens the pool, the last one ends it. */
  protected open(): Promise<void> {
    this.#pool = new Pool(this.#options)
    // A connection that breaks while nobody uses it: the next call hears of it.
    this.#pool.on('error', () => undefined)
    return Promise.resolve()
  }

  protected check(): Promise<void> {
    return this.table.create()
  }

  protected async shut(): Promise<void> {
    const pool = this.#pool
    this.#pool = undefined
    await pool?.end()
  }

  protected async ping(): Promise<void> {
    await this.table.records([])
  }

  get #opened(): Pool {
    if (!this.#pool) throw new Error('the store is not open')
    return this.#pool
  }
}
