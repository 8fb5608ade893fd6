import { findJob } from '@arq/admin'
import {
  type JobFilter,
  type JobInfo,
  type JobQuery,
  type JobStatus,
  jsonCodec,
  type ResultStore,
  UnsupportedError,
} from '@arq/core'
import { isJobStatus, openRecord, toJobInfo } from '@arq/core/internal'
import * as v from 'valibot'

import type { JobsView, SearchField } from '../contract/jobs.js'
import { momentOf, queryObject, readInput } from '../http/read-input.js'
import { Refusal } from '../refusal.js'
import { texts } from '../texts.js'
import { asWire } from './as-wire.js'
import type { Desk } from './desk.js'

const LIMIT = 50
const MOST = 500

const text = v.optional(v.string())
const querySchema = v.strictObject({
  ...{ id: text, status: text, task: text, queue: text, since: text, until: text },
  ...{ endedSince: text, endedUntil: text, error: text, payload: text, cursor: text },
  limit: v.optional(v.pipe(v.string(), v.digits(), v.toNumber(), v.minValue(1), v.maxValue(MOST))),
})

/** Jobs that fit a query, a page of them. */
export async function searchJobs(
  query: URLSearchParams,
  desk: Desk,
  signal: AbortSignal,
): Promise<JobsView> {
  const given = readInput('query', querySchema, queryObject(query))
  const store = desk.store()
  const client = await desk.client()
  const { limit = LIMIT, cursor } = given
  if (!store.search || !store.searches) {
    const { id, ...others } = given
    const isOnlyId = Object.entries(others).every(
      ([key, value]) => value === undefined || key === 'limit',
    )
    if (id === undefined || !isOnlyId) {
      throw new UnsupportedError(texts.needsSearch(), { missing: 'search' })
    }
    const info = await findJob(client, id)
    return viewOf(info ? [info] : [], desk, null, {
      indexed: ['id'],
      order: 'none',
      covers: 'all',
      scan: null,
    })
  }
  const {
    jobs,
    cursor: next,
    by,
    lookedAt,
    ofAbout,
  } = await store.search(jobQuery(given), {
    ...{ limit, signal },
    ...(cursor === undefined ? {} : { cursor }),
  })
  const { indexed, order, covers } = store.searches
  const scan =
    by === 'index'
      ? null
      : { looked: lookedAt, total: ofAbout ?? null, isComplete: next === undefined }
  const search = { indexed: fieldsOf(indexed), order, covers, scan }
  const keys = { cipher: desk.settings.encryption, codec: jsonCodec, payloads: undefined }
  const opened = await Promise.all(jobs.map(async (job) => openRecord(job, keys)))
  return viewOf(opened.map(toJobInfo), desk, next ?? null, search)
}

const viewOf = (
  jobs: readonly JobInfo[],
  desk: Desk,
  next: string | null,
  search: JobsView['search'],
): JobsView => ({ jobs: jobs.map((info) => asWire(desk.redacted(info))), next, search })

function jobQuery(given: v.InferOutput<typeof querySchema>): JobQuery {
  const nowMs = Date.now()
  const { id, status, task, queue, since, until, endedSince, endedUntil, error, payload } = given
  return {
    ...{ jobIdPrefix: id, functionName: task, queueName: queue, error, payload },
    statuses: status === undefined ? undefined : statusesOf(status),
    enqueuedFromMs: momentOf(since, 'since', nowMs),
    enqueuedBeforeMs: momentOf(until, 'until', nowMs),
    endedFromMs: momentOf(endedSince, 'endedSince', nowMs),
    endedBeforeMs: momentOf(endedUntil, 'endedUntil', nowMs),
  }
}

function statusesOf(given: string): readonly JobStatus[] {
  const statuses = given.split(',').map((one) => one.trim())
  const known = statuses.filter(isJobStatus)
  if (known.length === statuses.length) return known
  throw new Refusal('invalid', texts.noStatus({ given }), 'status')
}

const FIELDS: Readonly<Record<JobFilter, SearchField>> = {
  jobId: 'id',
  jobIdPrefix: 'id',
  functionName: 'task',
  queueName: 'queue',
  statuses: 'status',
  enqueued: 'enqueued',
  ended: 'ended',
  error: 'error',
  payload: 'payload',
}

const fieldsOf = (indexed: readonly JobFilter[]): readonly SearchField[] => [
  ...new Set(indexed.map((filter) => FIELDS[filter])),
]

/** Whether a store can look through its records. */
export const canSearch = (store: ResultStore | undefined): boolean => store?.search !== undefined
