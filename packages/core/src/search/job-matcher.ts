import { isFinal, isJobStatus, type JobRecord, type JobStatus } from '../job/job.js'
import { isCronPause } from '../pauses/cron-pause.js'
import type { JobQuery } from '../ports/job-search.js'
import { type Instant, parseInstant } from '../time/instant.js'
import { decodeJobRecord } from '../wire/job-record-codec.js'

/** As `encodeJobRecord` begins a record. Python's texts have a space behind each colon. */
const HEAD =
  /^\{(?:"duplicate_runs":\d+,"duplicate_deliveries":\d+,)?"attempt_token":"[^"\\]*","enqueue_time":"([^"\\]*)","status":"([a-z_]+)",/

/** Of each list at least one stands in a text. */
export type TextConditions = readonly (readonly string[])[]

/** Which records fit a query: the one rule, for all stores. Pure. */
export class JobMatcher {
  /**
   * What stands in the text of every record that fits, as `encodeJobRecord` writes it: for a store that can ask for texts
   * more cheaply than it can decode them. It says nothing of id, status and the time of the enqueue, which such a store
   * keeps beside the text. A text that fulfils it need not fit.
   */
  readonly conditions: TextConditions
  readonly #query: JobQuery
  readonly #statuses: ReadonlySet<JobStatus> | undefined
  readonly #payload: readonly string[]

  constructor(query: JobQuery) {
    this.#query = query
    this.#statuses = query.statuses && new Set(query.statuses)
    this.#payload = query.payload === undefined ? [] : asInJson(query.payload)
    this.conditions = conditionsOf(query, this.#payload)
  }

  /**
   * The record of a stored text, if it fits. Most texts that do not are told by their head, or by a look for what must
   * stand in them, and not decoded.
   * @throws ResultStoreSerializationError `ARQ_STORE_DATA` when it had to be decoded, and is no job record
   */
  read(text: string): JobRecord | undefined {
    if (!this.mayFit(text)) return undefined
    const record = decodeJobRecord(text)
    return this.fits(record) ? record : undefined
  }

  /**
   * Whether a record is worth decoding.
   * @param isWhole whether this is all of its text; of a part that does not even have the whole head nothing can be told
   */
  mayFit(text: string, isWhole = true): boolean {
    const head = HEAD.exec(text)
    // Written by somebody else.
    if (!head) return true
    const [, enqueueTime = '', status] = head
    if (this.#statuses && isJobStatus(status) && !this.#statuses.has(status)) return false
    if (enqueueTime !== '' && !this.#fitsEnqueued(enqueueTime)) return false
    return !isWhole || this.conditions.every((any) => any.some((part) => text.includes(part)))
  }

  fits(record: JobRecord): boolean {
    const { jobId, jobIdPrefix, functionName, queueName, error } = this.#query
    return (
      !isCronPause(record) &&
      (jobId === undefined || record.jobId === jobId) &&
      (jobIdPrefix === undefined || record.jobId.startsWith(jobIdPrefix)) &&
      (functionName === undefined || record.functionName === functionName) &&
      (queueName === undefined || record.queueName === queueName) &&
      (this.#statuses === undefined || this.#statuses.has(record.status)) &&
      this.#fitsEnqueued(enqueuedAt(record)) &&
      this.#fitsEnded(record) &&
      (error === undefined || saysError(record, error)) &&
      this.#fitsPayload(record)
    )
  }

  #fitsEnqueued(instant: Instant): boolean {
    const { enqueuedFromMs, enqueuedBeforeMs } = this.#query
    return isWithin(instant, enqueuedFromMs, enqueuedBeforeMs)
  }

  #fitsEnded({ status, endTime }: JobRecord): boolean {
    const { endedFromMs, endedBeforeMs } = this.#query
    if (endedFromMs === undefined && endedBeforeMs === undefined) return true
    return isFinal(status) && endTime !== undefined && isWithin(endTime, endedFromMs, endedBeforeMs)
  }

  #fitsPayload({ args, kwargs, result }: JobRecord): boolean {
    if (this.#payload.length === 0) return true
    return [args, kwargs, result].some((value) => {
      const json = value === undefined ? '' : JSON.stringify(value)
      return this.#payload.some((part) => json.includes(part))
    })
  }
}

/** When a job was enqueued. Python's records say it in other places, as its client writes them. */
export const enqueuedAt = ({
  enqueueTime,
  workerId,
  createdAt,
  startTime,
}: Pick<JobRecord, 'enqueueTime' | 'workerId' | 'createdAt' | 'startTime'>): Instant =>
  enqueueTime ?? (workerId === 'pending' ? startTime : createdAt)

function isWithin(
  instant: Instant,
  fromMs: number | undefined,
  beforeMs: number | undefined,
): boolean {
  if (fromMs === undefined && beforeMs === undefined) return true
  const ms = parseInstant(instant)
  if (ms === undefined) return false
  return (fromMs === undefined || ms >= fromMs) && (beforeMs === undefined || ms < beforeMs)
}

const saysError = ({ error, errorCode }: JobRecord, part: string): boolean =>
  error?.includes(part) === true || errorCode?.includes(part) === true

/** How a text may stand in JSON: inside of a text, with what JSON escapes; or as JSON itself. */
function asInJson(text: string): readonly string[] {
  const escaped = inString(text)
  // No JSON has a control character, and ours no half of a surrogate pair, but in an escape.
  return escaped === text || UNWRITTEN.test(text) ? [escaped] : [escaped, text]
}

const inString = (text: string): string => JSON.stringify(text).slice(1, -1)

const UNWRITTEN = /[\p{Cs}\p{Cc}]/u

function conditionsOf(query: JobQuery, payload: readonly string[]): TextConditions {
  const { functionName, queueName, error, endedFromMs, endedBeforeMs } = query
  const conditions: (readonly string[])[] = []
  if (functionName !== undefined) {
    conditions.push([`"function_name":${JSON.stringify(functionName)}`])
  }
  if (queueName !== undefined) conditions.push([`"queue_name":${JSON.stringify(queueName)}`])
  if (endedFromMs !== undefined || endedBeforeMs !== undefined) conditions.push(['"end_time":"'])
  if (error !== undefined) conditions.push([inString(error)])
  if (payload.length > 0) conditions.push(payload)
  return conditions
}
