import { ANNOUNCEMENT_LATE_MS, isTombstone, type JobStatus } from '@arq/core'
import { isJobStatus } from '@arq/core/internal'
import {
  expiryOf,
  type FoundRow,
  type JobRow,
  type JobState,
  type RecordRow,
  type RowContents,
} from '@arq/core/store'

/** The state of a job, beside its record. Absent is null, so that one filter finds it. */
interface StateFields {
  readonly status: string
  readonly token: string | null
  readonly enqueue_time: string | null
  readonly retry_count: number
  readonly claim: string | null
  readonly duplicate_runs: number
  readonly duplicate_deliveries: number
  /** The job was stopped while it waited: what `stoppedJobs` looks for. */
  readonly is_stopped: boolean
}

/** What is written of a job, except its id. */
export interface JobFields extends StateFields {
  readonly queue_name: string
  /** The queue, while the job waits in it: what `listWaiting` looks for. */
  readonly waits_in: string | null
  /** Another number after every write. */
  readonly version: number
  /** From then on nobody reads it; null: it is kept for ever. */
  readonly expires_at: Date | null
  /** From then on MongoDB may delete the document. */
  readonly remove_at: Date | null
  /** The record as JSON; null: there is none. */
  readonly record: string | null
  /** The job has outrun its announcement, which may come until then. */
  readonly outrun_until?: Date
}

/** A document of the collection of jobs. */
export interface JobDocument extends JobFields {
  readonly _id: string
}

type FoundDocument = Omit<JobDocument, 'record'>

/** Nothing is kept of the job but that it has outrun its announcement. */
const OUTRUN = 'outrun'
/** Nothing is kept of the job. The document goes when MongoDB next looks for expired ones. */
const REMOVED = 'removed'

/** Long gone. */
const PAST = new Date(0)

const NO_STATE = {
  ...{ token: null, enqueue_time: null, retry_count: 0, claim: null },
  ...{ duplicate_runs: 0, duplicate_deliveries: 0, is_stopped: false },
} as const

/** By them nobody takes a document for a job, whatever its state says, and MongoDB may delete it. */
export const GONE_FIELDS = {
  ...{ queue_name: '', record: null, expires_at: PAST, remove_at: PAST },
} as const

/** All that a document holds of a job of which nothing is kept. */
export const REMOVED_FIELDS = {
  ...NO_STATE,
  ...{ status: REMOVED, waits_in: null },
  ...GONE_FIELDS,
} as const

export const stateFields = (state: JobState): StateFields => ({
  status: state.status,
  token: state.token ?? null,
  enqueue_time: state.enqueueTime ?? null,
  retry_count: state.retryCount,
  claim: state.claim ?? null,
  duplicate_runs: state.duplicateRuns ?? 0,
  duplicate_deliveries: state.duplicateDeliveries ?? 0,
  is_stopped: isTombstone(state),
})

export const isWaiting = ({ status }: Pick<JobState, 'status'>): boolean =>
  status === 'queued' || status === 'retrying'

interface Writing {
  readonly version: number
  readonly nowMs: number
}

export function jobFields(row: JobRow, { version, nowMs }: Writing): JobFields {
  const expiresAtMs = expiryOf(row.ttlMs, nowMs)
  // An announcement may be on its way that the document stands in the way of, whatever its own lifetime.
  const removeAtMs = expiresAtMs && Math.max(expiresAtMs, nowMs + ANNOUNCEMENT_LATE_MS)
  return {
    ...stateFields(row),
    queue_name: row.queueName,
    waits_in: isWaiting(row) ? row.queueName : null,
    version,
    expires_at: toDate(expiresAtMs),
    remove_at: toDate(removeAtMs),
    record: row.text,
  }
}

export function contentFields({ job, isOutrun }: RowContents, writing: Writing): JobFields {
  const lateAt = new Date(writing.nowMs + ANNOUNCEMENT_LATE_MS)
  const outrun = isOutrun ? { outrun_until: lateAt } : {}
  if (job) return { ...jobFields(job, writing), ...outrun }
  const { version } = writing
  return { ...REMOVED_FIELDS, status: OUTRUN, version, remove_at: lateAt, ...outrun }
}

export const toFoundRow = (found: FoundDocument, nowMs: number): FoundRow => ({
  jobId: found._id,
  version: found.version,
  isOutrun: found.outrun_until !== undefined && found.outrun_until.getTime() > nowMs,
  state: liveState(found, nowMs),
})

/** @returns nothing when the job's time is over */
export function toRecordRow(found: JobDocument, nowMs: number): RecordRow[] {
  const state = liveState(found, nowMs)
  return state && found.record !== null ? [{ jobId: found._id, text: found.record, state }] : []
}

/** `undefined` when its time is over. */
export function liveStatus(
  { status, expires_at }: Pick<JobFields, 'status' | 'expires_at'>,
  nowMs: number,
): JobStatus | undefined {
  const isOver = expires_at !== null && expires_at.getTime() <= nowMs
  return !isOver && isJobStatus(status) ? status : undefined
}

function liveState(found: FoundDocument, nowMs: number): JobState | undefined {
  const status = liveStatus(found, nowMs)
  if (status === undefined) return undefined
  return {
    status,
    token: found.token ?? undefined,
    enqueueTime: found.enqueue_time ?? undefined,
    retryCount: found.retry_count,
    claim: found.claim ?? undefined,
    // Absent where there is nothing to count.
    duplicateRuns: found.duplicate_runs || undefined,
    duplicateDeliveries: found.duplicate_deliveries || undefined,
  }
}

const toDate = (ms: number | undefined): Date | null => (ms === undefined ? null : new Date(ms))
