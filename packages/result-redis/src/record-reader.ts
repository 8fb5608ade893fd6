import { type JobRecord, type JobStatus, renderText } from '@arq/core'
import { isJobStatus } from '@arq/core/internal'
import { readStored } from '@arq/core/store'

import { notARecord } from './redis-errors.js'
import type { RedisKeys } from './redis-keys.js'
import type { RedisServers } from './redis-servers.js'
import { texts } from './texts.js'

/** Keys in one MGET. */
const MAX_KEYS = 500

/** A worker keeps them all in mind, and reads them several times a second. */
const MOST_STOPPED_TOLD = 1000

/** As much as the script reads of a record. */
const HEAD_BYTES = 512

/** As `encodeJobRecord` begins a record; see `record-head.test.ts`. */
const STATUS_IN_HEAD =
  /^\{(?:"duplicate_runs":\d+,"duplicate_deliveries":\d+,)?"attempt_token":"[^"\\]*","enqueue_time":"[^"\\]*","status":"([a-z_]+)",/

/** Reads records and states of jobs. */
export class RecordReader {
  readonly #servers: RedisServers
  readonly #keys: RedisKeys

  constructor(servers: RedisServers, keys: RedisKeys) {
    this.#servers = servers
    this.#keys = keys
  }

  async get(jobId: string): Promise<JobRecord | undefined> {
    const key = this.#keys.result(jobId)
    const text = await this.#servers.run(key, (client) => client.get(key))
    return text === null ? undefined : readRecord(text, key)
  }

  async getMany(jobIds: readonly string[]): Promise<Map<string, JobRecord>> {
    const texts = await this.#texts(jobIds, this.#keys.result)
    const found = new Map<string, JobRecord>()
    for (const [jobId, text] of texts) {
      found.set(jobId, readRecord(text, this.#keys.result(jobId)))
    }
    return found
  }

  async stoppedJobs(): Promise<ReadonlySet<string> | 'many'> {
    const { stopped } = this.#keys
    const ids = await this.#servers.run(stopped, (client) =>
      client.zRange(stopped, 0, MOST_STOPPED_TOLD),
    )
    return ids.length > MOST_STOPPED_TOLD ? 'many' : new Set(ids)
  }

  getStatus(jobId: string): Promise<JobStatus | undefined> {
    return this.#keys.layout === 'lean' ? this.#statusInRecord(jobId) : this.#statusBeside(jobId)
  }

  /** The head of a record is enough, unless somebody else has written it. */
  async #statusInRecord(jobId: string): Promise<JobStatus | undefined> {
    const key = this.#keys.result(jobId)
    const head = await this.#servers.run(key, (client) => client.getRange(key, 0, HEAD_BYTES - 1))
    const status = STATUS_IN_HEAD.exec(head ?? '')?.[1]
    return isJobStatus(status) ? status : (await this.get(jobId))?.status
  }

  async #statusBeside(jobId: string): Promise<JobStatus | undefined> {
    const key = this.#keys.status(jobId)
    const status = await this.#servers.run(key, (client) => client.get(key))
    if (status === null) return undefined
    if (isJobStatus(status)) return status
    throw notARecord(key, renderText(texts.unknownStatus()))
  }

  /** Walks a queue's set of ids in steps. Where states lie beside the records, those are asked first: records can be large. */
  async listWaiting(queueName: string, limit: number): Promise<readonly JobRecord[]> {
    const waiting = new Map<string, JobRecord>()
    const queueKey = this.#keys.queue(queueName)
    let cursor = '0'
    do {
      if (waiting.size >= limit) break
      const from = cursor
      const step = await this.#servers.run(queueKey, (client) =>
        client.sScan(queueKey, from, { COUNT: MAX_KEYS }),
      )
      cursor = step.cursor
      const likely = await this.#likelyWaiting(step.members)
      for (const [jobId, record] of await this.getMany(likely)) {
        if (isWaitingIn(queueName, record)) waiting.set(jobId, record)
      }
    } while (cursor !== '0')
    return [...waiting.values()].slice(0, limit)
  }

  async #likelyWaiting(jobIds: readonly string[]): Promise<readonly string[]> {
    if (this.#keys.layout === 'lean') return jobIds
    const statuses = await this.#texts(jobIds, this.#keys.status)
    return [...statuses].filter(([, status]) => isWaiting(status)).map(([id]) => id)
  }

  async #texts(
    jobIds: readonly string[],
    keyOf: (jobId: string) => string,
  ): Promise<Map<string, string>> {
    const found = new Map<string, string>()
    for (let start = 0; start < jobIds.length; start += MAX_KEYS) {
      const part = jobIds.slice(start, start + MAX_KEYS)
      const texts = await this.#servers.texts(part.map(keyOf))
      part.forEach((jobId, index) => {
        const text = texts[index]
        if (typeof text === 'string') found.set(jobId, text)
      })
    }
    return found
  }
}

// In a cluster an id may stand in the set of a queue whose job was refused: another queue has a job of that id.
const isWaitingIn = (queueName: string, record: JobRecord): boolean =>
  isWaiting(record.status) && (record.queueName === queueName || record.queueName === '')

const isWaiting = (status: string): boolean => status === 'queued' || status === 'retrying'

const readRecord = (text: string, key: string): JobRecord =>
  readStored(text, (reason, cause) => notARecord(key, reason, cause))
