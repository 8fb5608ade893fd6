import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import {
  countDuplicates,
  type CreateOptions,
  decideTransition,
  decodeJobRecord,
  defineTexts,
  encodeJobRecord,
  type HealthReport,
  isArqError,
  isClaim,
  type JobIdentity,
  type JobRecord,
  type JobStatus,
  type JobTransition,
  type Release,
  type ResultStore,
  ResultStoreError,
  SharedResource,
  type StorageStats,
  type TransitionOutcome,
} from '@arq/core'

/**
 * A result store of your own: here one file per job in a folder. Client and worker must be in one process, because what
 * makes each write atomic is that Node does one thing at a time between two awaits; a real store does it in the database
 * (a script in Redis, a `WHERE` in SQL) and follows the same rule, `decideTransition` and `countDuplicates`.
 */
export class FileResultStore implements ResultStore {
  readonly onFailure = 'refuse'
  readonly #folder: string
  readonly #resource: SharedResource
  readonly #counts = { stored: 0, retrieved: 0, deleted: 0 }

  constructor(folder: string) {
    this.#folder = folder
    // Counts its users: the first one opens it, the last one closes it. A database would end its connections here.
    this.#resource = new SharedResource({
      name: 'FileResultStore',
      open: () => this.#step(() => void mkdirSync(folder, { recursive: true })),
      close: () => Promise.resolve(),
    })
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

  create(record: JobRecord, { ttlMs }: CreateOptions): Promise<'created' | 'exists'> {
    return this.#step(() => {
      if (this.#read(record.jobId)) return 'exists'
      this.#write(record, ttlMs)
      return 'created'
    })
  }

  replaceClaim(claim: string, record: JobRecord, { ttlMs }: CreateOptions): Promise<boolean> {
    return this.#step(() => {
      const stored = this.#read(record.jobId)
      if (!stored || !isClaim(stored, claim)) return false
      if (ttlMs === 0) this.#remove(record.jobId)
      else this.#write(record, ttlMs)
      return true
    })
  }

  withdraw(job: JobIdentity): Promise<void> {
    return this.#step(() => {
      if (this.#waiting(job)) this.#remove(job.jobId)
    })
  }

  transition(change: JobTransition): Promise<TransitionOutcome> {
    return this.#step(() => {
      const { record, ttlMs } = change
      const stored = this.#read(record.jobId)
      const outcome = decideTransition(stored, change)
      const counts = countDuplicates(stored, change, outcome)
      if (outcome !== 'applied' && outcome !== 'repeated') {
        const isCounted = counts.duplicateDeliveries !== stored?.duplicateDeliveries
        if (stored && isCounted) this.#replace({ ...stored, ...counts })
      } else if (ttlMs === 0) this.#remove(record.jobId)
      else this.#write({ ...record, ...counts }, ttlMs)
      return outcome
    })
  }

  get(jobId: string): Promise<JobRecord | undefined> {
    return this.#step(() => this.#count(this.#read(jobId)))
  }

  getMany(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobRecord>> {
    return this.#step(() => {
      const records = jobIds.flatMap((jobId) => this.#count(this.#read(jobId)) ?? [])
      return new Map(records.map((record) => [record.jobId, record]))
    })
  }

  getStatus(jobId: string): Promise<JobStatus | undefined> {
    return this.#step(() => this.#read(jobId)?.status)
  }

  delete(jobId: string): Promise<boolean> {
    return this.#step(() => this.#read(jobId) !== undefined && this.#remove(jobId))
  }

  listWaiting(queueName: string, { limit }: { limit: number }): Promise<readonly JobRecord[]> {
    return this.#step(() =>
      readdirSync(this.#folder)
        .flatMap((file) => this.#readFile(join(this.#folder, file)) ?? [])
        .filter((record) => record.queueName === queueName && isWaiting(record))
        .slice(0, limit),
    )
  }

  stats(): Promise<StorageStats> {
    const { stored, retrieved, deleted } = this.#counts
    return Promise.resolve({
      storeType: 'file',
      totalStored: stored,
      totalRetrieved: retrieved,
      totalDeleted: deleted,
      successRate: 1,
      details: { folder: this.#folder },
    })
  }

  healthCheck(): Promise<HealthReport> {
    return Promise.resolve({ isHealthy: true })
  }

  /** One step that nothing comes in between; what it throws rejects, in the words of the port. */
  async #step<T>(work: () => T): Promise<T> {
    try {
      return await Promise.resolve(work())
    } catch (error) {
      throw toStoreError(error)
    }
  }

  /** The record that this one enqueue made, as long as no worker has begun it. */
  #waiting({ jobId, enqueueTime }: JobIdentity): JobRecord | undefined {
    const record = this.#read(jobId)
    return record && isWaiting(record) && record.enqueueTime === enqueueTime ? record : undefined
  }

  #read(jobId: string): JobRecord | undefined {
    return this.#readFile(this.#pathOf(jobId))
  }

  /** The first line says until when the rest is kept. */
  #readFile(path: string): JobRecord | undefined {
    let text: string
    try {
      text = readFileSync(path, 'utf8')
    } catch {
      return undefined
    }
    const [keptUntilMs = '', record = ''] = text.split('\n')
    return Number(keptUntilMs) > Date.now() ? decodeJobRecord(record) : undefined
  }

  #write(record: JobRecord, ttlMs: number | 'forever'): void {
    const keptUntilMs = ttlMs === 'forever' ? Infinity : Date.now() + ttlMs
    writeFileSync(this.#pathOf(record.jobId), `${keptUntilMs}\n${encodeJobRecord(record)}`)
    this.#counts.stored += 1
  }

  /** Another record in the place of this one, kept as long. */
  #replace(record: JobRecord): void {
    const path = this.#pathOf(record.jobId)
    const [keptUntilMs = ''] = readFileSync(path, 'utf8').split('\n')
    writeFileSync(path, `${keptUntilMs}\n${encodeJobRecord(record)}`)
  }

  #remove(jobId: string): true {
    rmSync(this.#pathOf(jobId), { force: true })
    this.#counts.deleted += 1
    return true
  }

  #count(record: JobRecord | undefined): JobRecord | undefined {
    if (record) this.#counts.retrieved += 1
    return record
  }

  /** An id is the caller's text: it must not become a path. */
  #pathOf(jobId: string): string {
    return join(this.#folder, `${encodeURIComponent(jobId)}.job`)
  }
}

/** Full disk, too many open files, a disk that is read-only or fails: another time the same call may succeed. */
const AWAY: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EMFILE', 'EROFS', 'EIO'])

/** What went wrong decides what workers do: results wait for a store that is away, a person has to mend the rest. */
function toStoreError(cause: unknown): unknown {
  if (isArqError(cause)) return cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  const isAway = cause instanceof Error && 'code' in cause && AWAY.has(cause.code)
  return new ResultStoreError({
    code: isAway ? 'ARQ_STORE_UNAVAILABLE' : 'ARQ_STORE_FAILED',
    text: texts.failed({ reason }),
    cause,
  })
}

const texts = defineTexts({
  failed: { en: 'The folder of results failed: {reason}', 'zh-CN': '结果文件夹出错：{reason}' },
})

const isWaiting = ({ status }: JobRecord): boolean => status === 'queued' || status === 'retrying'
