import type { Lifetime } from '@arq/core'
import { type JobRow, type JobState, wholeMs } from '@arq/core/store'

/** What JSON can say and PostgreSQL cannot: the character NUL, and half a surrogate pair. */
const UNSPEAKABLE = /\\u(?:0000|d[89a-f])/

/**
 * Columns of a row in a JSON object that `json_to_recordset` reads, without the closing brace. The record is in it as it
 * is: nothing is escaped, here or there. Only where the record has characters that PostgreSQL cannot read in passing it
 * goes as a text, and is not looked into.
 */
export const rowParameter = (row: JobRow): string =>
  `${stateParameter(row)},"job_id":${JSON.stringify(row.jobId)},"queue_name":${JSON.stringify(row.queueName)},"ttl":${ttlParameter(row.ttlMs)},${recordParameter(row.text)}`

/** Its state alone, the same way. */
export const stateParameter = (state: JobState): string =>
  `{"status":"${state.status}","token":${textParameter(state.token)},"enqueue_time":${textParameter(state.enqueueTime)},"retry_count":${String(state.retryCount)},"claim":${textParameter(state.claim)},"duplicate_runs":${String(state.duplicateRuns ?? 0)},"duplicate_deliveries":${String(state.duplicateDeliveries ?? 0)}`

const recordParameter = (text: string): string =>
  UNSPEAKABLE.test(text) ? `"record_text":${JSON.stringify(text)}` : `"record":${text}`

const textParameter = (text: string | undefined): string =>
  text === undefined ? 'null' : JSON.stringify(text)

const ttlParameter = (ttlMs: Lifetime): string =>
  ttlMs === 'forever' ? 'null' : String(wholeMs(ttlMs))
