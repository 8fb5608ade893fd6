import type { Lifetime } from '@arq/core'
import { type JobRow, type JobState, wholeMs } from '@arq/core/store'

/** Columns of a row, but for its record, in a JSON object that `json_to_recordset` reads, without the closing brace. */
export const rowParameter = (row: JobRow): string =>
  `${stateParameter(row)},"job_id":${JSON.stringify(row.jobId)},"queue_name":${JSON.stringify(row.queueName)},"ttl":${ttlParameter(row.ttlMs)}`

/** Its state alone, the same way. */
export const stateParameter = (state: JobState): string =>
  `{"status":"${state.status}","token":${textParameter(state.token)},"enqueue_time":${textParameter(state.enqueueTime)},"retry_count":${String(state.retryCount)},"claim":${textParameter(state.claim)},"duplicate_runs":${String(state.duplicateRuns ?? 0)},"duplicate_deliveries":${String(state.duplicateDeliveries ?? 0)}`

/**
 * Records in the order of their rows, a line each, an empty one for a row without: they are the most of what is sent, and
 * neither side escapes them or looks for their ends (measured: 25 µs of PostgreSQL a job, and 32 as a part of the JSON).
 */
export const recordLines = (texts: readonly (string | undefined)[]): string =>
  texts.map((text) => (text === undefined ? '' : oneLine(text))).join('\n')

/** Between the values of JSON a space is as good, and within them there is no such character. */
const oneLine = (text: string): string => (text.includes('\n') ? text.replaceAll('\n', ' ') : text)

const textParameter = (text: string | undefined): string =>
  text === undefined ? 'null' : JSON.stringify(text)

const ttlParameter = (ttlMs: Lifetime): string =>
  ttlMs === 'forever' ? 'null' : String(wholeMs(ttlMs))
