import { defineTexts, type JobRecord, ResultStoreError, toError } from '@arq/core'
import {
  connectionFailed,
  expiryOf,
  type FoundRow,
  type GuardedTable,
  type JobState,
  newVersion,
  readStored,
  reasonOf,
  refused,
  type RowContents,
  type RowOperation,
  unavailable,
} from '@arq/core/store'
import type { Pool } from 'pg'

const NAME = { database: 'PostgreSQL', address: 'the pool of OwnResultStore' }

const texts = defineTexts({
  notARecord: {
    en: 'The row of job {jobId} holds something that is not a job record: {reason}',
    'zh-CN': '任务 {jobId} 的行不是任务记录：{reason}',
  },
})

interface Row {
  readonly job_id: string
  /** What the rule looks at, as JSON. */
  readonly state: string
  readonly record: string
  /** bigint: pg gives it as text. */
  readonly version: string
}

/** A row for each job; each is written only where its version is still the one that was seen. */
export class JobTable implements GuardedTable {
  readonly #pool: () => Pool

  constructor(pool: () => Pool) {
    this.#pool = pool
  }

  async create(): Promise<void> {
    await this.#query(`create table if not exists own_jobs (
      job_id text primary key, queue_name text not null, state text not null, record text not null,
      version bigint not null, expires_at bigint)`)
  }

  /** For rows that can go without a look. None: one more query, and one thing less to get right. */
  writeAtOnce(): Promise<readonly string[]> {
    return Promise.resolve([])
  }

  async find(jobIds: readonly string[]): Promise<readonly FoundRow[]> {
    const rows = await this.#live('job_id = any($2)', [jobIds])
    return rows.map((row) => ({
      ...{ jobId: row.job_id, version: Number(row.version) },
      ...{ state: toState(row.state), isOutrun: false },
    }))
  }

  async apply(operations: readonly RowOperation[]): Promise<readonly string[]> {
    const isDone = await Promise.all(operations.map((operation) => this.#apply(operation)))
    return operations.filter((_, index) => isDone[index]).map(({ jobId }) => jobId)
  }

  async records(jobIds: readonly string[]): Promise<readonly JobRecord[]> {
    return (await this.#live('job_id = any($2)', [jobIds])).map(toRecord)
  }

  async waiting(queueName: string, limit: number): Promise<readonly JobRecord[]> {
    const where = `queue_name = $2 and state::json->>'status' in ('queued', 'retrying') limit $3`
    return (await this.#live(where, [queueName, limit])).map(toRecord)
  }

  /** @returns whether its guard held */
  async #apply(operation: RowOperation): Promise<boolean> {
    const { jobId } = operation
    switch (operation.kind) {
      case 'insert':
        return this.#changes(
          `insert into own_jobs as old (queue_name, state, record, expires_at, version, job_id)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (job_id) do update set queue_name = $1, state = $2, record = $3,
              expires_at = $4, version = $5 where old.expires_at <= $7`,
          [...contents(operation.row), newVersion(), jobId, Date.now()],
        )
      case 'update':
        return this.#changes(
          `update own_jobs set queue_name = $1, state = $2, record = $3, expires_at = $4,
            version = $5 where job_id = $6 and version = $7`,
          [...contents(operation.row), newVersion(), jobId, operation.version],
        )
      case 'restate':
        return this.#changes(
          'update own_jobs set state = $1, version = $2 where job_id = $3 and version = $4',
          [JSON.stringify(operation.state), newVersion(), jobId, operation.version],
        )
      case 'delete':
        return this.#changes('delete from own_jobs where job_id = $1 and version = $2', [
          ...[jobId, operation.version],
        ])
    }
  }

  /** Rows whose time is not over; a job of your own deletes the others. */
  #live(where: string, values: readonly unknown[]): Promise<readonly Row[]> {
    const isLive = '(expires_at is null or expires_at > $1)'
    const text = `select job_id, state, record, version from own_jobs where ${isLive} and ${where}`
    return this.#query<Row>(text, [Date.now(), ...values]).then(({ rows }) => rows)
  }

  async #changes(text: string, values: readonly unknown[]): Promise<boolean> {
    return (await this.#query(text, values)).rowCount === 1
  }

  async #query<R extends object = object>(text: string, values: readonly unknown[] = []) {
    try {
      return await this.#pool().query<R>(text, [...values])
    } catch (error) {
      throw toStoreError(error)
    }
  }
}

function contents({ job }: RowContents): readonly unknown[] {
  // Only stores with `announce` are given rows without a job.
  if (!job) throw new Error('no announcements here')
  const { queueName, text, ttlMs } = job
  return [queueName, JSON.stringify(stateOnly(job)), text, expiryOf(ttlMs, Date.now()) ?? null]
}

const stateOnly = (state: JobState): JobState => ({
  ...{ status: state.status, token: state.token, enqueueTime: state.enqueueTime },
  ...{ retryCount: state.retryCount, claim: state.claim },
  ...{ duplicateRuns: state.duplicateRuns, duplicateDeliveries: state.duplicateDeliveries },
})

/** What is absent in JSON is absent, whatever the record says: the state counts. */
const toState = (text: string): JobState => stateOnly(JSON.parse(text) as JobState)

const toRecord = ({ job_id: jobId, state, record }: Row): JobRecord => ({
  ...readStored(record, (reason, cause) => {
    const text = texts.notARecord({ jobId, reason })
    return new ResultStoreError({ code: 'ARQ_STORE_DATA', text, cause })
  }),
  ...toState(state),
})

/** The code decides what workers do: results wait for a store that is away, a person has to mend the rest. */
function toStoreError(thrown: unknown): ResultStoreError {
  const cause = toError(thrown)
  const code = 'code' in cause ? String(cause.code) : undefined
  const failure = { reason: reasonOf(cause), reasonCode: code, cause }
  // Five letters are PostgreSQL's own code; everything else comes from the way to it.
  if (!/^[0-9A-Z]{5}$/.test(code ?? '')) return connectionFailed(NAME, failure)
  // It starts, stops, fails over, or has no room.
  return /^(53|57|58|08|40)/.test(code ?? '') ? unavailable(NAME, failure) : refused(NAME, failure)
}
