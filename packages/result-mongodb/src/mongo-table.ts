import type { JobStatus } from '@arq/core'
import {
  type FoundRow,
  type JobRow,
  type RecordRow,
  refused,
  type RowOperation,
  type RowPlace,
  type RowSearch,
  type RowTable,
  type SearchableRows,
  type SearchedRows,
} from '@arq/core/store'
import type { AnyBulkWriteOperation } from 'mongodb'

import { type JobDocument, liveStatus, toFoundRow, toRecordRow } from './job-document.js'
import type { MongoConnection } from './mongo-connection.js'
import { DUPLICATE_KEY, failuresOf, WriteRefusal } from './mongo-errors.js'
import {
  conditionFilters,
  downTo,
  FIRST_WITHOUT_TIME,
  NEWEST_FIRST,
  rangeFilter,
} from './search-filters.js'
import { texts } from './texts.js'
import { guardedWrites, writesAtOnce } from './write-operations.js'

/** Half of a surrogate pair becomes U+FFFD in UTF-8: what is stored is another id, and would never be found. */
const LONE_SURROGATE = /\p{Cs}/u

/** The collection of jobs: each write is one `bulkWrite`, each question one `find`. */
export class MongoTable implements RowTable, SearchableRows {
  readonly storeType = 'mongodb'
  readonly #connection: MongoConnection

  constructor(connection: MongoConnection) {
    this.#connection = connection
  }

  writeAtOnce(rows: readonly JobRow[]): Promise<readonly string[]> {
    this.#refuseMalformed(rows)
    return this.#write(rows, writesAtOnce(rows, this.#connection.nowMs()))
  }

  apply(operations: readonly RowOperation[]): Promise<readonly string[]> {
    return this.#write(operations, guardedWrites(operations, this.#connection.nowMs()))
  }

  async find(jobIds: readonly string[]): Promise<readonly FoundRow[]> {
    this.#refuseMalformed(jobIds.map((jobId) => ({ jobId })))
    const found = await this.#connection.call((jobs) =>
      jobs.find({ _id: { $in: [...jobIds] } }, { projection: { record: 0 } }).toArray(),
    )
    const nowMs = this.#connection.nowMs()
    return found.map((each) => toFoundRow(each, nowMs))
  }

  async records(jobIds: readonly string[]): Promise<readonly RecordRow[]> {
    const found = await this.#connection.call((jobs) =>
      jobs.find({ _id: { $in: [...jobIds] } }).toArray(),
    )
    const nowMs = this.#connection.nowMs()
    return found.flatMap((each) => toRecordRow(each, nowMs))
  }

  async status(jobId: string): Promise<JobStatus | undefined> {
    const projection = { _id: 0, status: 1, expires_at: 1 }
    const found = await this.#connection.call((jobs) =>
      jobs.findOne({ _id: jobId }, { projection }),
    )
    return found ? liveStatus(found, this.#connection.nowMs()) : undefined
  }

  async waiting(queueName: string, limit: number): Promise<readonly RecordRow[]> {
    const nowMs = this.#connection.nowMs()
    const found = await this.#connection.call((jobs) =>
      jobs.find({ waits_in: queueName, ...liveAt(nowMs) }, { limit }).toArray(),
    )
    return found.flatMap((each) => toRecordRow(each, nowMs))
  }

  async stopped(limit: number): Promise<readonly string[]> {
    const live = liveAt(this.#connection.nowMs())
    const found = await this.#connection.call((jobs) =>
      jobs.find({ is_stopped: true, ...live }, { limit, projection: { _id: 1 } }).toArray(),
    )
    return found.map(({ _id }) => _id)
  }

  async searchRows(search: RowSearch): Promise<SearchedRows> {
    const { lookAt, limit, enqueuedFrom, after } = search
    const range = rangeFilter(search)
    // Answered by the index alone: how far this part goes.
    const projection = { _id: 1, enqueue_time: 1 }
    const looked = await this.#connection.call((jobs) =>
      jobs.find(range, { projection, sort: NEWEST_FIRST, limit: lookAt }).toArray(),
    )
    const places = looked.map(placeOf)
    const lowest = places.at(-1)
    const isWithoutTime = after?.enqueueTime === '' || enqueuedFrom !== undefined
    const next = isWithoutTime ? undefined : FIRST_WITHOUT_TIME
    if (!lowest) return { rows: [], lookedAt: 0, last: next }
    const nowMs = this.#connection.nowMs()
    const filters = [range, downTo(lowest), liveAt(nowMs), ...conditionFilters(search)]
    const found = await this.#connection.call((jobs) =>
      jobs.find({ $and: filters }, { sort: NEWEST_FIRST, limit: limit + 1 }).toArray(),
    )
    const rows = found.slice(0, limit).flatMap((each) => toRecordRow(each, nowMs))
    const lastGiven = found.length > limit ? found[limit - 1] : undefined
    if (lastGiven) {
      const last = placeOf(lastGiven)
      const place = places.findIndex(({ jobId }) => jobId === last.jobId)
      return { rows, lookedAt: place + 1, last }
    }
    return { rows, lookedAt: places.length, last: places.length < lookAt ? next : lowest }
  }

  countAbout(): Promise<number> {
    return this.#connection.call((jobs) => jobs.estimatedDocumentCount())
  }

  async details(): Promise<Readonly<Record<string, unknown>>> {
    const connection = this.#connection
    const [server, collection] = await Promise.all([
      connection.call((_, db) => db.command({ buildInfo: 1 })),
      connection.call((jobs, db) => db.command({ collStats: jobs.collectionName })),
    ])
    return {
      serverVersion: server['version'],
      deployment: connection.deployment?.kind,
      documentsAbout: collection['count'],
      dataBytes: collection['size'],
      storageBytes: collection['storageSize'],
      indexBytes: collection['totalIndexSize'],
      openConnections: connection.openConnections,
    }
  }

  /** @returns ids of those that were written */
  async #write(
    of: readonly { readonly jobId: string }[],
    writes: AnyBulkWriteOperation<JobDocument>[],
  ): Promise<readonly string[]> {
    const failed = await this.#connection.call((jobs) =>
      jobs.bulkWrite(writes, { ordered: false }).then(() => [], failuresOf),
    )
    if (failed.length === 0) return of.map(({ jobId }) => jobId)
    const wrong = failed.find(({ code }) => code !== DUPLICATE_KEY)
    // Where others of the same call were written, it comes again without them, and is told then.
    if (wrong && failed.length === writes.length) {
      throw this.#connection.toStoreError(new WriteRefusal(wrong))
    }
    const isFailed = new Set(failed.map(({ index }) => index))
    return of.flatMap(({ jobId }, index) => (isFailed.has(index) ? [] : jobId))
  }

  #refuseMalformed(of: readonly { readonly jobId: string }[]): void {
    if (!of.some(({ jobId }) => LONE_SURROGATE.test(jobId))) return
    throw refused(this.#connection.name, { reason: texts.idMalformed(), cause: undefined })
  }
}

const placeOf = ({ _id, enqueue_time }: Pick<JobDocument, '_id' | 'enqueue_time'>): RowPlace => ({
  jobId: _id,
  enqueueTime: enqueue_time ?? '',
})

const liveAt = (nowMs: number) => ({
  $or: [{ expires_at: null }, { expires_at: { $gt: new Date(nowMs) } }],
})
