import {
  countSchema,
  type CreateOptions,
  durationSchema,
  durationToMs,
  type HealthReport,
  type JobIdentity,
  type JobRecord,
  type JobStatus,
  type JobTransition,
  parseSettings,
  type Release,
  type ResultStore,
  SharedResource,
  type StorageStats,
  type TransitionOutcome,
} from '@arq/core'
import {
  JobWriter,
  StoreCalls,
  StoreWrites,
  WRITE_FORMS,
  WriteBatch,
  type WriteCommand,
  type WriteOutcome,
} from '@arq/core/store'
import { Pool } from 'pg'
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
 * durations, opening for many users, gathering writes, the rule of who may write what, counting calls. What is your
 * database's is in `job-table.ts`: reading rows, and writing one where nobody has written since.
 */
export class OwnResultStore implements ResultStore {
  readonly onFailure = 'refuse'
  readonly #calls = new StoreCalls('OwnResultStore', () => this.#pool !== undefined)
  readonly #table = new JobTable(() => this.#opened())
  readonly #writes: StoreWrites<WriteCommand>
  readonly #batch: WriteBatch<WriteCommand, WriteOutcome>
  readonly #shared: SharedResource
  #pool: Pool | undefined

  constructor(input: OwnResultStoreSettings) {
    const settings = parseSettings('OwnResultStore settings', settingsSchema, input)
    const timeoutMs = durationToMs(settings.queryTimeout, 'queryTimeout')
    const writer = new JobWriter(this.#table)
    // Writes of one turn of the event loop go together, those that come meanwhile in the next call.
    this.#batch = new WriteBatch<WriteCommand, WriteOutcome>({
      ...{ maxWrites: 100, maxCharacters: 1_000_000, maxCalls: settings.maxConnections },
      charactersOf: ({ characters }) => characters,
      send: (commands) => writer.write(commands),
    })
    this.#writes = new StoreWrites({ calls: this.#calls, batch: this.#batch, forms: WRITE_FORMS })
    // Client and worker may share the store: the first one opens the pool, the last one ends it.
    this.#shared = new SharedResource({
      name: 'OwnResultStore',
      open: async () => {
        const pool = new Pool({
          connectionString: settings.url,
          max: settings.maxConnections,
          query_timeout: timeoutMs,
          connectionTimeoutMillis: timeoutMs,
        })
        // A connection that breaks while nobody uses it: the next call hears of it.
        pool.on('error', () => undefined)
        this.#pool = pool
        await this.#table.create().catch(async (error: unknown) => {
          this.#pool = undefined
          await pool.end()
          throw error
        })
      },
      close: async () => {
        await this.#batch.drain()
        const pool = this.#pool
        this.#pool = undefined
        await pool?.end()
      },
    })
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

  create(record: JobRecord, options: CreateOptions): Promise<'created' | 'exists'> {
    return this.#writes.create(record, options)
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

  delete(jobId: string): Promise<boolean> {
    return this.#writes.delete(jobId)
  }

  async get(jobId: string): Promise<JobRecord | undefined> {
    return (await this.getMany([jobId])).get(jobId)
  }

  async getMany(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobRecord>> {
    const records = await this.#calls.run(() => this.#table.records(jobIds))
    this.#calls.retrieved += records.length
    return new Map(records.map((record) => [record.jobId, record]))
  }

  async getStatus(jobId: string): Promise<JobStatus | undefined> {
    return (await this.get(jobId))?.status
  }

  /** Leave it out where your database cannot tell: callers then hear `ARQ_UNSUPPORTED`. */
  async listWaiting(
    queueName: string,
    { limit }: { readonly limit: number },
  ): Promise<readonly JobRecord[]> {
    return this.#calls.run(() => this.#table.waiting(queueName, limit))
  }

  stats(): Promise<StorageStats> {
    return Promise.resolve(this.#calls.stats({ storeType: 'own', details: {} }))
  }

  healthCheck(): Promise<HealthReport> {
    return this.#calls.health(() => this.#table.records([]))
  }

  #opened(): Pool {
    if (!this.#pool) throw new Error('the store is not open')
    return this.#pool
  }
}
