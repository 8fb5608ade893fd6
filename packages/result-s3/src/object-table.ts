import { randomUUID } from 'node:crypto'

import {
  ANNOUNCEMENT_LATE_MS,
  type JobRecord,
  ResultStoreSerializationError,
  type Text,
} from '@arq/core'
import {
  expiryOf,
  type FoundRow,
  type GuardedTable,
  type JobRow,
  readStored,
  type RowContents,
  type RowOperation,
} from '@arq/core/store'

import { LOST } from './guard-probe.js'
import { decodeJobObject, encodeJobObject, type JobObject } from './job-object.js'
import type { ObjectClient } from './object-client.js'
import { objectNameOf } from './object-names.js'
import { texts } from './texts.js'

/** An object that was read, and what tells that nobody has written it since. */
export interface SeenObject extends JobObject {
  readonly etag: string
}

type Operation = RowOperation<SeenObject>

/** One object for each job. What a job's row is in a database; here each row is a request of its own. */
export class ObjectTable implements GuardedTable<SeenObject> {
  readonly #client: ObjectClient
  readonly #hasGuards: () => Promise<boolean>

  /** @param hasGuards whether the server keeps to conditions */
  constructor(client: ObjectClient, hasGuards: () => Promise<boolean>) {
    this.#client = client
    this.#hasGuards = hasGuards
  }

  /** First records come where nothing is. Ends come where a first record stands: a look at it is cheaper than a refusal. */
  async writeAtOnce(rows: readonly JobRow[]): Promise<readonly string[]> {
    const first = rows.filter(({ token }) => token === undefined)
    const isWritten = await Promise.all(
      first.map((row) =>
        this.#put(contentsOf({ job: row, isOutrun: false }, row.jobId), undefined),
      ),
    )
    return first.filter((_, index) => isWritten[index]).map(({ jobId }) => jobId)
  }

  async find(jobIds: readonly string[]): Promise<readonly FoundRow<SeenObject>[]> {
    const seen = await Promise.all(jobIds.map((jobId) => this.read(jobId)))
    const nowMs = Date.now()
    return seen.flatMap((version) => {
      if (!version) return []
      const { jobId, outrunUntilMs = 0 } = version
      const state = isLive(version, nowMs) ? version.job?.state : undefined
      return [{ jobId, version, state, isOutrun: outrunUntilMs > nowMs }]
    })
  }

  async apply(operations: readonly Operation[]): Promise<readonly string[]> {
    const isDone = await Promise.all(operations.map((operation) => this.#apply(operation)))
    return operations.filter((_, index) => isDone[index]).map(({ jobId }) => jobId)
  }

  /** The object of a job, whatever it still means. */
  async read(jobId: string): Promise<SeenObject | undefined> {
    const name = objectNameOf(jobId)
    const answer = await this.#client.send({ method: 'GET', name, expected: [200, 404] })
    if (answer.status === 404) return undefined
    const object = decodeJobObject(answer.body)
    if (object?.jobId !== jobId) throw notARecord(jobId, texts.notAJobObject(), undefined)
    return { ...object, etag: answer.headers.etag ?? '' }
  }

  async #apply(operation: Operation): Promise<boolean> {
    switch (operation.kind) {
      case 'insert':
        return this.#put(contentsOf(operation.row, operation.jobId), undefined)
      case 'update': {
        const { row, jobId, version } = operation
        return this.#put(contentsOf(row, jobId, version.outrunUntilMs), version)
      }
      case 'restate': {
        const { state, version } = operation
        const job = version.job && { ...version.job, state }
        return this.#put({ ...version, job, writeId: randomUUID() }, version)
      }
      case 'delete':
        // An object that says nothing: servers are rarer that guard a removal, and one that does was seen to do so beside
        // a write that its own condition should have kept out.
        return this.#put(removed(operation.version), operation.version)
    }
  }

  /** @param seen what must still stand there; absent: nothing. @returns whether it did */
  async #put(object: JobObject, seen: SeenObject | undefined): Promise<boolean> {
    const hasGuards = await this.#hasGuards()
    const condition = seen ? { 'if-match': seen.etag } : { 'if-none-match': '*' }
    const answer = await this.#client.send({
      method: 'PUT',
      name: objectNameOf(object.jobId),
      headers: { 'content-type': 'application/x-ndjson', ...(hasGuards && condition) },
      body: encodeJobObject(object),
      expected: [200, ...LOST],
    })
    if (answer.status === 200) return true
    // A try whose answer was lost may have come about: then what stands in the way is its own.
    return answer.isRepeated && (await this.read(object.jobId))?.writeId === object.writeId
  }
}

/** @throws `ARQ_STORE_DATA` when it holds no record */
export function recordOf({ jobId, job }: SeenObject): JobRecord | undefined {
  const toFailure = (reason: string, cause: unknown) => notARecord(jobId, reason, cause)
  return job && { ...readStored(job.text, toFailure), ...job.state }
}

export const isLive = ({ expiresAtMs }: JobObject, nowMs: number): boolean =>
  expiresAtMs === undefined || expiresAtMs > nowMs

/** It says nothing any more, and is deleted with those whose time is over. */
const removed = ({ jobId }: JobObject): JobObject => ({
  ...{ jobId, queueName: '', job: undefined, writeId: randomUUID() },
  expiresAtMs: 0,
  outrunUntilMs: undefined,
})

function contentsOf(
  { job, isOutrun }: RowContents,
  jobId: string,
  outrunBeforeMs?: number,
): JobObject {
  const nowMs = Date.now()
  const outrunUntilMs = isOutrun ? nowMs + ANNOUNCEMENT_LATE_MS : outrunBeforeMs
  return {
    jobId,
    queueName: job?.queueName ?? '',
    job: job && { state: job, text: job.text },
    expiresAtMs: job ? expiryOf(job.ttlMs, nowMs) : outrunUntilMs,
    outrunUntilMs,
    writeId: randomUUID(),
  }
}

const notARecord = (jobId: string, reason: string | Text, cause: unknown) => {
  const name = objectNameOf(jobId)
  return new ResultStoreSerializationError({
    code: 'ARQ_STORE_DATA',
    text: texts.notARecord({ name, reason }),
    details: { jobId, name },
    cause,
  })
}
