import { type JobRow, newVersion, type RowOperation } from '@arq/core/store'
import type { AnyBulkWriteOperation, Filter } from 'mongodb'

import {
  contentFields,
  GONE_FIELDS,
  isWaiting,
  type JobDocument,
  type JobFields,
  jobFields,
  REMOVED_FIELDS,
  stateFields,
} from './job-document.js'

/**
 * Writes of one `bulkWrite`, each of one document, and guarded by its filter. All that may find a document are upserts:
 * where the document is there and the filter does not fit, MongoDB tries to insert a second one under the same id, and
 * answers this very write with a duplicate key. So one round trip tells which writes were made, without a transaction.
 */
type Operation = AnyBulkWriteOperation<JobDocument>

/** Rows that are written without a look at what stands there: see `GuardedTable.writeAtOnce`. */
export function writesAtOnce(rows: readonly JobRow[], nowMs: number): Operation[] {
  const version = newVersion()
  return rows.map((row): Operation => {
    const fields = jobFields(row, { version, nowMs })
    if (row.token === undefined) return { insertOne: { document: { _id: row.jobId, ...fields } } }
    return {
      updateOne: { filter: givesWayTo(row, fields), update: { $set: fields }, upsert: true },
    }
  })
}

/**
 * The document of a job that nobody else has begun, or the attempt's own: where `decideTransition` answers `applied`
 * whoever asks, and no duplicates are to be kept. Everything else is left alone, and answered by a second look.
 */
function givesWayTo(
  { jobId, retryCount, status }: JobRow,
  { enqueue_time, token }: JobFields,
): Filter<JobDocument> {
  // A record that is `retrying` tells of one try less than others that count as many.
  const mostRetries = status === 'retrying' ? retryCount - 1 : retryCount
  return {
    _id: jobId,
    ...{ enqueue_time, duplicate_runs: 0, duplicate_deliveries: 0 },
    token: { $in: [null, token] },
    status: { $in: ['queued', 'retrying', 'in_progress'] },
    retry_count: { $lte: mostRetries },
  }
}

/** Operations on documents, each guarded by the version that was seen. */
export function guardedWrites(operations: readonly RowOperation[], nowMs: number): Operation[] {
  const writing = { version: newVersion(), nowMs }
  const { version } = writing
  return operations.map((operation): Operation => {
    const { kind, jobId: _id } = operation
    if (kind === 'insert') {
      return { insertOne: { document: { _id, ...contentFields(operation.row, writing) } } }
    }
    const filter = { _id, version: operation.version }
    switch (kind) {
      case 'update':
        // One that expired a moment ago and is gone comes back: it was written to before that.
        return upsert(filter, contentFields(operation.row, writing))
      case 'restate': {
        const state = { ...stateFields(operation.state), version }
        // One that expired a moment ago and is gone is to be gone again.
        return isWaiting(operation.state)
          ? upsert(filter, state, { ...GONE_FIELDS, waits_in: null })
          : upsert(filter, { ...state, waits_in: null }, GONE_FIELDS)
      }
      case 'delete':
        return upsert(filter, { ...REMOVED_FIELDS, version })
    }
  })
}

const upsert = (
  filter: Filter<JobDocument>,
  fields: Partial<JobFields>,
  inserted?: Partial<JobFields>,
): Operation => ({
  updateOne: {
    filter,
    update: { $set: fields, ...(inserted && { $setOnInsert: inserted }) },
    upsert: true,
  },
})
