import { inspect } from '#platform'

import { ResultStoreSerializationError } from '../errors/store-errors.js'
import { isJobStatus, type JobRecord } from '../job/job.js'
import type { EncodedTransition, JobTransition } from '../job/job-transition.js'
import { usageOfWire } from '../job/job-usage.js'
import type { JobLog } from '../log/kept-lines.js'
import { renderText, type Text } from '../texts/text.js'
import { wireTexts as texts } from '../texts/wire-texts.js'
import { triesOfWire, triesToWire } from './job-tries-codec.js'
import { findJsonProblem } from './json-safety.js'
import type { SentArguments } from './sent-arguments.js'

/**
 * A record as the JSON text that stores keep, readable by the Python library.
 * Token, enqueue time, status, retry count and a claim come first, in this order, so that a store can compare them by
 * reading the head of the text only (see `JobTransition`). Before them stand both counts of duplicates, if there are any: there a
 * store can put them without taking the text apart.
 */
export function encodeJobRecord(record: JobRecord): string {
  try {
    return writeRecord(record, record)
  } catch {
    // Another codec than JSON may carry such arguments; the record keeps them as a person would read them.
    const args = record.args.map(asJson)
    const kwargs = Object.fromEntries(
      Object.entries(record.kwargs).map(([name, value]) => [name, asJson(value)]),
    )
    return writeRecord(record, { args, kwargs })
  }
}

/** The same text; where `sent` has one of the arguments, it stands in place of the record's, which are not looked at. */
export function encodeJobRecordWith(record: JobRecord, sent: SentArguments | undefined): string {
  const text = sent?.text
  return text === undefined
    ? encodeJobRecord(record)
    : `${writeRecord(record, NO_ARGUMENTS).slice(0, -1)},${text}}`
}

const NO_ARGUMENTS = Object.freeze({})

const asJson = (value: unknown): unknown =>
  findJsonProblem(value, '') ? inspect(value, { depth: 4, breakLength: Infinity }) : value

/** The arguments stand last. */
function writeRecord(
  record: JobRecord,
  { args, kwargs }: Partial<Pick<JobRecord, 'args' | 'kwargs'>>,
): string {
  const { duplicateRuns = 0, duplicateDeliveries = 0 } = record
  const hasDuplicates = duplicateRuns + duplicateDeliveries > 0
  return JSON.stringify({
    duplicate_runs: hasDuplicates ? duplicateRuns : undefined,
    duplicate_deliveries: hasDuplicates ? duplicateDeliveries : undefined,
    attempt_token: record.token ?? '',
    enqueue_time: record.enqueueTime ?? '',
    status: record.status,
    retry_count: record.retryCount,
    claim: record.claim,
    job_id: record.jobId,
    result: record.result ?? null,
    // null and undefined are one in JSON; a caller gets back which of them the task returned.
    no_result: record.status === 'completed' && record.result === undefined ? true : undefined,
    error: record.error ?? null,
    error_code: record.errorCode ?? null,
    traceback: record.traceback ?? null,
    start_time: record.startTime,
    end_time: record.endTime ?? null,
    duration: record.durationMs === undefined ? null : record.durationMs / 1000,
    worker_id: record.workerId,
    queue_name: record.queueName,
    created_at: record.createdAt,
    expires_at: record.expiresAt ?? null,
    function_name: record.functionName,
    progress: record.progress ?? null,
    log: record.log,
    defer_until: record.deferUntil ?? null,
    expires: record.expires ?? null,
    claimed_until: record.claim === undefined ? undefined : record.claimedUntil,
    tries: record.tries && triesToWire(record.tries),
    trace_id: record.traceId,
    usage: record.usage,
    first_enqueue_time: record.firstEnqueueTime,
    args,
    kwargs,
  })
}

/**
 * The record of a stored text, ours or the Python library's.
 * @throws {@link ResultStoreSerializationError} `ARQ_STORE_DATA` when it is no job record.
 */
