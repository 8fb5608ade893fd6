import {
  isFinal,
  JobNotFound,
  type JobRecord,
  ResultNotFound,
  ResultTimeout,
  toError,
} from '@arq/core'

import { isAbout, type JobOrigin } from './job-origin.js'
import type { Sighting } from './record-watch.js'
import type { RecordWatcher } from './record-watcher.js'
import type { EndWait, ResultSource } from './result-source.js'

/** Ended jobs as the result store tells of them. */
export class StoredResults implements ResultSource {
  readonly #watcher: RecordWatcher

  constructor(watcher: RecordWatcher) {
    this.#watcher = watcher
  }

  ended(origin: JobOrigin, { timeoutMs, pollDelayMs }: EndWait): Promise<JobRecord> {
    const { jobId } = origin
    return this.#watcher.until({
      jobId,
      incarnation: origin.enqueued?.incarnation,
      pollDelayMs,
      timeoutMs,
      judge: (sighting) => judgeEnd(sighting, origin),
      onTimeout: ({ error, status = 'unknown' }) => {
        if (error !== undefined) throw toError(error)
        throw new ResultTimeout({ jobId, timeoutMs: timeoutMs ?? Infinity, status })
      },
    })
  }

  close(): Promise<void> {
    return this.#watcher.close()
  }
}

/** The record once the job has ended; `undefined` as long as it has not. */
function judgeEnd(
  { record, wasKnown, mayBeLost }: Sighting,
  origin: JobOrigin,
): { value: JobRecord } | undefined {
  const { jobId, enqueued } = origin
  if (record && isAbout(record, origin)) {
    return isFinal(record.status) ? { value: record } : undefined
  }
  // A later job under the same id is there only because this one has ended.
  if (record !== undefined) throw new ResultNotFound({ jobId })
  const isKnown = wasKnown || enqueued?.hadRecord === true
  if (isKnown && !mayBeLost) throw new ResultNotFound({ jobId })
  if (!isKnown && !enqueued) throw new JobNotFound({ jobId })
  // Enqueued without a record, or the store has lost it: the worker writes the next one.
  return undefined
}
