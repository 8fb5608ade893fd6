import { isJobStatus, type JobRecord, type JobStatus } from '../job/job.js'
import type { DuplicateCounts } from '../job/job-transition.js'
import type { Lifetime } from '../time/lifetime.js'
import { decodeJobRecord } from '../wire/job-record-codec.js'

/** The state of a job, as the columns beside its record keep it: what the rule of guarded writes looks at. */
export interface JobState extends DuplicateCounts {
  readonly status: JobStatus
  readonly token: string | undefined
  readonly enqueueTime: string | undefined
  readonly retryCount: number
  readonly claim: string | undefined
}

/** A row that is to be written. */
export interface JobRow extends JobState {
  readonly jobId: string
  readonly queueName: string
  readonly ttlMs: Lifetime
  /** The record, as `encodeJobRecord` writes it. What it says of duplicates is not looked at. */
  readonly text: string
}

/** A row that was found, whatever it still means. */
export interface FoundRow<V = number> {
  readonly jobId: string
  /** Another one after every write: by it a write finds out that another came between. */
  readonly version: V
  /** `undefined`: its time is over, or it is kept for {@link isOutrun} alone. */
  readonly state: JobState | undefined
  /** The job has outrun its announcement, which may still come. */
  readonly isOutrun: boolean
}

/** A record as it is read: the text, and the state beside it, which counts where the two differ. */
export interface RecordRow {
  readonly jobId: string
  readonly text: string
  readonly state: JobState
}

/** As `encodeJobRecord` begins the record of a job without claim and duplicates. */
const HEAD =
  /^\{"attempt_token":"([^"\\]*)","enqueue_time":"([^"\\]*)","status":"([a-z_]+)","retry_count":(\d+),"(?!claim")/

/** What a record's text says of the job's state. Its head is enough, unless somebody else has written it. */
export function stateOfText(text: string): JobState {
  const [, token, enqueueTime, status, retryCount] = HEAD.exec(text) ?? []
  if (!isJobStatus(status)) return stateOf(decodeJobRecord(text))
  return {
    status,
    token: token === '' ? undefined : token,
    enqueueTime: enqueueTime === '' ? undefined : enqueueTime,
    retryCount: Number(retryCount),
    claim: undefined,
  }
}

export const stateOf = (record: JobRecord): JobState => ({
  status: record.status,
  token: record.token,
  enqueueTime: record.enqueueTime,
  retryCount: record.retryCount,
  claim: record.claim,
  duplicateRuns: record.duplicateRuns,
  duplicateDeliveries: record.duplicateDeliveries,
})

/** Until when a row is kept, in milliseconds since 1970: a part of a millisecond must not become "keep nothing". */
export const expiryOf = (ttlMs: Lifetime, nowMs: number): number | undefined =>
  ttlMs === 'forever' ? undefined : nowMs + wholeMs(ttlMs)

/** A lifetime as databases take it. */
export const wholeMs = (ttlMs: number): number => Math.max(0, Math.ceil(ttlMs))

/** Another number for every write: by it a write finds out that another came between. */
export const newVersion = (): number => Math.floor(Math.random() * Number.MAX_SAFE_INTEGER)