export function decodeJobRecord(text: string): JobRecord {
  const stored = parseObject(text)
  const { job_id: jobId, status, function_name: functionName } = stored
  if (typeof jobId !== 'string') throw notARecord(texts.keyMissing({ key: 'job_id' }))
  if (!isJobStatus(status)) {
    const value = status === undefined ? 'undefined' : JSON.stringify(status)
    throw notARecord(texts.statusUnknown({ value }))
  }
  if (typeof functionName !== 'string') throw notARecord(texts.keyMissing({ key: 'function_name' }))
  const createdAt = textOf(stored['created_at']) ?? ''
  const duration = stored['duration']
  return {
    jobId,
    status,
    functionName,
    args: Array.isArray(stored['args']) ? stored['args'] : [],
    kwargs: isObject(stored['kwargs']) ? stored['kwargs'] : {},
    queueName: textOf(stored['queue_name']) ?? '',
    enqueueTime: textOf(stored['enqueue_time']),
    token: textOf(stored['attempt_token']),
    claim: textOf(stored['claim']),
    claimedUntil: textOf(stored['claimed_until']),
    retryCount: typeof stored['retry_count'] === 'number' ? stored['retry_count'] : 0,
    workerId: textOf(stored['worker_id']) ?? 'pending',
    startTime: textOf(stored['start_time']) ?? createdAt,
    endTime: textOf(stored['end_time']),
    durationMs: typeof duration === 'number' ? duration * 1000 : undefined,
    result: status === 'completed' && stored['no_result'] !== true ? stored['result'] : undefined,
    error: textOf(stored['error']),
    errorCode: textOf(stored['error_code']),
    traceback: textOf(stored['traceback']),
    progress: stored['progress'] ?? undefined,
    log: logOf(stored['log']),
    deferUntil: textOf(stored['defer_until']),
    expires: textOf(stored['expires']),
    createdAt,
    expiresAt: textOf(stored['expires_at']),
    duplicateRuns: countOf(stored['duplicate_runs']),
    duplicateDeliveries: countOf(stored['duplicate_deliveries']),
    tries: triesOfWire(stored['tries']),
    traceId: textOf(stored['trace_id']),
    usage: usageOfWire(stored['usage']),
    firstEnqueueTime: textOf(stored['first_enqueue_time']),
  }
}

/** For whoever keeps a write until its store can take it. */
export const encodeTransition = (change: JobTransition): EncodedTransition =>
  new Encoded(change, undefined)

/** The same, see {@link encodeJobRecordWith}. */
export const encodeTransitionWith = (
  change: JobTransition,
  sent: SentArguments | undefined,
): EncodedTransition => new Encoded(change, sent)

// A class: V8 may give literals that survived a few collections old memory from their start. See ADR 13.
class Encoded implements EncodedTransition {
  readonly jobId: string
  readonly queueName: string
  readonly text: string
  readonly guard: JobTransition['guard']
  readonly ttlMs: JobTransition['ttlMs']
  readonly isAnnounced: boolean | undefined

  constructor(
    { record, guard, ttlMs, isAnnounced }: JobTransition,
    sent: SentArguments | undefined,
  ) {
    this.jobId = record.jobId
    this.queueName = record.queueName
    this.text = encodeJobRecordWith(record, sent)
    this.guard = guard
    this.ttlMs = ttlMs
    this.isAnnounced = isAnnounced
  }
}

/** @throws {@link ResultStoreSerializationError} `ARQ_STORE_DATA` when its text is no job record */
export const decodeTransition = (change: EncodedTransition): JobTransition => ({
  record: decodeJobRecord(change.text),
  guard: change.guard,
  ttlMs: change.ttlMs,
  isAnnounced: change.isAnnounced,
})

function parseObject(text: string): Record<string, unknown> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw notARecord(texts.notJson(), error)
  }
  if (!isObject(parsed)) throw notARecord(texts.notAnObject())
  return parsed
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** Absent where there is nothing to count. */
const countOf = (value: unknown): number | undefined =>
  typeof value === 'number' && value > 0 ? value : undefined

function logOf(value: unknown): JobLog | undefined {
  if (!isObject(value)) return undefined
  const { lines, dropped } = value
  if (!Array.isArray(lines)) return undefined
  const kept = lines.filter((line) => typeof line === 'string')
  return { lines: kept, dropped: typeof dropped === 'number' ? dropped : 0 }
}

function notARecord(reason: Text, cause?: unknown): ResultStoreSerializationError {
  return new ResultStoreSerializationError({
    code: 'ARQ_STORE_DATA',
    text: texts.notARecord({ reason }),
    details: { reason: renderText(reason) },
    cause,
  })
}
